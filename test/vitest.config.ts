import { defineConfig } from 'vitest/config'
import { toolchains } from './toolchains.config.ts'

/** Files that run alone: a browser takes a core for itself, and times are kept only on a quiet machine. */
export const alone = [
  'test/browser/**/*.test.ts',
  'test/clients/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/reliability/**/*.test.ts',
  'test/store/{during-logins,failover,faults,groups,moved-slot,processes,refused,round-trips,upgrade}.test.ts',
  'test/testing/scenarios.test.ts',
  'test/cli/serve/{kept,reload,serve,stop}.test.ts',
  'test/http/server/{drain,limits,listeners}.test.ts',
  'test/adapters/*/{log-destination,password-hasher,watch-file}.test.ts',
  'test/security/{bounded-input,crowded-memory}.test.ts',
]

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      {
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, ...toolchains],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'one by one',
          include: alone,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
