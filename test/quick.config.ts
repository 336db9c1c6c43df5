import { defineConfig } from 'vitest/config'
import { toolchains } from './toolchains.config.ts'
import { alone } from './vitest.config.ts'

/**
 * What starts browsers and processes, keeps times, asks hundreds or thousands of questions, or mocks a module
 * that the files before it have loaded.
 */
const slow = [
  ...alone,
  'test/hostile/**',
  'test/property/**',
  'test/conformance/**',
  // it counts what is under way in Web Crypto
  'test/simulation/**',
  ...toolchains,
  'test/cli/**',
  'test/adapters/{jose,data-folder}/**',
  'test/security/{hashing,post-logout,outbound}.test.ts',
  'test/tls.test.ts',
]

// One realm of modules for all files: to load Fastify and zod anew for each takes longer than the tests.
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    exclude: slow,
    isolate: false,
    maxWorkers: '100%',
    setupFiles: ['test/support/drawn-keys.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
