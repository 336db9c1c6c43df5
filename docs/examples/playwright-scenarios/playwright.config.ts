import { defineConfig } from '@playwright/test'

const url = process.env.APP_URL ?? 'http://localhost:5173'

export default defineConfig({
  use: { baseURL: url },
  webServer: { command: 'node ../playwright/app/serve.mjs', url },
})
