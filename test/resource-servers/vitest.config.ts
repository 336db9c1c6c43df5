import { defineConfig } from 'vitest/config'

/** APIs in five languages: what they need is downloaded, so they are no part of `npm test`. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/resource-servers/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 170_000,
  },
})
