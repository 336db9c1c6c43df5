import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { createVisitor } from '../support/visitor.ts'
import { type Installed, installPackage, root, run } from './installed-package.ts'

/** Fastify reads ranges of versions with it, and so does npm. */
const { minVersion, satisfies } = createRequire(createRequire(import.meta.url).resolve('fastify'))(
  'semver',
)

/** What npm notes of a package that it installed. */
interface Brought {
  readonly engines?: { readonly node?: string }
  readonly hasInstallScript?: boolean
}

let folder: string
let packed: Installed['packed']

beforeAll(async () => {
  ;({ folder, packed } = await installPackage())
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the package, installed in an empty folder', () => {
  it('holds what runs and what describes it, and no sources or tests', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'package.json',
        'dist/bundle/cli.js',
        'dist/bundle/index.js',
        'dist/index.js',
        'dist/index.d.ts',
        'docs/fragrant.schema.json',
        'views/log-in.eta',
        'views/assets/style.css',
      ]),
    )
    expect(paths.filter((path) => /^(src|test|\.)|keys\.json/.test(path))).toEqual(['.env.example'])
  })

  it('holds every file that its README links to', async () => {
    const installed = join(folder, 'node_modules', 'fragrant')
    const readme = await readFile(join(installed, 'README.md'), 'utf8')
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((link) => !existsSync(join(installed, link)))).toEqual([])
  })

  it('runs on the oldest Node that it promises, with all that it brings along', async () => {
    const { engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const oldest = minVersion(engines.node)
    const lock = await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8')
    const brought = Object.entries<Brought>(JSON.parse(lock).packages)
    expect(brought.length).toBeGreaterThan(50)
    expect(
      brought.filter(([, { engines: wanted }]) => !satisfies(oldest, wanted?.node ?? '*')),
    ).toEqual([])
  })

  it('brings along nothing that runs a script while it is installed', async () => {
    const lock = await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8')
    const brought = Object.entries<Brought>(JSON.parse(lock).packages)
    expect(brought.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  })

  it('starts with one command, and serves its login page with its style sheet', async () => {
    const server = spawn('npx', ['--no-install', 'fragrant', '--port', '0'], {
      cwd: folder,
      // A group of its own, so that npx and what it starts are ended together.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const issuer = await readIssuer(server.stdout)
      const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
      expect(metadata).toMatchObject({ issuer, authorization_endpoint: `${issuer}/authorize` })
      const login = await createApp(issuer).ask(createVisitor(issuer))
      expect(login.page.has('login')).toBe(true)
      const [, sheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(login.body) ?? []
      const style = await fetch(new URL(sheet, issuer))
      expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
      expect((await style.text()).length).toBeGreaterThan(1000)
    } finally {
      process.kill(-(server.pid ?? 0), 'SIGTERM')
      await once(server, 'close')
    }
  })

  it('says its version', async () => {
    const { stdout } = await run('npx', ['--no-install', 'fragrant', '--version'], { cwd: folder })
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('is a library whose types resolve', async () => {
    await writeFile(join(folder, 'app.ts'), libraryUse)
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(strictly))
    await symlink(
      join(root, 'node_modules', '@types'),
      join(folder, 'node_modules', '@types'),
    ).catch(ignoreWhenThere)
    const tsc = join(root, 'node_modules', '.bin', 'tsc')
    const { stdout } = await run(tsc, ['-p', folder], { cwd: folder })
    expect(stdout).toBe('')
  })

  it('runs as a library', async () => {
    const script = `
      import { createFragrant } from 'fragrant'
      const fragrant = await createFragrant({ port: 0 })
      const { issuer } = await fragrant.listen()
      const response = await fetch(issuer + '/health')
      await fragrant.close()
      console.log(response.status)
    `
    const { stdout } = await run('node', ['--input-type=module', '-e', script], { cwd: folder })
    expect(stdout).toBe('200\n')
  })
})

const libraryUse = `
import { ConfigError, createFragrant, version, type Fragrant, type FragrantOptions } from 'fragrant'

const options: FragrantOptions = {
  port: 0,
  clients: [{ client_id: 'app', redirect_uris: ['https://app.example/'], response_types: ['token'] }],
}
const fragrant: Fragrant = await createFragrant(options)
const { issuer, url }: { readonly issuer: string; readonly url: string } = await fragrant.listen()
const status: number = (await fragrant.app.inject('/health')).statusCode
// @ts-expect-error: there is no such option
await createFragrant({ prot: 0 })
export const seen: readonly unknown[] = [issuer, url, status, version, ConfigError, fragrant.realms]
`

const strictly = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    exactOptionalPropertyTypes: true,
  },
  include: ['app.ts'],
}

async function readIssuer(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const [issuer] = /https?:\/\/localhost:\d+/.exec(line) ?? []
    if (issuer !== undefined) return issuer
  }
  throw new Error('The server ended without saying where it listens.')
}

function ignoreWhenThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
