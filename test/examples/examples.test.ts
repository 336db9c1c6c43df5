import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { isInstalled, run } from '../resource-servers/process.ts'

interface Example {
  /** Its folder below docs/examples. */
  readonly name: string
  /** Commands that must be installed. */
  readonly needs: readonly string[]
  prepare(folder: string): Promise<unknown>
  /** Runs its tests, and answers what was told of them. */
  test(folder: string): Promise<string>
  /** What is told when every one of them has passed. */
  readonly passed: RegExp
}

const examples: readonly Example[] = [
  {
    name: 'pytest',
    needs: ['python3'],
    async prepare(folder) {
      await run(folder, 'python3', '-m', 'venv', 'venv')
      await run(folder, 'venv/bin/pip', 'install', '--quiet', 'pytest==8.*', 'pyjwt[crypto]==2.*')
    },
    test: (folder) => run(folder, 'venv/bin/pytest', '-q', '-p', 'no:cacheprovider'),
    passed: /^13 passed/m,
  },
  {
    name: 'go-oidc',
    needs: ['go'],
    prepare: (folder) => run(folder, 'go', 'mod', 'download'),
    test: (folder) => run(folder, 'go', 'test', '-v', '-count=1', '.'),
    passed: /(?: {4}--- PASS[\s\S]*?){11}/,
  },
  {
    name: 'spring',
    needs: ['mvn', 'java'],
    prepare: (folder) => run(folder, 'mvn', '-q', '-B', '-ntp', 'test-compile'),
    test: (folder) => run(folder, 'mvn', '-B', '-ntp', '-Dstyle.color=never', 'test'),
    passed: /Tests run: 11, Failures: 0, Errors: 0, Skipped: 0$/m,
  },
]

const token = 'a-token-that-only-tests-have'
let server: TestServer

beforeAll(async () => {
  server = await startFragrant({ control_token: token })
  Object.assign(process.env, { FRAGRANT_URL: server.origin, FRAGRANT_CONTROL_TOKEN: token })
})
afterAll(() => server.stop())

for (const { name, needs, prepare, test, passed } of examples) {
  const missing = needs.filter((command) => !isInstalled(command))
  const title = missing.length === 0 ? '' : ` (needs ${missing.join(' and ')})`
  describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
    `docs/examples/${name}${title}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), `fragrant-${name}-`))
      afterAll(() => rmSync(folder, { recursive: true, force: true }))

      beforeAll(async () => {
        cpSync(join('docs', 'examples', name), folder, { recursive: true })
        await prepare(folder)
      })

      it('passes', async () => expect(await test(folder)).toMatch(passed), 150_000)
    },
  )
}
