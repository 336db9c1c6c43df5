import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isInstalled } from '../resource-servers/process.ts'
import { createApp, signIn } from '../support/app.ts'
import { challengeFor, newVerifier } from '../support/code-flow.ts'
import { freePort } from '../support/free-port.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createVisitor, type Send, type Visitor } from '../support/visitor.ts'

const example = resolve('docs/examples/cluster')

interface Service {
  readonly environment: Readonly<Record<string, string>>
  readonly command?: readonly string[]
}

const secrets: Readonly<Record<string, string>> = {
  VALKEY_PASSWORD: 'a-password-of-the-store',
  FRAGRANT_STORE_KEY: Buffer.alloc(32, 7).toString('base64'),
}

/** As compose reads it: `${NAME:?what to say}` is a variable that must be there. */
const composed = readFileSync(join(example, 'compose.yaml'), 'utf8').replace(
  /\$\{(\w+)(?::\?[^}]*)?\}/g,
  (_, name: string) => secrets[name] ?? 'missing',
)

const { services } = parse(composed, { merge: true }) as {
  readonly services: Readonly<Record<'fragrant-1' | 'fragrant-2' | 'valkey', Service>>
}

const missing = [...(isInstalled('caddy') ? [] : ['caddy']), ...(hasRedis ? [] : ['redis-server'])]
const title = missing.length === 0 ? '' : ` (needs ${missing.join(' and ')}, not installed here)`

describe.skipIf(missing.length > 0 && process.env['CI'] !== 'true')(
  `docs/examples/cluster${title}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'fragrant-cluster-'))
    const replicas = new Map<string, ChildProcess>()
    let store: RedisServer
    let caddy: ChildProcess
    let site = ''
    let send: Send

    /** A replica by the commands of compose, on a port of this machine. */
    const startReplica = (port: number, at: string, environment: Service['environment']) =>
      spawn(process.execPath, [resolve('dist/cli.js')], {
        cwd: example,
        stdio: 'ignore',
        env: {
          ...process.env,
          ...environment,
          FRAGRANT_PORT: `${port}`,
          FRAGRANT_HOST: '127.0.0.1',
          FRAGRANT_ISSUER: at,
          FRAGRANT_TRUST_PROXY: '127.0.0.1',
          FRAGRANT_STORE: (environment['FRAGRANT_STORE'] ?? '').replace(
            'valkey:6379',
            `127.0.0.1:${store.port}`,
          ),
        },
      })

    beforeAll(async () => {
      const [program, ...settings] = services.valkey.command ?? []
      expect(program).toBe('valkey-server')
      store = await startRedis([...settings, '--dir', folder])
      const [sitePort, httpPort, ...ports] = await Promise.all([1, 2, 3, 4].map(freePort))
      site = `https://localhost:${sitePort}`
      for (const [index, port] of ports.entries()) {
        const name = index === 0 ? 'fragrant-1' : 'fragrant-2'
        replicas.set(name, startReplica(port, site, services[name].environment))
      }
      caddy = spawn('caddy', ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'], {
        cwd: example,
        stdio: 'ignore',
        env: {
          ...process.env,
          ...{ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
          ...{ SITE: site, HTTP_PORT: `${httpPort}`, HOST_HEADER: `localhost:${sitePort}` },
          REPLICAS: ports.map((port) => `127.0.0.1:${port}`).join(' '),
        },
      })
      const root = join(folder, 'caddy/pki/authorities/local/root.crt')
      await until(async () => existsSync(root))
      send = sendTrusting(readFileSync(root))
      await until(async () => (await statusOf(send, `${site}/ready`)) === 200)
    }, 60_000)
    afterAll(async () => {
      for (const child of [caddy, ...replicas.values()]) child?.kill('SIGKILL')
      await store?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    interface Tokens {
      readonly access_token: string
    }

    /** A whole login by code and PKCE, whichever replica each step of it comes to. */
    async function signedIn(alice: Visitor) {
      const app = createApp(site, { clientId: 'spa' })
      const verifier = newVerifier()
      const asked = await app.ask(alice, {
        ...{ response_type: 'code', code_challenge_method: 'S256' },
        ...{ code_challenge: challengeFor(verifier), scope: 'openid profile' },
      })
      const at = asked.page.has('login')
        ? await signIn(alice, asked, 'alice', 'correct horse battery staple')
        : asked
      const decided = at.page.has('consent')
        ? await alice.submit(at, 'consent', 'consent-allow', { remember: 'on' })
        : at
      const code = decided.location?.searchParams.get('code') ?? ''
      const form = new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: 'spa', redirect_uri: app.redirectUri },
        ...{ code, code_verifier: verifier },
      })
      const redeem = () =>
        send(new URL(`${site}/token`), {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form.toString(),
        })
      const first = await redeem()
      expect(first.status).toBe(200)
      return { tokens: JSON.parse(first.body) as Tokens, redeem }
    }

    async function whoIs({ access_token: token }: Tokens): Promise<string | undefined> {
      const headers = { authorization: `Bearer ${token}` }
      const sent = { method: 'GET', headers, body: undefined } as const
      return JSON.parse((await send(new URL(`${site}/userinfo`), sent)).body).name
    }

    it('is one issuer at its name, with the keys of both replicas', async () => {
      const get = async (path: string) =>
        (await send(new URL(site + path), { method: 'GET', headers: {}, body: undefined })).body
      expect(JSON.parse(await get('/.well-known/openid-configuration')).issuer).toBe(site)
      const keys = await Promise.all([1, 2, 3, 4].map(() => get('/.well-known/jwks.json')))
      expect(new Set(keys).size).toBe(1)
    })

    it('signs its user in, whichever replica a step comes to, and redeems a code once', async () => {
      const alice = createVisitor(site, send)
      for (const _ of [1, 2, 3]) {
        const { tokens, redeem } = await signedIn(alice)
        expect(await whoIs(tokens)).toBe('Alice Liddell')
        // a second use ends what the first has given, on the other replica too (RFC 6749 §4.1.2)
        expect((await redeem()).status).toBe(400)
        expect([await whoIs(tokens), await whoIs(tokens)]).toEqual([undefined, undefined])
      }
    })

    it('keeps its users signed in when a replica is killed', async () => {
      const alice = createVisitor(site, send)
      await signedIn(alice)
      replicas.get('fragrant-1')?.kill('SIGKILL')
      const { tokens } = await signedIn(alice)
      expect(await whoIs(tokens)).toBe('Alice Liddell')
      const silent = await createApp(site, { clientId: 'spa' }).ask(alice, {
        ...{ response_type: 'code', code_challenge: challengeFor(newVerifier()) },
        ...{ code_challenge_method: 'S256', scope: 'openid profile', prompt: 'none' },
      })
      // signed in still: in strict mode an app on loopback is asked for each time
      expect(silent.location?.searchParams.get('error')).toBe('consent_required')
    })
  },
)

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(100)
}

const statusOf = (send: Send, url: string): Promise<number | undefined> =>
  send(new URL(url), { method: 'GET', headers: {}, body: undefined }).then(
    ({ status }) => status,
    () => undefined,
  )

/** Sends by https to whoever that authority vouches for. */
const sendTrusting =
  (ca: Buffer): Send =>
  (url, { method, headers, body }) =>
    new Promise((fulfil, reject) => {
      const asked = request(url, { method, headers, ca }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const own = new Headers()
          for (let at = 0; at < answer.rawHeaders.length; at += 2) {
            own.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
          }
          const text = Buffer.concat(chunks).toString()
          fulfil({ status: answer.statusCode ?? 0, headers: own, body: text })
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
