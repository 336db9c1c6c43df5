import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { ScenarioApp, ScenarioResult } from '../../src/testing/scenarios/scenarios.ts'
import { createStart } from '../../src/testing/scenarios/start.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { controlCall, interfaces } from './interfaces.ts'

const redirect_uri = 'http://localhost:5173/callback'

/** A web app on openid-client as its documentation shows it, by `code` or by `code id_token`. */
const soundApp =
  (...extensions: readonly ((config: openid.Configuration) => void)[]): ScenarioApp<Realm> =>
  async ({ issuer }, start) => {
    const execute = [openid.allowInsecureRequests, ...extensions]
    const metadata = { id_token_signed_response_alg: 'ES256' }
    const config = await openid.discovery(new URL(issuer), 'web', metadata, openid.None(), {
      ...{ execute, timeout: 6 },
    })
    const pkceCodeVerifier = openid.randomPKCECodeVerifier()
    const [nonce, state] = [openid.randomNonce(), openid.randomState()]
    const url = openid.buildAuthorizationUrl(config, {
      ...{ redirect_uri, scope: 'openid', nonce, state, code_challenge_method: 'S256' },
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    })
    const tokens = await openid.authorizationCodeGrant(config, await start(url), {
      ...{ pkceCodeVerifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true },
    })
    const sub = tokens.claims()?.sub ?? ''
    await openid.fetchUserInfo(config, tokens.access_token, sub)
  }

/** An app whose author has read half of a blog post. */
const naiveApp: ScenarioApp<Realm> = async ({ endpoints }, start) => {
  const asked = {
    client_id: 'naive',
    response_type: 'id_token token',
    scope: 'openid',
    redirect_uri,
  }
  const sent = new URLSearchParams({ ...asked, nonce: 'nonce', state: 'state' })
  const url = await start(`${endpoints.authorization}?${sent}`)
  const answer = new URLSearchParams(url.hash.slice(1) || url.search)
  const [, payload = ''] = (answer.get('id_token') ?? '').split('.')
  JSON.parse(Buffer.from(payload, 'base64url').toString())
  const headers = { authorization: `Bearer ${answer.get('access_token')}` }
  await (await fetch(endpoints.userinfo, { headers })).json()
}

/** Those that do not apply, and why. */
const notApplicable = (results: readonly ScenarioResult[]) =>
  Object.fromEntries(
    results
      .filter(({ verdict }) => verdict === 'not applicable')
      .map(({ name, reason }) => [name, reason]),
  )

const named = (results: readonly ScenarioResult[], of: (one: ScenarioResult) => boolean) =>
  results.filter(of).map(({ name }) => name)

describe.each(interfaces)('scenarios for client authors %s', (way, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it('are at least thirty, each by a name of its own, with what a sound client does', async () => {
    const all = await idp.scenarios.list()
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(30)
    for (const one of all) expect(Object.values(one)).not.toContain('')
  })

  it('are got right by openid-client, by code id_token', async () => {
    const app = soundApp(openid.useCodeIdTokenResponseType)
    const results = await idp.scenarios.run({ app, timeout: 20_000 })
    expect(results.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
    expect(notApplicable(results)).toEqual({
      'wrong-at_hash':
        'The app has asked for no ID Token beside an access token through the browser.',
      'code-in-fragment': 'The app has asked for no code in the query.',
      'missing-issuer': 'The ID Token of every answer says who has sent it.',
    })
  }, 120_000)

  it.runIf(way === 'in process')(
    'are got right by openid-client, by code, when it verifies signatures',
    async () => {
      const names = (await idp.scenarios.list()).map(({ name }) => name)
      const some = names.filter((name) => !/hangs|slow/.test(name))
      const app = soundApp(openid.enableNonRepudiationChecks)
      const results = await idp.scenarios.run({ names: some, app, timeout: 20_000 })
      expect(results.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
      expect(Object.keys(notApplicable(results))).toEqual([
        ...['wrong-at_hash', 'wrong-c_hash', 'token-in-query'],
      ])
    },
    120_000,
  )

  it.runIf(way === 'in process')(
    'find out an app that looks at nothing',
    async () => {
      const results = await idp.scenarios.run({ app: naiveApp, timeout: 20_000 })
      const wrong = named(results, ({ verdict }) => verdict === 'wrong')
      expect(wrong).toEqual(
        expect.arrayContaining([
          ...['wrong-nonce', 'no-nonce', 'wrong-at_hash', 'wrong-iss', 'wrong-aud', 'expired'],
          ...['not-yet', 'alg-none', 'bad-signature', 'unknown-kid', 'no-sub', 'missing-state'],
          ...['foreign-state', 'mixed-up-issuer', 'token-in-query'],
          ...['error-beside-answer', 'userinfo-of-somebody-else', 'userinfo-without-sub'],
        ]),
      )
      const crashed = named(results, ({ outcome }) => outcome === 'crashed')
      expect(crashed).toEqual(expect.arrayContaining(['garbage-token', 'userinfo-broken-json']))
    },
    120_000,
  )

  it('tell an app that hangs, one that says what it made of it, and one that says nothing', async () => {
    const run = async (end: () => Promise<unknown>) => {
      const app: ScenarioApp<Realm> = async (...given) => {
        await naiveApp(...given)
        return end()
      }
      return (await idp.scenarios.run({ names: ['wrong-nonce'], app, timeout: 1_000 }))[0]?.outcome
    }
    expect(await run(() => new Promise(() => {}))).toBe('hung')
    expect(await run(async () => 'refused')).toBe('refused')
    expect(await run(async () => {})).toBe('accepted')
    expect(await run(() => Promise.reject(new TypeError('x of undefined')))).toBe('crashed')
    expect(await run(() => Promise.reject(new Error('no')))).toBe('refused')
  })

  it('are planned one at a time, beside the faults of a test, and end', async () => {
    await using realm = await idp.isolate()
    await realm.faults.once({ endpoint: 'token' }, { status: 500 })
    await realm.scenarios.plan('wrong-nonce')
    expect((await realm.scenarios.plan('expired')).expected).toBe('refused')
    const mine = (await realm.faults.list()).map(({ scenario }) => scenario)
    expect([...new Set(mine)]).toEqual([undefined, 'expired'])
    await expect(realm.faults.assertAllUsed()).rejects.not.toThrow(/expired/)
    await realm.scenarios.end()
    expect(await realm.faults.list()).toHaveLength(1)
    expect(await realm.scenarios.planned()).toBeUndefined()
    await expect(realm.scenarios.plan('nothing')).rejects.toMatchObject({ status: 404 })
    const run = realm.scenarios.run({ names: ['nothing'], app: async () => {} })
    await expect(run).rejects.toThrow('There is no scenario nothing.')
  })

  it('rotate the key that signs, once an app has signed in', async () => {
    await using realm = await idp.isolate()
    const kids: (string | undefined)[] = []
    const app: ScenarioApp<Realm> = async (of, begin) => {
      await naiveApp(of, begin)
      kids.push((await of.keys.list()).find(({ signs }) => signs)?.kid)
    }
    const [result] = await realm.scenarios.run({ names: ['key-rotated'], app })
    expect(result).toMatchObject({ outcome: 'accepted', verdict: 'right' })
    expect(new Set(kids).size).toBe(2)
    await using another = await idp.isolate()
    await another.scenarios.plan('key-rotated')
    await naiveApp(another, createStart(another.issuer))
    expect(await another.scenarios.planned()).toMatchObject({
      ...{ isMet: false, reason: 'The app was not signed in to before.' },
    })
  })

  it.runIf(way === 'over HTTP')('are a loop in any language', async () => {
    const at = '/realms/default/scenarios'
    const all = (await (await controlCall(idp, at)).json()) as { readonly name: string }[]
    const planned = await controlCall(idp, `${at}/${all[0]?.name}`, { method: 'POST' })
    expect([planned.status, await planned.json()]).toMatchObject([
      201,
      { faults: [{ used: 0 }, { used: 0 }] },
    ])
    expect((await controlCall(idp, at, { method: 'DELETE' })).status).toBe(204)
  })
})
