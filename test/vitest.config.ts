import { defineConfig } from 'vitest/config'

// Two kinds of tests: the quick ones run side by side; those that drive a browser, or install the
// package, one file at a time, since a browser takes a core for itself.
const slow = ['test/browser/**/*.test.ts', 'test/clients/**/*.test.ts', 'test/package/**/*.test.ts']

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'browser',
          include: slow,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
