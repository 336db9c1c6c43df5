import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { findBrowser } from '../support/browser.ts'
import { contextOf, nobody, parseDockerfile, type Rehearsed, rehearse } from './dockerfile.ts'
import { type Containers, createContainers, namespaceProblem } from './namespaces.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const steps = parseDockerfile(readFileSync(join(repository, 'Dockerfile'), 'utf8'))

interface Service {
  readonly ports: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly command?: readonly string[]
}
const compose = parse(readFileSync(join(repository, 'compose.yaml'), 'utf8'), { merge: true })
const services = compose.services as Readonly<Record<'fragrant' | 'spa' | 'api', Service>>

let scratch: string
let image: Rehearsed
const running = new Set<ChildProcess>()

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fragrant-image-'))
  // Whoever is not root must reach what root has built.
  chmodSync(scratch, 0o755)
  image = await rehearse(steps, {
    context: contextOf(repository, join(scratch, 'context')),
    scratch,
  })
}, 300_000)
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

/** Runs a command of the image here, as the user of the image. */
function start([name = '', ...words]: readonly string[], environment: Record<string, string> = {}) {
  const identity = nobody === undefined ? {} : { uid: nobody, gid: nobody }
  const child = spawn(name === 'node' ? process.execPath : name, words, {
    cwd: image.workdir,
    env: { ...image.environment, ...environment },
    ...identity,
  })
  return follow(child)
}

function follow(child: ChildProcess) {
  running.add(child)
  const told = { output: '', errors: '' }
  child.stderr?.on('data', (chunk) => {
    told.errors += chunk
  })
  const lines = child.stdout === null ? undefined : createInterface(child.stdout)
  const exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return {
    child,
    told,
    exited,
    async line(holds: (line: string) => boolean): Promise<string> {
      for await (const line of lines ?? []) {
        told.output += `${line}\n`
        if (holds(line)) return line
      }
      throw new Error(`It ended: ${told.errors}${told.output}`)
    },
  }
}

const listening = (line: string): boolean => line.includes('"msg":"listening"')

async function freePort(): Promise<string> {
  const server = createServer()
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return String(port)
}

describe('the image', () => {
  it('holds what runs, and neither sources, tests, tools nor secrets', () => {
    const holds = (path: string) => existsSync(join(image.workdir, path))
    for (const path of [
      'dist/bundle/cli.js',
      'views/log-in.eta',
      'node_modules/fastify',
      'docs/configuration.md',
    ]) {
      expect([path, holds(path)]).toEqual([path, true])
    }
    for (const path of [
      'src',
      'test',
      '.env',
      '.git',
      'node_modules/typescript',
      'node_modules/vitest',
    ]) {
      expect([path, holds(path)]).toEqual([path, false])
    }
  })

  it('runs as a user that is not root, who may write its data and nothing else', () => {
    expect(image.user).toBe('node')
    if (nobody === undefined) return
    expect(statSync(image.here('/data')).uid).toBe(nobody)
    expect(statSync(image.here('/app')).uid).toBe(0)
  })

  it('does not serve local mode to a network by itself, and says how it may run', async () => {
    const { exited, told } = start(image.command, { FRAGRANT_PORT: await freePort() })
    expect(await exited).toBe(78)
    expect(told.errors).toContain('FRAGRANT_HOST: mode must be strict')
    expect(told.errors).toContain(
      'or container: true, in a container whose port is published on loop',
    )
  })

  it('starts with what compose.yaml says, is healthy, keeps its keys, and ends on SIGTERM', async () => {
    const port = await freePort()
    const environment = { ...services.fragrant.environment, FRAGRANT_PORT: port }
    const { child, exited, line } = start(image.command, environment)
    const ready = JSON.parse(await line(listening))
    expect(ready).toMatchObject({ issuer: 'http://localhost:9400', mode: 'local' })
    const healthy = start(image.healthCheck, environment)
    expect(await healthy.exited).toBe(0)
    // Keys are made while the server already listens, and are there when it hands them out.
    expect((await fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`)).status).toBe(200)
    const keys = statSync(image.here('/data/keys.json'))
    expect({ mode: keys.mode & 0o777, uid: keys.uid }).toEqual({
      mode: 0o600,
      uid: nobody ?? process.getuid?.(),
    })
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
    const gone = start(image.healthCheck, environment)
    expect(await gone.exited).toBe(1)
  })
})

describe('compose.yaml', () => {
  it('publishes every port on loopback, as the image exposes it', () => {
    const ports = Object.values(services).flatMap((service) => service.ports)
    expect(ports).toHaveLength(3)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
    expect(services.fragrant.ports).toEqual([`127.0.0.1:${image.exposed}:${image.exposed}`])
  })

  it('configures the server with variables that it takes', () => {
    const { environment = {} } = services.fragrant
    const loaded = loadConfig({
      environment: { ...image.environment, ...environment },
      folder: image.workdir,
    })
    expect(loaded.config).toMatchObject({
      container: true,
      issuer: 'http://localhost:9400',
      alsoAt: ['http://fragrant:9400'],
    })
    expect(loaded.warnings).toEqual([expect.stringContaining('published on loopback only')])
  })

  it('runs an app and an API whose files are there', () => {
    for (const { command = [], volumes } of [services.spa, services.api]) {
      const [, from = '', to = ''] = /^\.\/([^:]+):([^:]+):ro$/.exec(volumes[0] ?? '') ?? []
      expect(existsSync(join(repository, (command[1] ?? '').replace(to, from)))).toBe(true)
    }
  })
})

const browser = findBrowser()
const problem = namespaceProblem()

describe.runIf(problem === undefined)(
  'an API in a container of its own (network and process namespaces)',
  () => {
    let containers: Containers
    beforeAll(() => {
      containers = createContainers(['fragrant', 'spa', 'api'], nobody ?? 0)
      cpSync(join(repository, 'docs/containers'), join(image.workdir, 'containers'), {
        recursive: true,
      })
    })
    afterAll(() => containers.remove())

    const inside = (where: string, command: readonly string[], env: Record<string, string> = {}) =>
      follow(
        containers.spawn(where, [process.execPath, ...command.slice(1)], {
          cwd: image.workdir,
          env: { PATH: process.env['PATH'] ?? '', ...image.environment, ...env },
        }),
      )

    /** What a browser on the host does: it knows the issuer, and the port of the API. */
    const browse = async (path: string, headers: Record<string, string> = {}) => {
      const script = `fetch(${JSON.stringify(path)}, ${JSON.stringify({ headers, redirect: 'manual' })})
      .then(async (response) => console.log(JSON.stringify({
        status: response.status, location: response.headers.get('location'), body: await response.text() })))
      .catch((error) => console.log(JSON.stringify({ status: 0, body: String(error.cause?.code) })))`
      const asking = inside('host', ['node', '-e', script])
      const line = await asking.line(() => true)
      return JSON.parse(line) as { status: number; location: string | null; body: string }
    }

    /** As the engine does for `127.0.0.1:port:port`. */
    const publish = (name: string, port: number) => {
      const script = `const net = require('node:net')
      net.createServer((near) => {
        const far = net.connect(${port}, '${containers.addressOf(name)}')
        near.pipe(far).pipe(near)
        for (const end of [near, far]) end.on('error', () => { near.destroy(); far.destroy() })
      }).listen(${port}, '127.0.0.1', () => console.log('published'))`
      return inside('host', ['node', '-e', script]).line((line) => line === 'published')
    }

    const get = (parameters: Record<string, string>) =>
      browse(`http://localhost:9400/authorize?${new URLSearchParams(parameters)}`)

    it('takes a token that a browser got by the issuer, and reads metadata and keys by another name', async () => {
      const server = inside('fragrant', image.command, {
        ...services.fragrant.environment,
        FRAGRANT_LOGIN_MODE: 'auto',
        FRAGRANT_LOGIN_USER: 'alice',
        FRAGRANT_CONSENT: 'auto',
      })
      await server.line(listening)
      const command = (services.api.command ?? []).map(image.here)
      const api = inside('api', command, services.api.environment)
      await api.line((line) => line.includes('The API listens'))
      await Promise.all([publish('fragrant', 9400), publish('api', 5174)])

      const { location } = await get({
        client_id: 'container-app',
        redirect_uri: 'http://localhost:5173/',
        response_type: 'token',
        scope: 'openid profile',
        state: 's',
      })
      const token =
        new URLSearchParams(new URL(location ?? '').hash.slice(1)).get('access_token') ?? ''
      expect(token.length).toBeGreaterThan(100)
      const taken = await browse('http://localhost:5174/', { authorization: `Bearer ${token}` })
      expect(taken).toMatchObject({ status: 200 })
      expect(JSON.parse(taken.body)).toMatchObject({ hello: 'alice' })
      const forged = token.replace(/\.[^.]+$/, `.${'A'.repeat(342)}`)
      const refused = await browse('http://localhost:5174/', { authorization: `Bearer ${forged}` })
      expect(refused.status).toBe(401)

      if (browser !== undefined) {
        const app = inside('spa', (services.spa.command ?? []).map(image.here))
        await app.line((line) => line.includes('The app listens'))
        await publish('spa', 5173)
        const script = join(repository, 'test/package/children/press-sign-in.mjs')
        const pressed = inside('host', ['node', script, browser, 'http://localhost:5173/'])
        expect(await pressed.line(() => true)).toMatch(/^The API answers 200: .*"hello":"alice"/)
      }

      // The container is reached by its address too; who names no host of ours is told so.
      expect((await browse(`http://${containers.addressOf('fragrant')}:9400/`)).status).toBe(421)

      // Both are the first process of their container, to which signals come without a helper.
      for (const { child, exited } of [server, api]) {
        const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
        process.kill(Number(first), 'SIGTERM')
        expect(await exited).toBe(0)
      }
    })
  },
)

if (problem !== undefined) {
  // A skip that nobody reads is no test: where a build decides, what is missing must be put there.
  it.skipIf(process.env['CI'] !== 'true')('network namespaces can be made here', () => {
    expect.fail(problem)
  })
}
