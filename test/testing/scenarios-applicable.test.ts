import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { ScenarioApp } from '../../src/testing/scenarios/scenarios.ts'

const redirect_uri = 'http://localhost:5173/callback'

type Asked = Readonly<Record<string, string>>

/** An app that looks at nothing, and asks for what it is told to. */
const appOf =
  (asked: Asked, client_id = 'naive'): ScenarioApp<Realm> =>
  async ({ endpoints }, start) => {
    await fetch(endpoints.discovery)
    await fetch(endpoints.jwks)
    const verifier = randomBytes(32).toString('base64url')
    const code_challenge = createHash('sha256').update(verifier).digest('base64url')
    const challenge = { code_challenge, code_challenge_method: 'S256' }
    const query = new URLSearchParams({ client_id, redirect_uri, ...asked, ...challenge })
    const answer = paramsOf(await start(`${endpoints.authorization}?${query}`))
    const code = answer.get('code')
    const grant = { grant_type: 'authorization_code', redirect_uri, client_id }
    const form = new URLSearchParams({ ...grant, code: code ?? '', code_verifier: verifier })
    const given = code ? await post(endpoints.token, form) : Object.fromEntries(answer)
    const authorization = `Bearer ${given['access_token'] ?? ''}`
    await fetch(endpoints.userinfo, { headers: { authorization } })
  }

/** Those of an answer, also of one that is a JWT. */
function paramsOf(url: URL): URLSearchParams {
  const sent = new URLSearchParams(url.hash.slice(1) || url.search)
  const [, payload] = sent.get('response')?.split('.') ?? []
  if (payload === undefined) return sent
  return new URLSearchParams(JSON.parse(Buffer.from(payload, 'base64url').toString()))
}

const post = async (url: string, body: URLSearchParams): Promise<Record<string, unknown>> =>
  JSON.parse((await (await fetch(url, { method: 'POST', body })).text()) || '{}')

const sent = { nonce: 'n-1', state: 's-1' }
const noNonce = 'The app has sent no nonce.'
const noState = 'The app has sent no state.'
const noIdToken = 'The app was given no ID Token.'
const noTokenBeside =
  'The app has asked for no ID Token beside an access token through the browser.'
const noCodeBeside = 'The app has asked for no ID Token beside a code.'
const noCode = 'The app has asked for no code.'
const noneRedeemed = 'The app has redeemed no code.'
const noToken = 'The app has asked for no token through the browser.'
const unchanged = 'The answer is a JWT in which nothing is changed by that.'
const saysWho = 'The ID Token of every answer says who has sent it.'

/** The scenarios that a reason is given for. */
const because = (reason: string, ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, reason]))

const ofSignature = ['alg-none', 'bad-signature', 'unknown-kid', 'garbage-token']
const ofClaims = ['wrong-iss', 'wrong-aud', 'expired', 'not-yet', 'no-sub']
const ofNonce = ['wrong-nonce', 'no-nonce']
const ofState = ['missing-state', 'foreign-state', 'repeated-state']
const ofToken = ['token-error', 'token-unavailable', 'token-broken-json', 'token-page']
const ofTokenToo = ['token-truncated', 'token-empty', 'token-reset', 'no-id_token']
const ofTokens = ['no-access_token', 'strange-token_type']
const redeeming = [...ofToken, ...ofTokenToo, ...ofTokens]
const implicitly = {
  ...because(noCodeBeside, 'wrong-c_hash'),
  ...because(noCode, 'repeated-code', 'foreign-code'),
  ...because('The app has asked for no code in the query.', 'code-in-fragment'),
  ...because(noneRedeemed, ...redeeming),
}

describe('scenarios for client authors', { timeout: 60_000 }, () => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await startFragrant({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  /** Those that do not apply, and why. None takes its time. */
  const reasons = async (realm: Realm, app: ScenarioApp<Realm>) => {
    const all = (await realm.scenarios.list()).map(({ name }) => name)
    const names = all.filter((name) => !/hangs|slow/.test(name))
    const results = await realm.scenarios.run({ names, app })
    const others = results.filter(({ verdict }) => verdict === 'not applicable')
    expect(others.filter(({ outcome }) => outcome !== 'not applicable')).toEqual([])
    return Object.fromEntries(others.map(({ name, reason }) => [name, reason]))
  }

  it.each<[string, Asked, Record<string, string>]>([
    [
      'a code, without nonce and state',
      { response_type: 'code', scope: 'openid' },
      {
        ...because(noNonce, ...ofNonce),
        ...because(noState, ...ofState),
        ...because(noTokenBeside, 'wrong-at_hash'),
        ...because(noCodeBeside, 'wrong-c_hash'),
        ...because(noToken, 'token-in-query'),
      },
    ],
    [
      'a code in the fragment',
      { ...sent, response_type: 'code', scope: 'openid', response_mode: 'fragment' },
      {
        ...because(noTokenBeside, 'wrong-at_hash'),
        ...because(noCodeBeside, 'wrong-c_hash'),
        ...because(noToken, 'token-in-query'),
        ...because('The app has asked for no code in the query.', 'code-in-fragment'),
      },
    ],
    [
      'a code in a signed answer',
      { ...sent, response_type: 'code', scope: 'openid', response_mode: 'query.jwt' },
      {
        ...because(noTokenBeside, 'wrong-at_hash'),
        ...because(noCodeBeside, 'wrong-c_hash'),
        ...because(noToken, 'token-in-query'),
        ...because(unchanged, 'repeated-state', 'repeated-code', 'repeated-issuer'),
        ...because(unchanged, 'mixed-up-issuer', 'missing-issuer'),
      },
    ],
    [
      'a code, and nobody to sign in',
      { ...sent, response_type: 'code', scope: 'orders:read' },
      {
        ...because(noIdToken, ...ofNonce, ...ofClaims, ...ofSignature, 'key-rotated'),
        ...because(noTokenBeside, 'wrong-at_hash'),
        ...because(noCodeBeside, 'wrong-c_hash'),
        ...because(noToken, 'token-in-query'),
        ...because(noIdToken, 'no-id_token'),
        ...because(
          'The server has refused what the app asked: insufficient_scope.',
          ...['userinfo-of-somebody-else', 'userinfo-without-sub'],
        ),
      },
    ],
    [
      'an access token alone',
      { ...sent, response_type: 'token', scope: 'openid' },
      {
        ...implicitly,
        ...because(noIdToken, ...ofNonce, ...ofClaims, ...ofSignature, 'key-rotated'),
        ...because(noTokenBeside, 'wrong-at_hash'),
        ...because(
          'The app was given no ID Token whose sub it could compare.',
          'userinfo-of-somebody-else',
        ),
      },
    ],
    [
      'an ID Token and an access token, without state',
      { response_type: 'id_token token', scope: 'openid', nonce: 'n-1' },
      {
        ...implicitly,
        ...because(noState, ...ofState),
        ...because(saysWho, 'missing-issuer'),
      },
    ],
  ])('say which of them do not apply to an app that asks for %s', async (_, asked, expected) => {
    await using realm = await idp.isolate()
    expect(await reasons(realm, appOf(asked))).toEqual(expected)
  })

  it('apply to no app that is refused, and say so', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' } })
    const asked = { ...sent, response_type: 'code', scope: 'openid', prompt: 'none' }
    const told = await reasons(realm, appOf(asked))
    const refused = 'The server has refused what the app asked: login_required.'
    expect(told).toMatchObject({
      ...because(refused, ...ofState, 'repeated-code', 'error-beside-answer'),
      ...because(refused, 'empty-answer', 'foreign-code', 'missing-issuer', 'mixed-up-issuer'),
      ...because(refused, ...ofNonce, ...ofClaims, ...ofSignature),
      ...because(noneRedeemed, ...redeeming),
    })
  })

  it('apply to no app that asks nothing, and say what it has thrown', async () => {
    await using realm = await idp.isolate()
    const told = await reasons(realm, async () => {
      throw new TypeError('x of undefined')
    })
    expect(Object.keys(told)).toHaveLength((await realm.scenarios.list()).length - 4)
    const thrown = 'It has thrown: TypeError: x of undefined'
    expect(told).toMatchObject({
      'login-required': `No request for authorization could be answered. ${thrown}`,
      'userinfo-refused': `The app has asked no userinfo. ${thrown}`,
      'metadata-reset': `The app has fetched no metadata. ${thrown}`,
      'no-keys': `The app has fetched no JWK Set. ${thrown}`,
    })
  })

  it('say that an app has hung before it has met them', async () => {
    await using realm = await idp.isolate()
    const app = () => new Promise(() => {})
    const [result] = await realm.scenarios.run({ names: ['no-keys'], app, timeout: 50 })
    expect(result?.reason).toBe('The app has fetched no JWK Set. It has hung.')
  })

  it.each<[string, ScenarioApp<Realm>, string, string]>([
    ['asks nothing', async () => undefined, 'refused', 'neither code nor tokens'],
    ['throws', async () => await Promise.reject(new TypeError('x')), 'crashed', 'TypeError: x'],
    ['hangs', () => new Promise(() => {}), 'hung', 'It has hung.'],
  ])('find out an app that %s where nothing is wrong', async (_, app, outcome, reason) => {
    await using realm = await idp.isolate()
    const [result] = await realm.scenarios.run({ names: ['nothing-wrong'], app, timeout: 50 })
    expect(result).toMatchObject({ outcome, verdict: 'wrong' })
    expect(result?.reason).toContain(reason)
  })

  it('are run for an app, and for some time', async () => {
    await using realm = await idp.isolate()
    const app = async () => undefined
    await expect(realm.scenarios.run({} as { app: typeof app })).rejects.toThrow('wants app')
    await expect(realm.scenarios.run({ app, timeout: 0 })).rejects.toThrow('more than 0')
  })

  it('find out an app that signs nobody in where nothing is wrong', async () => {
    await using realm = await idp.isolate()
    const app: ScenarioApp<Realm> = async (...given) => {
      await appOf({ ...sent, response_type: 'code', scope: 'openid' })(...given)
      return 'refused'
    }
    const results = await realm.scenarios.run({ names: ['nothing-wrong', 'expired'], app })
    expect(results.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['nothing-wrong', 'wrong'],
      ['expired', 'right'],
    ])
  })

  it('allow that a signature is taken on trust where the token endpoint itself gives the token', async () => {
    await using realm = await idp.isolate()
    const run = async (asked: Asked) => {
      const names = ['bad-signature', 'unknown-kid', 'alg-none']
      const app = appOf({ ...sent, ...asked, scope: 'openid' })
      return (await realm.scenarios.run({ names, app })).map(({ verdict }) => verdict)
    }
    expect(await run({ response_type: 'code' })).toEqual(['wrong', 'right', 'right'])
    expect(await run({ response_type: 'id_token' })).toEqual(['wrong', 'wrong', 'wrong'])
    expect(await run({ response_type: 'code id_token' })).toEqual(['wrong', 'wrong', 'wrong'])
  })

  it('leave an answer as it is that does not have what they need', async () => {
    await using realm = await idp.isolate()
    await realm.scenarios.plan('foreign-state')
    const asked = { client_id: 'naive', redirect_uri, response_type: 'code', scope: 'openid' }
    const challenge = { code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' }
    const { params } = await realm.authorize({ ...asked, ...challenge })
    expect(params).not.toHaveProperty('state')
    expect(await realm.scenarios.planned()).toMatchObject({
      ...{ name: 'foreign-state', met: 0, isMet: false, reason: noState, allowed: ['refused'] },
    })
    await realm.authorize({ ...asked, ...challenge, state: 's-1' })
    expect(await realm.scenarios.planned()).toMatchObject({ met: 1, isMet: true, reason: null })
  })

  it('do not take the tokens of a program for those of a login', async () => {
    await using realm = await idp.isolate({
      clients: [
        {
          ...{ client_id: 'job', client_secret: 'a-secret-that-only-tests-have' },
          ...{ grant_types: ['client_credentials'], redirect_uris: [] },
        },
      ],
    })
    await realm.scenarios.plan('token-unavailable')
    const form = { grant_type: 'client_credentials', client_id: 'job' }
    const secret = { client_secret: 'a-secret-that-only-tests-have' }
    const body = new URLSearchParams({ ...form, ...secret })
    expect((await fetch(realm.endpoints.token, { method: 'POST', body })).status).toBe(200)
    expect(await realm.scenarios.planned()).toMatchObject({ isMet: false, reason: noneRedeemed })
  })
})
