import { describe, expect, it } from 'vitest'
import { createEventStream } from '../../../src/adapters/events/event-stream.ts'
import { type AuditLogger, createLogEvents } from '../../../src/adapters/events/log-events.ts'
import { createLogger } from '../../../src/adapters/events/logger.ts'
import { sentences } from '../../../src/adapters/events/sentences.ts'
import { registrationLines } from '../../../src/config/registration-lines.ts'
import type { FragrantEvent } from '../../../src/ports/events.ts'

const now = (work: () => void): void => work()

const eventsFor = (logger: AuditLogger) =>
  createEventStream({
    clock: { now: () => 0 },
    sinks: [createLogEvents({ logger, registrationLines, traceNow: () => undefined, later: now })],
  }).of(undefined)

function prepare(coloured = false) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ level: 'trace', format: 'pretty', coloured, destination })
  return { lines, logger, events: eventsFor(logger) }
}

const refused: FragrantEvent = {
  kind: 'request.refused',
  clientId: 'angular-spa',
  error: 'consent_required',
  rule: 'The user must consent, but prompt=none forbids to ask.',
  cites: 'OIDC Core §3.1.2.6',
  shown: 'client',
}

const rows: readonly (readonly [FragrantEvent, string])[] = [
  [{ kind: 'user.signed-in', sub: 'alice', sid: 'x', by: 'picker' }, 'alice signed in (picker)'],
  [
    refused,
    '✗ angular-spa: consent_required – The user must consent, but prompt=none forbids to ask.',
  ],
  [{ ...refused, clientId: undefined }, '✗ an app without a name: consent_required – The'],
  [
    {
      kind: 'client.on-another-site',
      clientId: 'my-app',
      origin: 'http://127.0.0.1:5173',
      openAt: 'http://localhost:5173',
    },
    '✗ my-app: silent renewal will ask for login, for browsers keep the session cookie from frames of http://127.0.0.1:5173. Open the app at http://localhost:5173',
  ],
  [
    { kind: 'client.forgotten', clientId: 'my-app', origin: 'http://localhost:1' },
    'my-app at http://localhost:1 is forgotten',
  ],
  [{ kind: 'user.sign-in-failed', reason: 'wrong' }, '✗ a sign-in failed: user name and password'],
  [{ kind: 'user.signed-out', sub: 'alice', sid: 'x' }, 'alice signed out'],
  [
    { kind: 'client.told', clientId: 'my-app', sub: 'alice', sid: 'x', attempts: 1 },
    'my-app was told that alice signed out\n',
  ],
  [
    { kind: 'client.told', clientId: 'my-app', sub: 'alice', sid: 'x', attempts: 3 },
    'my-app was told that alice signed out, at try 3',
  ],
  [
    {
      ...{ kind: 'client.not-told', clientId: 'my-app', sub: 'alice', sid: 'x' },
      ...{ attempts: 1, why: 'redirected' },
    },
    '✗ my-app was not told that alice signed out: its backchannel_logout_uri redirects: register where it leads to (tries: 1)',
  ],
  [
    {
      kind: 'consent.granted',
      sub: 'alice',
      clientId: 'my-app',
      grants: ['openid', 'profile'],
      remembered: true,
    },
    'alice approved my-app: openid profile (remembered)',
  ],
  [{ kind: 'consent.denied', sub: 'alice', clientId: 'my-app' }, 'alice denied my-app'],
  [
    { kind: 'consent.withdrawn', sub: 'alice', clientId: 'my-app' },
    'alice withdrew all that my-app was let have',
  ],
  [
    { kind: 'scope.left-out', clientId: 'my-app', scopes: ['a', 'b'] },
    'my-app: scopes that are unknown, or that the request cannot have, are left out: a b',
  ],
  [
    {
      kind: 'tokens.issued',
      sub: 'alice',
      clientId: 'my-app',
      responseType: 'id_token token',
      scope: 'openid',
    },
    'my-app got id_token token for alice: openid',
  ],
  [
    {
      ...{ kind: 'tokens.granted', sub: 'alice', clientId: 'my-app', scope: 'openid' },
      grantType: 'refresh_token',
    },
    'my-app got tokens by refresh_token for alice: openid',
  ],
  [
    { kind: 'client.registered', clientId: 'c1', open: true },
    'c1 has registered itself, as anybody may',
  ],
  [{ kind: 'client.unregistered', clientId: 'c1' }, 'c1 has taken itself out'],
  [{ kind: 'request.pushed', clientId: 'c1' }, 'c1 has pushed a request'],
  [
    { kind: 'grant.ended', sub: 'alice', clientId: 'my-app', why: 'refresh-token-reused' },
    'all that alice granted to my-app by this login is void: a used refresh token came again',
  ],
  [
    {
      kind: 'http.refused',
      status: 421,
      method: 'GET',
      path: '/authorize',
      realm: undefined,
      error: undefined,
      rule: 'This server does not answer for it.',
      cites: undefined,
      host: 'api:9400',
      why: undefined,
    },
    '✗ GET /authorize 421: This server does not answer for it. (Host: api:9400)',
  ],
  [
    {
      kind: 'http.refused',
      status: 401,
      method: 'GET',
      path: '/userinfo',
      realm: 'one',
      error: 'invalid_token',
      rule: 'The access token has expired.',
      cites: 'RFC 6750 §3.1',
      host: undefined,
      why: undefined,
    },
    '✗ [one] GET /userinfo 401: invalid_token – The access token has expired.',
  ],
  [
    {
      kind: 'http.refused',
      status: 503,
      method: 'POST',
      path: '/token',
      realm: 'default',
      error: undefined,
      rule: 'The server cannot reach it.',
      cites: undefined,
      host: undefined,
      why: 'Command timed out',
    },
    '✗ POST /token 503: The server cannot reach it. (Command timed out)',
  ],
  [
    {
      kind: 'http.answered',
      method: 'GET',
      path: '/authorize',
      realm: 'default',
      status: 303,
      milliseconds: 3,
    },
    'GET /authorize 303 (3 ms)',
  ],
  [
    { kind: 'keys.rotated', published: ['kid-2'], dropped: [] },
    'the signing keys rotate: kid-2 is published',
  ],
  [
    { kind: 'keys.rotated', published: ['kid-3'], dropped: ['kid-1', 'kid-2'] },
    'the signing keys rotate: kid-3 is published, kid-1 is dropped, kid-2 is dropped',
  ],
  [{ kind: 'userinfo.read', sub: 'alice', clientId: 'my-app' }, 'my-app read the claims of alice'],
  [
    { kind: 'store.lost', at: 'redis:6379', why: 'connect ECONNREFUSED' },
    '✗ the store at redis:6379 cannot be reached: connect ECONNREFUSED',
  ],
  [
    { kind: 'store.evicts', at: 'redis:6379', policy: 'allkeys-lru' },
    '✗ the store at redis:6379 forgets records when it is full (maxmemory-policy allkeys-lru): what was used or revoked would count again. Set noeviction there',
  ],
  [{ kind: 'store.back', at: 'redis:6379' }, 'the store at redis:6379 is back'],
  [
    { kind: 'fault.served', fault: 'fault-1', what: 'hang', scenario: undefined },
    'a test has planned this fault: hang (fault-1)',
  ],
  [
    { kind: 'fault.served', fault: 'fault-2', what: 'tokens', scenario: 'wrong-nonce' },
    'a test has planned this fault: tokens (wrong-nonce)',
  ],
]

describe('the log at a terminal', () => {
  it.each(rows)('says in one line after the time: %o', (event, sentence) => {
    const { lines, events } = prepare()
    events.emit(event)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d [^\n]*\n$/)
    expect(lines[0]?.slice(9)).toContain(sentence)
  })

  it('has a sentence for each kind of event that is written here', () => {
    const written = new Set([
      ...rows.map(([{ kind }]) => kind),
      'client.accepted',
      'fault.unexpected',
    ])
    expect(Object.keys(sentences).filter((kind) => !written.has(kind as never))).toEqual([])
  })

  it('prints the lines that register an app as they go into the file', () => {
    const { lines, events } = prepare()
    events.emit({
      kind: 'client.accepted',
      clientId: 'my-app',
      origin: 'http://localhost:5173',
      redirectUris: ['http://localhost:4200/', 'http://localhost:5173/'],
      responseTypes: ['token', 'id_token'],
    })
    const [head, ...block] = lines.join('').split('\n')
    expect(head).toContain('my-app at http://localhost:5173 is accepted on loopback')
    expect(block).toEqual([
      'clients:',
      '  - client_id: "my-app"',
      '    response_types: ["token","id_token"]',
      '    redirect_uris:',
      '      - "http://localhost:4200/"',
      '      - "http://localhost:5173/"',
      '',
    ])
  })

  it('prints the stack of a fault below it', () => {
    const { lines, events } = prepare()
    events.emit({ kind: 'fault.unexpected', where: 'authorize', error: new Error('broken') })
    expect(lines.join('')).toMatch(
      /✗ a fault of the server at authorize\n {2}Error: broken\n {4,}at /,
    )
  })

  it('prints what is no event by its message, its values, and a line for each of a list', () => {
    const { lines, logger } = prepare()
    logger.error({ event: 'config.refused', faults: ['1:2 is wrong', 'b'], count: 2 }, 'stays')
    expect(lines.join('').slice(9)).toBe('✗ config.refused: stays count=2\n  1:2 is wrong\n  b\n')
  })

  it('names the realm, unless it is the default one', () => {
    const { lines, logger } = prepare()
    for (const realm of ['default', 'worker-1']) logger.info({ realm }, 'hello')
    expect(lines.map((line) => line.slice(9))).toEqual(['hello\n', '[worker-1] hello\n'])
  })

  it('lets nobody begin a line of his own', () => {
    const { lines, events } = prepare()
    events.emit({ ...refused, clientId: 'a\n20:18:01 alice signed in\r\u2028b' })
    expect(
      lines
        .join('')
        .trimEnd()
        .split(/[\n\r\u2028]/),
    ).toHaveLength(1)
  })

  it('has colours only where it is told to', () => {
    const [plain, coloured] = [prepare(), prepare(true)]
    for (const { events } of [plain, coloured]) events.emit(refused)
    expect(plain.lines.join('')).not.toContain('\u001b')
    expect(coloured.lines.join('')).toContain('\u001b[33m✗\u001b[0m angular-spa')
  })
})
