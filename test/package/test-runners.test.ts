import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser, switches } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { installPackage, root, run } from './installed-package.ts'

let folder: string

beforeAll(async () => {
  ;({ folder } = await installPackage())
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a project has that tests with vitest and Playwright, beside Fragrant. */
const theirs = [
  ...['vitest', 'vite', '@playwright', 'playwright', 'playwright-core'],
  ...['oidc-client-ts', '@types', 'typescript'],
]

async function bringRunners(): Promise<void> {
  const have = (name: string) => join(folder, 'node_modules', name)
  for (const name of theirs) {
    await symlink(join(root, 'node_modules', name), have(name)).catch(() => {})
  }
  await cp(join(root, 'docs', 'examples'), join(folder, 'examples'), { recursive: true })
}

const node = (script: string) =>
  run('node', ['--input-type=module', '-e', script], { cwd: folder }).then(
    ({ stdout }) => stdout.trim(),
    ({ stderr }) => String(stderr),
  )

describe('the package, installed where there is neither vitest nor Playwright', () => {
  it('controls a server in the process of a test, and elsewhere', async () => {
    const script = `
      import { startFragrant } from 'fragrant/testing'
      import { connectFragrant } from 'fragrant/client'
      const server = await startFragrant({ control_token: 'a-token-of-this-test' })
      const idp = await connectFragrant({ url: server.issuer, token: 'a-token-of-this-test' })
      console.log((await idp.users.list()).map(({ username }) => username).join())
      await server.stop()
    `
    expect(await node(script)).toBe('alice,bob')
  })

  it.each([
    ['vitest', 'vitest'],
    ['playwright', '@playwright/test'],
  ])('has no fragrant/%s, and says what is missing', async (name, missing) => {
    const told = await node(`await import('fragrant/${name}')`)
    expect(told).toContain(`Cannot find package '${missing}'`)
  })
})

describe('the examples, with the package installed', () => {
  beforeAll(bringRunners)

  const runner = (example: string, script: string, args: readonly string[], env = {}) =>
    run('node', [join(folder, 'node_modules', script), ...args], {
      cwd: join(folder, 'examples', example),
      env: { ...process.env, ...env },
    }).then(
      ({ stdout }) => stdout,
      // the report of a run that failed
      ({ stdout, stderr }) => `${stdout}\n${stderr}`,
    )

  it('have types', async () => {
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(strictly))
    const tsc = join(root, 'node_modules', '.bin', 'tsc')
    expect(await run(tsc, ['-p', folder], { cwd: folder }).catch(({ stdout }) => stdout)).toEqual({
      stdout: '',
      stderr: '',
    })
  })

  it.each([
    ['vitest-api', 13],
    ['vitest-spa', 5],
  ])('%s passes in vitest', async (example, tests) => {
    const told = await runner(example, 'vitest/vitest.mjs', ['run', '--reporter=json'])
    expect(told).toContain(`"numPassedTests":${tests},"numFailedTests":0`)
  })

  it('vitest says what is missing where no server was started', async () => {
    await writeFile(join(folder, 'examples', 'vitest-spa', 'none.config.ts'), 'export default {}')
    const withoutSetup = ['run', '--config', 'none.config.ts']
    expect(await runner('vitest-spa', 'vitest/vitest.mjs', withoutSetup)).toContain(
      "put globalSetup: ['fragrant/vitest/setup'] under test in the configuration of vitest",
    )
  })

  it('a fault that nothing has met fails its test in vitest', async () => {
    const unused = join(folder, 'examples', 'unused')
    await cp(join(folder, 'examples', 'vitest-api'), unused, { recursive: true })
    await writeFile(
      join(unused, 'api.test.ts'),
      `import { test } from 'fragrant/vitest'
       import { expect } from 'vitest'
       test('plans a fault', ({ idp }) => idp.faults.once({ endpoint: 'token' }, { status: 503 }))
       const ofDora = test.extend({ idpSeed: { users: [{ username: 'dora' }] } }).extend({ more: 1 })
       ofDora('has a realm of its own making', async ({ idp, more }) => {
         expect((await idp.users.list()).map(({ username }) => username)).toEqual(['dora'])
         expect(more).toBe(1)
       })
       const ofAll = test.extend({ idp: ({ idpServer }, use) => use(idpServer) })
       ofAll('shares the realm of the server', ({ idp }) => expect(idp.id).toBe('default'))`,
    )
    const told = await runner('unused', 'vitest/vitest.mjs', ['run'])
    expect(told).toContain('Faults that were planned and not met')
    expect(told).toMatch(/Tests .*1 failed.*2 passed/)
  })

  const executablePath = findBrowser()
  /** A configuration of an example by which it runs in the browser of this machine. */
  const runInBrowser = async (example: string): Promise<string> => {
    const launch = JSON.stringify({ launchOptions: { executablePath, args: switches } })
    await writeFile(
      join(folder, 'examples', example, 'here.config.ts'),
      `import config from './playwright.config'
       export default { ...config, workers: 1, use: { ...config.use, ...${launch} } }`,
    )
    return runner(
      example,
      '@playwright/test/cli.js',
      ['test', '-c', 'here.config.ts', '--reporter=line'],
      { APP_URL: `http://localhost:${await freePort()}` },
    )
  }

  it.skipIf(executablePath === undefined && process.env['CI'] !== 'true')(
    'playwright passes in Playwright, and so does the test of docs/testing.md',
    async () => {
      await writeFile(
        join(folder, 'examples', 'playwright', 'page.spec.ts'),
        (await snippetForPlaywright()).replace(
          /^import .*$/m,
          "import { expect } from 'fragrant/playwright'\nimport { test } from './shop'",
        ),
      )
      const told = await runInBrowser('playwright')
      expect(told).toMatch(/\n {2}7 passed/)
    },
    120_000,
  )

  it.skipIf(executablePath === undefined && process.env['CI'] !== 'true')(
    'playwright-scenarios passes in Playwright, and tells what docs/testing.md shows',
    async () => {
      const told = await runInBrowser('playwright-scenarios')
      expect(told).toMatch(/\n {2}1 passed/)
      const row = /│ '([\w-]+)' +│ '([a-z ]+)' +│ '([a-z ]+)' +│ (?:undefined|'([^│]+)') +│/g
      const results = [...told.matchAll(row)].map(
        ([, name = '', outcome, verdict, reason = '']) => {
          return [name, { outcome, verdict, reason }] as const
        },
      )
      expect(Object.fromEntries(results)).toEqual(await shownResults())
    },
    620_000,
  )
})

/** What docs/testing.md shows of each scenario. */
async function shownResults() {
  const page = await readFile(join(root, 'docs', 'testing.md'), 'utf8')
  const row = /^\| (right|wrong|not applicable) \| ([a-z ]+) \| (`[^|]+`) \| ([^|]*) ?\|$/gm
  const rows = [...page.matchAll(row)].flatMap(([, verdict, outcome, names = '', reason = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => {
      return [name, { outcome, verdict, reason: reason.trim() }] as const
    }),
  )
  return Object.fromEntries(rows)
}

async function snippetForPlaywright(): Promise<string> {
  const page = await readFile(join(root, 'docs', 'testing.md'), 'utf8')
  return /```ts\n(import [^\n]*'fragrant\/playwright'\n[\s\S]*?)```/.exec(page)?.[1] ?? ''
}

/** As a project of today has it; what it tests runs in a bundler. */
const strictly = {
  compilerOptions: {
    ...{ strict: true, noEmit: true, target: 'es2023', types: ['node'] },
    ...{ module: 'preserve', moduleResolution: 'bundler', skipLibCheck: true },
    lib: ['es2023', 'dom'],
  },
  include: ['examples/**/*.ts'],
}
