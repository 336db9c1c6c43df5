import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoginPlan } from '../../src/control/logins/login-plan.ts'
import { order } from '../../src/control/operations/fault-order.ts'
import { scenarios } from '../../src/control/scenarios/scenarios.ts'
import type { TestServer } from '../../src/testing/index.ts'
import type { Fault, Match } from '../../src/testing/realm/faults.ts'
import type { LoginMatch } from '../../src/testing/realm/realm.ts'
import { interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback', scope: 'openid' },
  ...{ response_type: 'id_token token', nonce: 'n-1', state: 's-1' },
}

const code = {
  ...{ ...app, response_type: 'code', code_challenge_method: 'S256' },
  code_challenge: 'Ds9moUJQ_2pu2J7Q8S1mNGtgVsiTDsm_Mln_Z739fZY',
}

const broken = '\ud800'

const refused: readonly (readonly [what: string, match: object, fault: object, told: string])[] = [
  ...[
    'Transfer-Encoding',
    'trailer',
    'Connection',
    'content-length',
    'Keep-Alive',
    'TE',
    'upgrade',
  ].map(
    (name) =>
      [
        `the header ${name}`,
        { endpoint: 'jwks' },
        { status: 503, headers: { [name]: '1' } },
        `fault.headers.${name}: must be left to the server`,
      ] as const,
  ),
  [
    'headers of 60 kB',
    {},
    { status: 503, headers: { a: 'x'.repeat(60_000) } },
    'fault.headers: must have at most 8000 characters',
  ],
  [
    'headers that are many',
    {},
    {
      status: 503,
      headers: Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`header-${at}`, 'x'])),
    },
    'fault.headers: must have',
  ],
  [
    'a header twice',
    {},
    { status: 503, headers: { 'x-a': '1', 'X-A': '2' } },
    'fault.headers: must name each header once',
  ],
  [
    'a body that a status cannot have',
    {},
    { status: 204, body: 'x' },
    'fault.body: must be left out: an answer with status 204 has none',
  ],
  [
    'a delay that is negative',
    {},
    { delay: -5 },
    'fault.delay: must be more than 0 and at most 1d',
  ],
  ['a delay of nothing', {}, { delay: '0s' }, 'fault.delay: must be more than 0'],
  ['a delay of a year', {}, { delay: '365d' }, 'fault.delay: must be more than 0'],
  [
    'no change',
    {},
    { params: {} },
    'fault.params: must change something, by drop, repeat, set, mode',
  ],
  [
    'changes of nothing',
    {},
    { params: { drop: [], set: {} } },
    'fault.params: must change something',
  ],
  ['a parameter without a name', {}, { params: { set: { '': 'x' } } }, 'fault.params.set'],
  [
    'half a character',
    {},
    { params: { set: { state: broken } } },
    'fault.params.set.state: must be text without broken',
  ],
  [
    'half a character in a list',
    {},
    { params: { set: { state: ['a', broken] } } },
    'fault.params.set.state',
  ],
  ['half a character as a name', {}, { params: { set: { [broken]: 'a' } } }, 'fault.params.set'],
  [
    'tokens of the metadata',
    { endpoint: 'discovery' },
    { tokens: 'expired' },
    'match.endpoint: must be authorize or token, for tokens',
  ],
  [
    'tokens of userinfo',
    { endpoint: 'userinfo' },
    { tokens: 'expired' },
    'match.endpoint: must be authorize or token, for tokens',
  ],
  [
    'parameters of a login page',
    { endpoint: 'login' },
    { params: { drop: ['state'] } },
    'match.endpoint: must be authorize, par',
  ],
  [
    'an error of a page',
    { endpoint: 'consent' },
    { oauthError: 'server_error' },
    'match.endpoint: must be authorize, par',
  ],
  [
    'CORS of a page',
    { endpoint: 'authorize' },
    { cors: 'omit' },
    'match.endpoint: must be par, token',
  ],
  [
    'frames of JSON',
    { endpoint: 'token' },
    { frame: 'deny' },
    'match.endpoint: must be authorize, end_session',
  ],
  [
    'cookies of JSON',
    { endpoint: 'jwks' },
    { cookies: 'third-party-blocked' },
    'match.endpoint: must be authorize, end_session',
  ],
  [
    'a prompt at the token endpoint',
    { endpoint: 'token', prompt: 'none' },
    { status: 503 },
    'match.prompt: goes with the endpoint authorize or par alone',
  ],
  [
    'a grant at the authorization endpoint',
    { endpoint: 'authorize', grantType: 'refresh_token' },
    { status: 503 },
    'match.grantType: goes with the endpoint token alone',
  ],
  [
    'another way for JSON',
    { endpoint: 'token' },
    { params: { mode: 'query' } },
    'fault.params.mode: goes with the endpoint authorize alone',
  ],
  [
    'JSON twice',
    { endpoint: 'token' },
    { params: { repeat: ['a'] } },
    'fault.params.repeat: goes with the endpoint authorize alone',
  ],
  [
    'a nonce of an access token',
    {},
    { tokens: 'wrong-nonce', of: 'access_token' },
    'fault.of: must be id_token',
  ],
]

describe.each(interfaces)('a fault that is ordered %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token, log: { level: 'silent' } })
  })
  afterAll(() => idp.stop())

  it.each(refused)('is not %s: it is refused by name', async (_what, match, fault, told) => {
    const planned = idp.faults.once(match as Match, fault as Fault)
    await expect(planned).rejects.toThrow(told)
    await expect(planned).rejects.toMatchObject({ status: 400 })
    expect(await idp.faults.list()).toEqual([])
  })

  it.each(['query', 'fragment', 'form_post'] as const)(
    'may name any parameter, which is encoded in the mode %s',
    async (mode) => {
      await using realm = await idp.isolate()
      const set = { 'a&b=ü "<': 'c&d', 'x#y': ['1', '2'] }
      await realm.faults.once({ endpoint: 'authorize' }, { params: { set, mode } })
      const { redirect, params } = await realm.authorize(code, { user: 'alice' })
      expect(params).toMatchObject({ 'a&b=ü "<': 'c&d' })
      await realm.faults.once({ endpoint: 'authorize' }, { params: { set, mode } })
      const asked = `${realm.endpoints.authorization}?${new URLSearchParams(code)}`
      const answer = await fetch(asked, { redirect: 'manual' })
      const location = answer.headers.get('location')
      if (mode === 'form_post') {
        expect(await answer.text()).toContain('name="a&amp;b=ü &quot;&lt;" value="c&amp;d"')
        return
      }
      for (const url of [redirect, location ?? '']) {
        const { search, hash } = new URL(url)
        const sent = new URLSearchParams(mode === 'query' ? search : hash.slice(1))
        expect(sent.get('a&b=ü "<')).toBe('c&d')
        expect(sent.getAll('x#y')).toEqual(['1', '2'])
        expect(sent.get('state')).toBe('s-1')
      }
    },
  )

  it.each([204, 205, 304])('may be a status %i, which has no body', async (status) => {
    await using realm = await idp.isolate()
    const headers = { 'x-planned': 'yes', 'content-type': 'text/html' }
    await realm.faults.once({ endpoint: 'jwks' }, { status, headers })
    const answer = await fetch(realm.endpoints.jwks)
    expect([answer.status, await answer.text()]).toEqual([status, ''])
    expect(answer.headers.get('x-planned')).toBe('yes')
    expect((await fetch(realm.endpoints.jwks)).status).toBe(200)
  })

  it('may have headers up to the most', async () => {
    await using realm = await idp.isolate()
    const headers = { 'x-long': 'x'.repeat(7_994) }
    await realm.faults.once({ endpoint: 'jwks' }, { status: 503, headers, body: 'no' })
    const answer = await fetch(realm.endpoints.jwks)
    expect([answer.status, answer.headers.get('x-long')?.length]).toEqual([503, 7_994])
  })

  it('leaves authorize() with tokens that are none', async () => {
    await using realm = await idp.isolate()
    for (const id_token of ['a', 'a.b.c', '..', 'e30.bnVsbA.x']) {
      await realm.faults.once({ endpoint: 'authorize' }, { params: { set: { id_token } } })
      const walked = await realm.authorize(app, { user: 'alice' })
      expect([walked.params['id_token'], walked.idToken]).toEqual([id_token, null])
    }
    await realm.faults.once({}, { tokens: 'garbage' })
    expect((await realm.authorize(app, { user: 'alice' })).idToken).toBeNull()
  })
})

describe('scenarios', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s plans nothing that a test could not',
    (_name, { faults }) => {
      // what changes nothing looks on, which a test does by the journal
      const changing = faults.filter(({ fault: { params } }) => !isDeepStrictEqual(params, {}))
      for (const { match, fault } of changing) {
        expect(order.safeParse({ match, fault }).error).toBeUndefined()
      }
    },
  )
})

describe.each(interfaces)('a login that is planned %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token })
  })
  afterAll(() => idp.stop())

  it.each([
    [
      'at an endpoint that signs nobody in',
      { endpoint: 'token' },
      { user: 'alice' },
      'match.endpoint: must be authorize ("token" was sent)',
    ],
    [
      'for a grant type',
      { grantType: 'refresh_token' },
      { user: 'alice' },
      'match.grantType: is not known',
    ],
    ['with an error that no answer can hold', {}, { error: `a${broken}` }, 'answer'],
    [
      'with a description that no answer can hold',
      {},
      { error: 'a', description: 'a"b' },
      'answer',
    ],
  ])('is refused %s', async (_what, match, answer, told) => {
    await expect(idp.logins.next(answer, match as LoginMatch)).rejects.toThrow(told)
    await expect(idp.logins.always(answer, match as LoginMatch)).rejects.toThrow(told)
  })
})

describe('a plan of logins', () => {
  it('has room for a thousand that wait, and again once one is met', async () => {
    const plan = createLoginPlan()
    const planned = { answer: { deny: true }, match: {} } as const
    const all = Array.from({ length: 1_001 }, () => plan.next(planned))
    expect([all.indexOf(false), all.filter(Boolean)]).toEqual([1_000, Array(1_000).fill(true)])
    const request = { endpoint: 'authorize', clientId: 'spa', prompt: [], responseType: 'code' }
    expect(await plan.take(request)).toEqual({ deny: true })
    expect(plan.next(planned)).toBe(true)
  })
})
