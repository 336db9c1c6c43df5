// Opens an app in the browser that is named, presses its button, and prints what it shows in the end.
import { chromium } from 'playwright-core'

const [executablePath, address] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const page = await browser.newPage()
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The API answers').waitFor({ timeout: 20_000 })
  process.stdout.write(`${await page.locator('#answer').textContent()}\n`)
} finally {
  await browser.close()
}
