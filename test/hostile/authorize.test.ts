import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AuthorizeCase,
  authorizeCorpus,
  type Pairs,
  type SessionName,
} from '../support/corpus.ts'
import { faultsOf, faultsOfAny } from '../support/corpus-judge.ts'
import { type CorpusServer, startCorpusServer } from '../support/corpus-server.ts'
import { encodeParameters, requestBytes } from '../support/raw-http.ts'

let asked: CorpusServer
let consented: CorpusServer
const prototypeBefore = Reflect.ownKeys(Object.prototype)

beforeAll(async () => {
  asked = await startCorpusServer({ consent: false })
  consented = await startCorpusServer({ consent: true })
})
afterAll(() => Promise.all([asked.close(), consented.close()]), 30_000)

const serverFor = (session: SessionName): CorpusServer => (session === 'alice' ? asked : consented)

/** A request as bytes, and the parameters that it carries. */
interface Sending {
  readonly name: string
  readonly bytes: Buffer
}

/** Puts what only the running server knows into a text of the corpus; `nth` picks of a family. */
function filled(text: string, server: CorpusServer, nth: number): string {
  return text.replaceAll(/\{\{(?:(jwt|session):)?([^}]+)\}\}/g, (whole, kind, name: string) => {
    if (kind === 'session') return server.sessions[name as SessionName] ?? whole
    if (kind === 'jwt') {
      const family = server.tokens.get(name)
      return family?.[nth % family.length] ?? whole
    }
    return (
      { host: server.host, session_cookie: server.cookieName, issuer: server.issuer }[name] ?? whole
    )
  })
}

function sendingsOf(row: AuthorizeCase, server: CorpusServer, nth: number): readonly Sending[] {
  const fill = (text: string) => filled(text, server, nth)
  if (row.raw_request !== undefined)
    return [{ name: 'raw', bytes: Buffer.from(fill(row.raw_request), 'latin1') }]
  const session = server.sessions[row.session ?? 'none']
  const cookie = session === undefined ? undefined : `${server.cookieName}=${session}`
  const encode = (pairs: Pairs) =>
    encodeParameters(pairs.map(([name, value]) => [name, fill(value)]))
  const query = fill(row.raw_query ?? '') || encode(row.params ?? [])
  const { host } = server
  const headers = row.headers ?? []
  const target = query === '' ? '/authorize' : `/authorize?${query}`
  const body = row.body_raw ?? (row.body && encode(row.body))
  if (row.method !== undefined) {
    const { method, content_type: contentType } = row
    return [
      {
        name: method,
        bytes: requestBytes({ host, method, target, cookie, headers, body, contentType }),
      },
    ]
  }
  const get = requestBytes({ host, target, cookie, headers })
  const post = requestBytes({
    host,
    method: 'POST',
    target: '/authorize',
    cookie,
    headers,
    body: query,
  })
  return [
    { name: 'GET', bytes: get },
    { name: 'POST', bytes: post },
  ]
}

const jwtNames = (row: AuthorizeCase) =>
  [...JSON.stringify(row).matchAll(/\{\{jwt:(\w+)\}\}/g)].map(([, name]) => name ?? '')

async function faultsIn(row: AuthorizeCase): Promise<readonly string[]> {
  const server = serverFor(row.session ?? 'none')
  const members = Math.max(1, ...jwtNames(row).map((name) => server.tokens.get(name)?.length ?? 0))
  const faults: string[] = []
  for (let nth = 0; nth < members; nth += 1) {
    for (const sending of sendingsOf(row, server, nth)) {
      faults.push(...(await faultsOfSending(row, server, sending)))
    }
  }
  return faults
}

async function faultsOfSending(row: AuthorizeCase, server: CorpusServer, { name, bytes }: Sending) {
  const answer = await server.client.send(bytes)
  const faults = faultsOf(answer, row.expect, { issuer: server.issuer, sent: sentBy(row) })
  const { took } = answer.took > slowest ? await server.client.send(bytes) : answer
  const slow = took > (row.max_ms ?? slowest) ? [`it took ${took} ms`] : []
  const next = row.expect.treatment === 'interaction' ? answer.header('location') : undefined
  const onNext = next?.startsWith('/')
    ? await faultsOfStep(row, server, next, answer.all('set-cookie'))
    : []
  return [...faults, ...slow, ...onNext].map((fault) => `${name}: ${fault}`)
}

/** Milliseconds. A second try is allowed: the first may have met a collector of garbage. */
const slowest = 200

const sentBy = (row: AuthorizeCase): readonly string[] =>
  [...(row.params ?? []), ...(row.body ?? [])].map(([, value]) => value)

/** The page that an interaction leads to: it must be there, and as safe as any. */
async function faultsOfStep(
  row: AuthorizeCase,
  server: CorpusServer,
  target: string,
  setCookies: readonly string[],
) {
  const session = server.sessions[row.session ?? 'none']
  const own = session === undefined ? [] : [`${server.cookieName}=${session}`]
  const cookie = [...setCookies.map((text) => text.split(';')[0]), ...own].join('; ')
  const answer = await server.client.send(requestBytes({ host: server.host, target, cookie }))
  return [
    ...(answer.status === 200 ? [] : [`${target} is ${answer.status}`]),
    ...faultsOfAny(answer, { issuer: server.issuer, sent: sentBy(row) }),
  ]
}

const categories = [...new Set(authorizeCorpus.cases.map(({ category }) => category))]

describe.each(categories)('the authorization endpoint, asked about %s', (category) => {
  it.each(authorizeCorpus.cases.filter((row) => row.category === category))(
    'answers $expect.treatment for $id: $why',
    async (row) => {
      expect(await faultsIn(row)).toEqual([])
    },
  )
})

describe('after all this', () => {
  it('nothing was added to Object.prototype', () => {
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeBefore)
  })

  it('the log holds no password, cookie, token, or anything that a case says it must not', () => {
    const log = asked.log() + consented.log()
    const forbidden = authorizeCorpus.cases.flatMap((row) => row.log_not_contains ?? [])
    const secrets = [...asked.secrets, ...consented.secrets, ...forbidden, 'st-8f3a', 'n-51c0']
    expect(log.length).toBeGreaterThan(1000)
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
  })
})
