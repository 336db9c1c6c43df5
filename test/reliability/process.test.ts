import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pause, type Running, startArtefact, until } from './artefact.ts'
import { createLightBrowser } from './light-browser.ts'

let folder: string
const running = new Set<Running>()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-process-'))
})

afterEach(async () => {
  await Promise.all([...running].map((server) => server.end('SIGKILL')))
  running.clear()
  rmSync(folder, { recursive: true })
})

function start(...[argv, options = {}]: Parameters<typeof startArtefact>): Running {
  const server = startArtefact(argv, {
    cwd: folder,
    ...options,
    env: { FRAGRANT_SIGNING_ALG: 'ES256', ...options.env },
  })
  running.add(server)
  return server
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

const metadata = '/.well-known/openid-configuration'

describe('two servers on one data folder', { timeout: 30_000 }, () => {
  it('are one: the second names the first and ends; a dead one is taken over', async () => {
    const argv = ['--port', '0']
    const env = { FRAGRANT_DATA_DIR: 'data' }
    const first = start(argv, { env })
    await first.listening
    const second = start(argv, { env })
    expect(await second.exited).toBe(1)
    expect(second.errors()).toMatch(
      new RegExp(
        `^Fragrant cannot start: The data folder .* \\(process ${first.pid}\\)\\. [^\\n]*\\n$`,
      ),
    )
    expect(await statusOf(first.issuer + metadata)).toBe(200)
    await first.end('SIGKILL')
    const third = start(argv, { env })
    await third.listening
    expect(await third.end()).toBeLessThan(5000)
    expect(readdirSync(join(folder, 'data'))).toEqual(['keys.json'])
  })
})

describe('a server that cannot listen', { timeout: 30_000 }, () => {
  it.each(['127.0.0.1', '::1'])(
    'since %s has its port taken says so in a line and ends with 1',
    async (host) => {
      const other = createServer().listen(0, host)
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      const server = start(['--port', String(port)])
      expect(await server.exited).toBe(1)
      other.close()
      expect(server.errors()).toMatch(
        new RegExp(`^Port ${port} is already in use on localhost\\. [^\\n]*\\n$`),
      )
      expect(server.output()).toBe('')
    },
  )

  it.each([
    ['--port', '65536', 78],
    ['--port', 'http', 78],
    ['--host', 'no such host', 78],
    ['--host', '192.0.2.7', 78],
  ])('because of %s %s says so, without a stack', async (flag, value, code) => {
    const server = start([flag, value])
    expect(await server.exited).toBe(code)
    expect(server.errors()).not.toContain('    at ')
    expect(server.errors()).not.toBe('')
  })
})

describe('a signal', { timeout: 30_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends an idle server at once, with 0',
    async (signal) => {
      const server = start(['--port', '0'])
      await server.listening
      await fetch(server.issuer + metadata)
      expect(await server.end(signal)).toBeLessThan(1000)
      expect(await server.exited).toBe(0)
    },
  )

  it('ends a server with half-sent requests once the grace is over', async () => {
    const server = start(['--port', '0'], { env: { FRAGRANT_SHUTDOWN_GRACE: '1s' } })
    await server.listening
    const half = connect(Number(new URL(server.issuer).port), '127.0.0.1')
    half.on('error', () => undefined)
    await once(half, 'connect')
    half.write('GET /health HTTP/1.1\r\nX: ')
    await pause(200)
    const took = await server.end()
    expect(took).toBeGreaterThan(900)
    expect(took).toBeLessThan(4000)
    expect(await server.exited).toBe(0)
  })

  it('that comes twice ends it there and then', async () => {
    const server = start(['--port', '0'])
    await server.listening
    const half = connect(Number(new URL(server.issuer).port), '127.0.0.1')
    half.on('error', () => undefined)
    await once(half, 'connect')
    half.write('GET /health HTTP/1.1\r\nX: ')
    await pause(200)
    server.child.kill('SIGTERM')
    await pause(300)
    expect(await server.end('SIGINT')).toBeLessThan(1000)
    expect(await server.exited).toBe(1)
  })

  it('SIGPIPE, or a standard input that is closed, changes nothing', async () => {
    const server = start(['--port', '0'], { stdio: ['pipe', 'pipe', 'pipe'] })
    await server.listening
    server.child.stdin?.end()
    server.child.kill('SIGPIPE')
    await pause(100)
    expect(await statusOf(server.issuer + metadata)).toBe(200)
  })
})

describe('a configuration file that changes while the server runs', { timeout: 30_000 }, () => {
  const users = (...names: string[]): string =>
    `users:\n${names.map((name) => `  - { username: ${name}, password: ${name} }\n`).join('')}`
  const client =
    'clients: [{ client_id: shop, redirect_uris: [http://localhost:5173/callback] , response_types: [id_token token] }]\n'

  const write = (text: string): void => writeFileSync(join(folder, 'fragrant.yaml'), text)
  const health = async (server: Running): Promise<unknown> =>
    (await fetch(`${server.issuer}/health`)).json()
  const events = (server: Running, event: string): number =>
    server.lines().filter((line) => line['event'] === event).length

  it('is taken over when it is good, and told of by /health while it is not', async () => {
    write(users('alice'))
    const server = start(['--port', '0'])
    await server.listening
    const token = (await createLightBrowser(server.issuer).logIn()).get('access_token') ?? ''
    expect(await createLightBrowser(server.issuer).userinfo(token)).toBe(200)
    write(`${users('bob')}  - {`)
    await until(async () => JSON.stringify(await health(server)).includes('configStale'))
    expect(await health(server)).toEqual({ status: 'ok', configStale: true })
    expect(await createLightBrowser(server.issuer).userinfo(token)).toBe(200)
    write(users('bob'))
    await until(async () => !JSON.stringify(await health(server)).includes('configStale'))
    expect(await createLightBrowser(server.issuer).userinfo(token)).toBe(401)
    await createLightBrowser(server.issuer).logIn('bob')
    expect([events(server, 'config.refused'), events(server, 'config.reloaded')]).toEqual([1, 1])
  })

  it.each([
    ['removed', true, users('bob')],
    ['removed', false, users('bob')],
    [
      'disabled',
      false,
      `${users('bob')}  - { username: alice, password: alice, enabled: false }\n`,
    ],
  ])(
    'ends the sessions of a user who is %s, for good, visited meanwhile: %s',
    async (_, visited, after) => {
      write(client + users('alice', 'bob'))
      const server = start(['--port', '0'])
      const browser = createLightBrowser(await server.listening, { clientId: 'shop' })
      await browser.logIn()
      const silent = async (): Promise<string> => {
        const query = 'response_type=id_token&client_id=shop&scope=openid&nonce=n&prompt=none'
        const redirect = 'redirect_uri=http%3A%2F%2Flocalhost%3A5173%2Fcallback'
        const { location } = await browser.send(`/authorize?${query}&${redirect}`)
        return new URLSearchParams(location.split('#')[1]).get('error') ?? 'ok'
      }
      expect(await silent()).toBe('ok')
      await pause(1000)
      write(client + after)
      await until(() => events(server, 'config.reloaded') === 1)
      if (visited) expect(await silent()).toBe('login_required')
      await pause(1000)
      write(client + users('alice', 'bob'))
      await until(() => events(server, 'config.reloaded') === 2)
      expect(await silent()).toBe('login_required')
    },
  )

  it.each([
    ['its client is gone', 'clients: []\n', 'is not known here any more'],
    ['its redirect URI is gone', client.replace('/callback', '/elsewhere'), 'has changed'],
    ['its client is disabled', client.replace('shop,', 'shop, enabled: false,'), 'has changed'],
  ])('ends an open login on a page when %s', async (_, after, says) => {
    write(client + users('alice'))
    const server = start(['--port', '0', '--strict'], { env: { FRAGRANT_MODE: 'local' } })
    const issuer = await server.listening
    const browser = createLightBrowser(issuer, { clientId: 'shop' })
    const query = 'response_type=id_token&client_id=shop&scope=openid&nonce=n'
    const redirect = 'redirect_uri=http%3A%2F%2Flocalhost%3A5173%2Fcallback'
    const asked = await browser.send(`/authorize?${query}&${redirect}`)
    const page = await browser.send(asked.location)
    expect(page.body).toContain('id="login"')
    write(after + users('alice'))
    await until(() => events(server, 'config.reloaded') === 1)
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const answer = await browser.send(asked.location, {
      csrf,
      username: 'alice',
      password: 'alice',
    })
    expect([answer.status, answer.location]).toEqual([400, ''])
    expect(answer.body).toContain(says)
  })

  it('changes neither issuer nor port nor keys, and logs which settings it left', async () => {
    write(`port: 0\n${users('alice')}`)
    const server = start([])
    const issuer = await server.listening
    const before = await (await fetch(issuer + metadata)).text()
    write(`port: 9471\nissuer: http://auth.localhost:9471\ndata_dir: kept\n${users('alice')}`)
    await until(() => events(server, 'config.needs-restart') === 1)
    const line = server.lines().find(({ event }) => event === 'config.needs-restart')
    expect(line?.['settings']).toEqual(['issuer', 'port', 'data_dir'])
    expect(await (await fetch(issuer + metadata)).text()).toBe(before)
    expect(readdirSync(folder)).toEqual(['fragrant.yaml'])
  })
})

describe('a server starts', { timeout: 30_000 }, () => {
  const logsIn = async (server: Running): Promise<void> => {
    const tokens = await createLightBrowser(await server.listening).logIn()
    expect(tokens.has('id_token')).toBe(true)
  }

  it.each([
    ['Pacific/Chatham', 'tr_TR.UTF-8'],
    ['America/St_Johns', 'C'],
    ['Nowhere/Nothing', 'xx_XX'],
  ])('in the time zone %s with the locale %s', async (TZ, LC_ALL) => {
    await logsIn(start(['--port', '0'], { env: { TZ, LC_ALL, LANG: LC_ALL } }))
  })

  it('in a folder that it may not write to, without a home', async () => {
    writeFileSync(join(folder, 'fragrant.yaml'), 'users: [{ username: alice, password: alice }]\n')
    chmodSync(folder, 0o555)
    const server = start(['--port', '0'], { env: { HOME: '', USER: '' } })
    await logsIn(server)
    chmodSync(folder, 0o755)
    expect(readdirSync(folder)).toEqual(['fragrant.yaml'])
  })

  it('in a folder whose name has spaces, umlauts and an emoji, and keeps its keys there', async () => {
    const odd = join(folder, "Jörg's files – 100 % 🌸")
    mkdirSync(odd)
    writeFileSync(join(odd, 'my config.yaml'), 'data_dir: "kept here ✓"\n')
    const server = start(['--port', '0', '--config', 'my config.yaml'], { cwd: odd })
    await logsIn(server)
    await server.end()
    expect(
      JSON.parse(readFileSync(join(odd, 'kept here ✓', 'keys.json'), 'utf8')).keys,
    ).toHaveLength(1)
  })

  it.each([
    ['127.0.0.1', 'IPv4 alone'],
    ['::1', 'IPv6 alone'],
  ])('on %s: %s', async (host) => {
    const server = start(['--port', '0', '--host', host])
    const { port } = new URL(await server.listening)
    const at = host === '::1' ? '[::1]' : host
    expect(await statusOf(`http://${at}:${port}${metadata}`)).toBe(200)
    const other = host === '::1' ? '127.0.0.1' : '[::1]'
    await expect(fetch(`http://${other}:${port}/`)).rejects.toThrow('fetch failed')
  })

  it('with 96 MB of heap', async () => {
    await logsIn(start(['--port', '0'], { node: ['--max-old-space-size=96'] }))
  })
})
