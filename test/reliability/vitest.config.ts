import { defineConfig } from 'vitest/config'

// The hard times, in full: minutes of load, kills and writes, one file at a time.
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/reliability/**/*.long.ts', 'test/reliability/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
