import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { createApp } from '../support/app.ts'
import { cheapHash } from '../support/passwords.ts'
import {
  createRawClient,
  encodeParameters,
  type RawAnswer,
  type RawClient,
  requestBytes,
} from '../support/raw-http.ts'
import { filledIn, type KnownRoute, routesOf } from '../support/routes.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Send, type Visitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'

const shared: FragrantOptions = {
  clients: [
    {
      client_id: 'spa',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: ['https://app.example/bye'],
      response_types: ['id_token token', 'token'],
      client_uri: 'https://app.example/',
    },
  ],
  users: [{ username: 'alice', password: cheapHash('alice') }],
  realms: { red: {} },
}

const configurations: Readonly<Record<string, FragrantOptions>> = {
  'on http, in local mode': shared,
  'behind https, in strict mode': {
    ...shared,
    mode: 'strict',
    issuer: 'https://id.example',
    behind_proxy: true,
  },
}

/** An answer that a test has seen, and what it was the answer to. */
interface Seen {
  readonly to: string
  readonly answer: RawAnswer
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/** Paths whose answers scripts of other origins may read (RFC 9700 §2.6). */
const isOpen = (path: string): boolean =>
  /^(\/realms\/:realm)?\/(\.well-known\/|userinfo|token|register|revoke|introspect|par$|oauth\/)/.test(
    path,
  )

/** Whose scripts ask. */
const scriptOrigin = 'https://app.example'

const pageType = 'text/html; charset=utf-8'

const knownTypes = [
  pageType,
  'application/json; charset=utf-8',
  'text/plain; charset=utf-8',
  'text/css; charset=utf-8',
  'text/javascript; charset=utf-8',
  'image/svg+xml; charset=utf-8',
]

interface Wanted {
  readonly https: boolean
  readonly open: boolean
}

type Check = readonly [fault: string, holds: (answer: RawAnswer, wanted: Wanted) => boolean]

/** What holds for every answer. */
const checks: readonly Check[] = [
  ['is an error of ours', ({ status }) => status < 500],
  [
    'lets its type be guessed (ASVS 3.4.4)',
    (answer) => answer.header('x-content-type-options') === 'nosniff',
  ],
  [
    'is of another type than we send (ASVS 4.1.1)',
    (answer) => answer.body === '' || knownTypes.includes(answer.header('content-type') ?? ''),
  ],
  [
    'names its software (ASVS 13.4.6)',
    (answer) => !answer.header('server') && !answer.header('x-powered-by'),
  ],
  ['cuts popups off', (answer) => !answer.header('cross-origin-opener-policy')],
  [
    'lets scripts use cookies that it reads or sets (RFC 9700 §2.6)',
    (answer, { open }) =>
      answer.header('access-control-allow-credentials') === (open ? 'true' : undefined) &&
      !(open && answer.header('set-cookie')),
  ],
  [
    'is open to the wrong scripts (RFC 9700 §2.6)',
    (answer, { open }) =>
      answer.header('access-control-allow-origin') === (open ? scriptOrigin : undefined),
  ],
  [
    'differs by Origin and does not say so (RFC 9110 §12.5.5)',
    (answer, { open }) => !open || /\bOrigin\b/.test(answer.header('vary') ?? ''),
  ],
  ['may be kept (ASVS 14.3.2)', (answer) => !isKept(answer)],
  ['redirects by another status than 303', ({ status }) => ![301, 302, 307, 308].includes(status)],
  [
    'redirects with a referrer (RFC 9700 §4.2.4)',
    (answer) => answer.status !== 303 || answer.header('referrer-policy') === 'no-referrer',
  ],
]

/** What holds for pages besides. */
const pageChecks: readonly Check[] = [
  [
    'sends a referrer (RFC 9700 §4.2.4)',
    (page) => page.header('referrer-policy') === 'no-referrer',
  ],
  ['can be embedded', (page) => page.header('cross-origin-resource-policy') === 'same-origin'],
  ['can be framed (RFC 9700 §4.16)', (page) => isFramedByNobodyElse(page)],
  [
    'has a lax policy (ASVS 3.4.3)',
    (page) => isStrictPolicy(page.header('content-security-policy') ?? ''),
  ],
]

const transportCheck: Check = [
  'has HSTS on http, or none on https (RFC 6797 §7.2)',
  (answer, { https }) => (answer.header('strict-transport-security') !== undefined) === https,
]

/** The one page that apps of any origin frame (OIDC Session §3.2). */
const isForFrames = (to: string): boolean =>
  / (\/realms\/red)?\/check-session(\/(sid|cookies))?$/.test(to)

/** Each thing that is wrong with the headers of an answer, as a sentence. */
function faultsOf({ to, answer }: Seen, wanted: Wanted, also: readonly Check[]): readonly string[] {
  const isPage = answer.header('content-type') === pageType
  return [...checks, ...also, ...(isPage ? pageChecks : [])]
    .filter(([, holds]) => !holds(isForFrames(to) ? unframed(answer) : answer, wanted))
    .map(([fault]) => `${to} (${answer.status}) ${fault}`)
}

/** As an answer would be if nobody might frame it; throws when it does not let everybody do so. */
function unframed(answer: RawAnswer): RawAnswer {
  if (answer.status !== 200) return answer
  const policy = answer.header('content-security-policy') ?? ''
  if (!policy.includes('frame-ancestors *') || answer.header('x-frame-options') !== undefined) {
    throw new Error('The page that apps frame cannot be framed.')
  }
  const as: Readonly<Record<string, string>> = {
    'content-security-policy': policy.replace('frame-ancestors *', "frame-ancestors 'none'"),
    'x-frame-options': 'DENY',
  }
  return { ...answer, header: (name) => as[name] ?? answer.header(name) }
}

/** Whether others may keep an answer that is not for everybody. */
function isKept(answer: RawAnswer): boolean {
  const type = answer.header('content-type') ?? ''
  switch (answer.header('cache-control')) {
    case 'no-store':
      return false
    case 'public, max-age=60':
      return answer.status !== 200 || !type.startsWith('application/json')
    case 'no-cache':
      return answer.status !== 200 || !/^(text\/(css|javascript)|image\/svg)/.test(type)
    default:
      return true
  }
}

function isFramedByNobodyElse(answer: RawAnswer): boolean {
  const policy = answer.header('content-security-policy') ?? ''
  const options = answer.header('x-frame-options')
  return policy.includes("frame-ancestors 'none'")
    ? options === 'DENY'
    : policy.includes("frame-ancestors 'self'") && options === 'SAMEORIGIN'
}

const isStrictPolicy = (policy: string): boolean =>
  policy.startsWith("default-src 'none'; ") &&
  policy.includes("base-uri 'none'") &&
  policy.includes('form-action ') &&
  !/unsafe|\*|data:|blob:/.test(policy)

interface Server {
  readonly server: TestServer
  readonly client: RawClient
  readonly https: boolean
  readonly routes: readonly KnownRoute[]
  readonly visitor: Visitor
  /** What the visitor has seen of the server. */
  readonly seen: Seen[]
}

async function openServer(options: FragrantOptions): Promise<Server> {
  const server = await startServer(options)
  // it listens on a TCP port
  const { port } = server.app.server.address() as AddressInfo
  const { host, protocol } = new URL(server.issuer)
  const client = { ...createRawClient(port), host }
  const seen: Seen[] = []
  const send: Send = async (url, { method, headers, body }) => {
    const target = url.pathname + url.search
    const pairs = Object.entries(headers)
    const answer = await client.send(
      requestBytes({ method, target, host, headers: pairs, body, contentType: null }),
    )
    seen.push({ to: `${method} ${url.pathname}`, answer })
    const received = new Headers(answer.headers.map(([name, value]) => [name, value]))
    return { status: answer.status, headers: received, body: answer.body }
  }
  const visitor = createVisitor(server.issuer, send)
  const routes = routesOf(server.app)
  return { server, client, https: protocol === 'https:', routes, visitor, seen }
}

describe.each(Object.entries(configurations))('a server %s', (_, options) => {
  let opened: Server
  beforeAll(async () => {
    opened = await openServer(options)
  })
  afterAll(async () => {
    opened.client.close()
    await opened.server.close()
  })

  const faultsOfAll = (seen: readonly Seen[], { open = false, also = [transportCheck] } = {}) =>
    seen.flatMap((one) => faultsOf(one, { https: opened.https, open }, also))

  const send = async (method: string, target: string): Promise<RawAnswer> => {
    const { client } = opened
    const answer = await client.send(
      requestBytes({ method, target, host: client.host, headers: [['Origin', scriptOrigin]] }),
    )
    // what follows the head of such an answer is not its body
    return method === 'HEAD' ? { ...answer, body: '' } : answer
  }

  it.each(methods)(
    'sends the right headers with every answer to %s, on every route',
    async (method) => {
      expect(opened.routes.length).toBeGreaterThan(40)
      for (const { path } of opened.routes) {
        // its answer has no end: test/journeys/activity reads its headers
        if (method === 'GET' && path.endsWith('/activity/live')) continue
        const target = filledIn(path, { realm: 'red', id: 'red' })
        const answer = await send(method, target)
        const open = isOpen(path)
        expect(faultsOfAll([{ to: `${method} ${target}`, answer }], { open })).toEqual([])
      }
    },
  )

  it('sends them for realms that are not there', async () => {
    for (const { path } of opened.routes.filter((route) => route.path.startsWith('/realms/'))) {
      const target = filledIn(path)
      const answer = await send('GET', target)
      const open = answer.header('access-control-allow-origin') === scriptOrigin
      expect(answer.status).toBeOneOf([404, 405])
      expect(faultsOfAll([{ to: target, answer }], { open })).toEqual([])
    }
  })

  it('sends them with every error that comes before a route', async () => {
    const { client } = opened
    const { host } = client
    const early = {
      'another host': requestBytes({ target: '/authorize', host: 'evil.example' }),
      'a broken path': requestBytes({ target: '/login/%zz', host }),
      'a fragment': requestBytes({ target: '/authorize#a', host }),
      'an absolute target': requestBytes({ target: 'http://evil.example/', host }),
      'too large a body': requestBytes({
        method: 'POST',
        target: '/authorize',
        host,
        body: 'a'.repeat(40_000),
      }),
      'another type': requestBytes({
        method: 'POST',
        target: '/token',
        host,
        body: '{}',
        contentType: 'application/json',
        headers: [['Origin', scriptOrigin]],
      }),
      'a compressed body': requestBytes({
        method: 'POST',
        target: '/authorize',
        host,
        body: 'a',
        headers: [['Content-Encoding', 'gzip']],
      }),
      'too long a header': requestBytes({
        target: '/',
        host,
        headers: [['X', 'a'.repeat(17_000)]],
      }),
      'no such page': requestBytes({ target: '/nothing', host }),
      'no such method': Buffer.from(`NONSENSE / HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    }
    for (const [to, bytes] of Object.entries(early)) {
      const answer = await client.send(bytes)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      const open = to === 'another type'
      expect(faultsOfAll([{ to, answer }], { open, also: [] })).toEqual([])
    }
  })

  it('sends them with every page and redirect of a login, a consent and a logout', async () => {
    const { visitor, server, seen } = opened
    const app = createApp(server.issuer, { clientId: 'spa', redirectUri })
    const login = await app.ask(visitor)
    await visitor.submit(login, 'login', 'login-submit', { username: 'alice', password: 'wrong' })
    await visitor.submit(login, 'login', 'login-submit', { username: 'alice', csrf: 'forged' })
    const consent = await visitor.submit(login, 'login', 'login-submit', {
      username: 'alice',
      password: 'alice',
    })
    await visitor.submit(login, 'login', 'login-submit', { username: 'alice', password: 'alice' })
    const answered = await visitor.submit(consent, 'consent', 'consent-allow', { remember: 'on' })
    const idToken = new URLSearchParams(answered.location?.hash.slice(1)).get('id_token') ?? ''
    await app.ask(visitor, { response_mode: 'form_post', prompt: 'none' })
    await app.ask(visitor, { prompt: 'select_account' })
    await app.ask(visitor, { prompt: 'consent' })
    await app.ask(visitor, { response_type: 'nonsense' })
    await app.ask(visitor, { redirect_uri: 'https://evil.example/' })
    await app.ask(visitor, { client_id: 'nobody' })
    await visitor.open(`${server.issuer}/authorize?a=%zz`)
    await visitor.open(`${server.issuer}/account`)
    const asked = await visitor.open(`${server.issuer}/logout`)
    await visitor.submit(asked, 'logout', 'logout-cancel')
    await visitor.open(
      `${server.issuer}/logout?post_logout_redirect_uri=https://evil.example/&client_id=spa`,
    )
    await visitor.open(
      `${server.issuer}/logout?${encodeParameters([
        ['id_token_hint', idToken],
        ['post_logout_redirect_uri', 'https://app.example/bye'],
      ])}`,
    )
    await visitor.open(`${server.issuer}/logout`)
    const statuses = new Set(seen.map(({ answer }) => answer.status))
    expect([...statuses].toSorted()).toEqual([200, 303, 400, 403])
    expect(seen.length).toBeGreaterThan(20)
    expect(faultsOfAll(seen)).toEqual([])
  })

  it('lets a form post to us and to the one client, and a form_post answer to the client alone', async () => {
    const actions = opened.seen
      .map(({ answer }) => answer.header('content-security-policy') ?? '')
      .flatMap((policy) => /form-action ([^;]*);/.exec(policy)?.[1] ?? [])
    expect(new Set(actions)).toEqual(
      new Set(["'none'", "'self'", "'self' https://app.example", 'https://app.example']),
    )
  })
})
