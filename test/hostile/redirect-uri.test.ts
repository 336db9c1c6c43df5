import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redirectCorpus } from '../support/corpus.ts'
import { faultsOf } from '../support/corpus-judge.ts'
import { type CorpusServer, startCorpusServer } from '../support/corpus-server.ts'
import { encodeParameters, type RawAnswer, requestBytes } from '../support/raw-http.ts'

let server: CorpusServer
beforeAll(async () => {
  server = await startCorpusServer({ consent: true })
})
afterAll(() => server.close())

type Vector = (typeof redirectCorpus.vectors)[number]

/** What stands after `redirect_uri=`, byte for byte. */
const wireOf = ({ value, wire }: { readonly value?: string; readonly wire?: string }): string =>
  wire ?? encodeURIComponent((value ?? '').replaceAll('{{issuer}}', server.issuer))

async function send(
  method: 'GET' | 'POST',
  clientId: string,
  wire: string,
  { params, session = 'none' }: Vector,
): Promise<RawAnswer> {
  const rest = encodeParameters([['client_id', clientId], ...Object.entries(params)])
  const text = `${rest}&redirect_uri=${wire}`
  const secret = server.sessions[session]
  const cookie = secret === undefined ? undefined : `${server.cookieName}=${secret}`
  const { host } = server
  return server.client.send(
    method === 'GET'
      ? requestBytes({ host, cookie, target: `/authorize?${text}` })
      : requestBytes({ host, cookie, method, target: '/authorize', body: text }),
  )
}

/** Sends `wire` in every vector by both methods; answers what went wrong, by vector. */
async function faultsIn(
  wire: string,
  clientId: string,
  judge: (answer: RawAnswer, vector: Vector) => readonly string[],
) {
  const tries = redirectCorpus.vectors.flatMap((vector) =>
    (['GET', 'POST'] as const).map(async (method) => {
      const faults = judge(await send(method, clientId, wire, vector), vector)
      return faults.map((fault) => `${method} ${vector.name}: ${fault}`)
    }),
  )
  return (await Promise.all(tries)).flat()
}

const refused = (value: string) => (answer: RawAnswer) =>
  faultsOf(answer, { treatment: 'error_page' }, { issuer: server.issuer, sent: [value] })

/** The answer goes to the address, or the user is asked on the way to it. */
const accepted = (uri: string) => (answer: RawAnswer) => {
  const target = answer.header('location') ?? /action="([^"]*)"/.exec(answer.body)?.[1] ?? ''
  const isOnItsWay = target.startsWith(uri) || /^\/(?:login|consent)\//.test(target)
  return isOnItsWay && answer.status < 400 ? [] : [`${answer.status} ${target}`]
}

describe('a redirect_uri that is not registered ends on a page, whatever else the request says (RFC 6749 §3.1.2.4)', () => {
  it.each(redirectCorpus.entries)('$id: $why', async (entry) => {
    const value = entry.value ?? entry.wire ?? ''
    expect(await faultsIn(wireOf(entry), 'spa', refused(value))).toEqual([])
  })
})

describe('a redirect_uri that is registered is answered (RFC 6749 §3.1.2.3)', () => {
  it.each(redirectCorpus.controls)('$id: $why', async (entry) => {
    const wire = wireOf(entry)
    const uri = decodeURIComponent(wire.split('&')[0] ?? '')
    expect(await faultsIn(wire, 'spa', accepted(uri))).toEqual([])
  })
})

describe('a native client on loopback', () => {
  const { client, accept, reject } = redirectCorpus.loopback_native

  it.each(accept)('is answered at %s (RFC 8252 §7.3)', async (uri) => {
    const wire = encodeURIComponent(uri)
    expect(await faultsIn(wire, client.client_id, accepted(uri))).toEqual([])
  })

  it.each(reject)('is not answered at %j (RFC 8252 §8.3)', async (uri) => {
    const wire = encodeURIComponent(uri)
    expect(await faultsIn(wire, client.client_id, refused(uri))).toEqual([])
  })
})

/** Asks to be sent to `wire` after logout, with a hint that vouches for the app. */
async function logOutFaults(wire: string, judge: (answer: RawAnswer) => readonly string[]) {
  const { host, client } = server
  const hint = server.tokens.get('valid_alice')?.[0] ?? ''
  const sent = `redirect_uri=${wire}`.replaceAll('redirect_uri=', 'post_logout_redirect_uri=')
  const text = `id_token_hint=${hint}&state=s-1&${sent}`
  const [get, post] = await Promise.all([
    client.send(requestBytes({ host, target: `/logout?${text}` })),
    client.send(requestBytes({ host, method: 'POST', target: '/logout', body: text })),
  ])
  return [...judge(get), ...judge(post)]
}

describe('a post_logout_redirect_uri that is not registered ends on a page (OIDC RP-Initiated Logout §3)', () => {
  // without a value it is as good as not sent, and then the user is signed out on a page of ours
  const sent = redirectCorpus.entries.filter(({ value, wire }) => (value ?? wire) !== '')

  it.each(sent)('$id: $why', async (entry) => {
    const value = entry.value ?? entry.wire ?? ''
    expect(await logOutFaults(wireOf(entry), refused(value))).toEqual([])
  })
})

describe('a post_logout_redirect_uri that is registered is gone to, with state and no more', () => {
  it.each(redirectCorpus.controls)('$id: $why', async (entry) => {
    const wire = wireOf(entry)
    const uri = decodeURIComponent(wire.split('&')[0] ?? '')
    const atUri = (answer: RawAnswer) =>
      answer.header('location') === `${uri}?state=s-1#` ? [] : [`${answer.header('location')}`]
    expect(await logOutFaults(wire, atUri)).toEqual([])
  })
})

describe('the log', () => {
  it('holds no password, cookie or token after all this', () => {
    const log = server.log()
    expect(log.length).toBeGreaterThan(1000)
    expect(server.secrets.filter((secret) => log.includes(secret))).toEqual([])
  })
})
