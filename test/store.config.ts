import { defineConfig } from 'vitest/config'

/** The journeys, of servers that keep everything on Redis. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    name: 'on Redis',
    include: ['test/journeys/*.test.ts', 'test/security/{at-once,session,withdrawn}.test.ts'],
    globalSetup: 'test/support/journeys-on-redis.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
