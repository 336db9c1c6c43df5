import { defineConfig } from 'vitest/config'

/** What needs Java, Python and Go, and downloads what it needs: no part of `npm test`. */
export const toolchains = ['test/{resource-servers,relying-parties,schemathesis,examples}/**']

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: toolchains.map((folder) => `${folder}/*.test.ts`),
    testTimeout: 20_000,
    hookTimeout: 170_000,
  },
})
