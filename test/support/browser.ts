/**
 * A real browser for tests: the Chromium or Chrome of this machine, without its network.
 *
 * @module
 */

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome']

const howToInstall =
  'needs Chromium or Chrome: install one (apt-get install chromium), or name it in CHROME_PATH'

const { PATH = '', CHROME_PATH = '', CI } = process.env

/** The browser of this machine, if it has one. */
export function findBrowser(): string | undefined {
  const folders = PATH.split(delimiter)
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [CHROME_PATH, ...onPath].find((file) => file !== '' && isExecutable(file))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
]

/** A browser that tests open pages in. */
export interface TestBrowser {
  /** A page in a profile of its own. What goes wrong in it fails the test, but for `expected`. */
  open(options?: BrowserContextOptions, expected?: RegExp): Promise<Page>
  /** Another tab beside `page`. */
  openBeside(page: Page): Promise<Page>
}

/**
 * A group of tests in a real browser. Where there is none they are skipped, and with CI=true they
 * fail, so that nobody takes silence for success.
 */
export function describeInBrowser(title: string, tests: (browser: TestBrowser) => void): void {
  const executablePath = findBrowser()
  if (executablePath === undefined) {
    describe.skipIf(CI !== 'true')(title, () => {
      it(howToInstall, () => {
        throw new Error(`This test ${howToInstall}.`)
      })
    })
    return
  }
  describe(title, () => tests(useBrowser(executablePath)))
}

function useBrowser(executablePath: string): TestBrowser {
  let browser: Browser
  const faults: string[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: switches })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    expect(faults.splice(0), 'what went wrong in the pages').toEqual([])
  })
  afterAll(() => browser.close())

  const watch = (page: Page, expected: RegExp | undefined): Page => {
    page.setDefaultTimeout(15_000)
    const note = (text: string) => {
      if (!usual.test(text) && expected?.test(text) !== true) faults.push(text)
    }
    page.on('pageerror', (error) => note(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') note(message.text())
    })
    return page
  }

  return {
    async open(options, expected) {
      const context = await browser.newContext(options)
      context.on('page', (page) => watch(page, expected))
      return context.newPage()
    },
    openBeside: (page) => page.context().newPage(),
  }
}

/** Chromium reports each answer of 4xx, which tests look at themselves. */
const usual = /^Failed to load resource: the server responded with a status of 4\d\d/
