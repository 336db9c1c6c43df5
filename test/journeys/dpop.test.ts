import type { JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, answerOf, createApp, decide, signIn } from '../support/app.ts'
import {
  call,
  codeFor,
  forCode,
  newVerifier,
  redemption,
  type TokenAnswer,
} from '../support/code-flow.ts'
import { createDpopKey, type DpopKey } from '../support/dpop.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const web = { redirect_uris: [redirectUri], response_types: ['code' as const] }
const alsoAt = 'http://fragrant.internal:9400'

let server: TestServer
let strict: TestServer
let key: DpopKey
let other: DpopKey

beforeAll(async () => {
  const settings = {
    signing_alg: 'ES256' as const,
    clients: [
      { ...web, client_id: 'spa', refresh_tokens: 'always' as const },
      { ...web, client_id: 'opaque', access_token_format: 'opaque' as const },
      { ...web, client_id: 'bound', dpop_bound_access_tokens: true },
      { ...web, client_id: 'web', client_secret: 'secret', refresh_tokens: 'always' as const },
      {
        client_id: 'service',
        client_secret: 'secret',
        grant_types: ['client_credentials' as const],
      },
    ],
  }
  server = await startServer({ ...settings, also_at: [alsoAt] })
  strict = await startServer({ ...settings, dpop_nonce: true })
  key = await createDpopKey()
  other = await createDpopKey('Ed25519')
})
afterAll(() => Promise.all([server.close(), strict.close()]))

const tokenUrl = () => `${server.issuer}/token`
const userinfoUrl = () => `${server.issuer}/userinfo`
const appOf = (clientId: string): App => createApp(server.issuer, { clientId, redirectUri })

const proved = async (by: DpopKey | undefined, proof?: string): Promise<Record<string, string>> =>
  by === undefined ? {} : { dpop: proof ?? (await by.prove(tokenUrl())) }

async function redeem(
  clientId: string,
  by: DpopKey | undefined,
  changes: Readonly<Record<string, string>> = {},
  form: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const app = appOf(clientId)
  const verifier = newVerifier()
  const code = await codeFor(app, createVisitor(server.issuer), verifier, { changes })
  return call(tokenUrl(), redemption(app, code, verifier, form), await proved(by))
}

const refresh = async (answer: TokenAnswer, clientId: string, by: DpopKey | undefined, form = {}) =>
  call(
    tokenUrl(),
    {
      grant_type: 'refresh_token',
      refresh_token: String(answer.body['refresh_token']),
      client_id: clientId,
      ...form,
    },
    await proved(by),
  )

const tokenIn = ({ body }: TokenAnswer): string => String(body['access_token'])

const userinfo = (headers: Record<string, string>) => fetch(userinfoUrl(), { headers })

describe('an app that proves a key at the token endpoint', () => {
  it('gets tokens that are bound to it (RFC 9449 §5, §6.1)', async () => {
    const answer = await redeem('spa', key)
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    const { claims } = await readToken(server.issuer, tokenIn(answer))
    expect(claims).toMatchObject({ cnf: { jkt: key.jkt } })
  })

  it('gets bearer tokens without a proof, as before', async () => {
    const answer = await redeem('spa', undefined)
    expect(answer.body['token_type']).toBe('Bearer')
    expect((await readToken(server.issuer, tokenIn(answer))).claims).not.toHaveProperty('cnf')
  })

  it.each(['spa', 'opaque'])(
    'reads userinfo with a proof for it: %s (RFC 9449 §7.1)',
    async (id) => {
      const token = tokenIn(await redeem(id, key))
      const answer = await userinfo(await key.present(userinfoUrl(), token))
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ sub: 'alice' })
    },
  )

  it.each(['spa', 'opaque'])(
    'cannot have its token borne by anybody: %s (RFC 9449 §7.2)',
    async (id) => {
      const token = tokenIn(await redeem(id, key))
      const borne = await userinfo({ authorization: `Bearer ${token}` })
      expect(borne.status).toBe(401)
      expect(borne.headers.get('www-authenticate')).toMatch(
        /^DPoP realm="fragrant", error="invalid_token", .*algs="RS256 /,
      )
      const byForm = await fetch(userinfoUrl(), {
        method: 'POST',
        body: new URLSearchParams({ access_token: token }),
      })
      expect(byForm.status).toBe(401)
      expect((await userinfo(await key.present(userinfoUrl(), token))).status).toBe(200)
    },
  )

  it('is refused at userinfo with a proof that does not fit (RFC 9449 §7.1)', async () => {
    const token = tokenIn(await redeem('spa', key))
    const bearer = tokenIn(await redeem('spa', undefined))
    const present = (changes: JWTPayload, by = key, of = token) =>
      by.present(userinfoUrl(), of, changes)
    const used = await present({})
    expect((await userinfo(used)).status).toBe(200)
    const refusals: readonly (readonly [Record<string, string>, string])[] = [
      [used, 'invalid_dpop_proof'],
      [await present({ htm: 'POST' }), 'invalid_dpop_proof'],
      [await present({ htu: tokenUrl() }), 'invalid_dpop_proof'],
      [await present({ ath: '' }), 'invalid_dpop_proof'],
      [{ authorization: `DPoP ${token}` }, 'invalid_dpop_proof'],
      [await present({}, other), 'invalid_token'],
      [await present({}, key, bearer), 'invalid_token'],
    ]
    for (const [headers, error] of refusals) {
      const answer = await userinfo(headers)
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ error })
      const challenge = answer.headers.get('www-authenticate')
      expect(challenge).toMatch(new RegExp(`^DPoP realm="fragrant", error="${error}", .*, algs=`))
    }
  })

  it('is told both ways to present a token where it sends none (RFC 9449 §7.1)', async () => {
    const challenge = (await userinfo({})).headers.get('www-authenticate')
    expect(challenge).toMatch(/^Bearer realm="fragrant", DPoP realm="fragrant", algs="RS256 /)
  })

  it('is named by introspection, with its key (RFC 9449 §6.2)', async () => {
    const answer = await redeem('opaque', key)
    const form = { client_id: 'web', client_secret: 'secret', token: tokenIn(answer) }
    const { body } = await call(`${server.issuer}/introspect`, form)
    expect(body).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: key.jkt } })
  })

  it('may be a service (RFC 9449 §5)', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'service', client_secret: 'secret' }
    const answer = await call(tokenUrl(), form, await proved(other))
    expect(answer.body['token_type']).toBe('DPoP')
    const { claims } = await readToken(server.issuer, tokenIn(answer))
    expect(claims).toMatchObject({ cnf: { jkt: other.jkt } })
  })

  it('must do so where it registered that it does (RFC 9449 §5.2)', async () => {
    expect(await redeem('bound', undefined)).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof' },
    })
    expect((await redeem('bound', key)).body['token_type']).toBe('DPoP')
  })

  it('may name a further address of the server, or write its own otherwise (RFC 9449 §4.3)', async () => {
    const [app, verifier] = [appOf('spa'), newVerifier()]
    for (const htu of [`${alsoAt}/token`, `${tokenUrl().replace('http', 'HTTP')}?x=1`]) {
      const code = await codeFor(app, createVisitor(server.issuer), verifier)
      const dpop = await key.prove(htu)
      const answer = await call(tokenUrl(), redemption(app, code, verifier), { dpop })
      expect(answer.body['token_type']).toBe('DPoP')
    }
  })
})

describe('a proof at the token endpoint', () => {
  it('that is not right is refused, and its code still works (RFC 9449 §5)', async () => {
    const [app, verifier] = [appOf('spa'), newVerifier()]
    const code = await codeFor(app, createVisitor(server.issuer), verifier)
    const now = Math.floor(Date.now() / 1000)
    const used = await key.prove(tokenUrl())
    const form = redemption(app, code, verifier)
    const own = { grant_type: 'client_credentials', client_id: 'service', client_secret: 'secret' }
    expect((await call(tokenUrl(), own, { dpop: used })).status).toBe(200)
    const good = await key.prove(tokenUrl())
    const wrong = [
      used,
      '',
      'x',
      'a.b.c',
      `${good}, ${good}`,
      good.slice(0, -8),
      await key.prove(tokenUrl(), {}, { typ: 'JWT' }),
      await key.prove(tokenUrl(), {}, { jwk: other.jwk }),
      await key.prove(tokenUrl(), {}, { jwk: undefined }),
      await key.prove(tokenUrl(), {}, { jwk: { ...key.jwk, d: 'AAAA' } }),
      await key.prove(tokenUrl(), { htm: 'GET' }),
      await key.prove(userinfoUrl()),
      await key.prove(tokenUrl(), { iat: now - 400 }),
      await key.prove(tokenUrl(), { iat: now + 400 }),
      await key.prove(tokenUrl(), { jti: '' }),
    ]
    for (const dpop of wrong) {
      expect(await call(tokenUrl(), form, { dpop })).toMatchObject({
        status: 400,
        body: { error: 'invalid_dpop_proof' },
      })
    }
    const answer = await call(tokenUrl(), form, { dpop: good })
    expect(answer.body['token_type']).toBe('DPoP')
  })

  it('is taken once of many at the same moment (RFC 9449 §11.1)', async () => {
    const dpop = await other.prove(tokenUrl())
    const form = { grant_type: 'client_credentials', client_id: 'service', client_secret: 'secret' }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call(tokenUrl(), form, { dpop })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('a proof of a request that is refused', () => {
  it('is not used up, so that no stranger fills the memory with them (RFC 9449 §11.1)', async () => {
    const [app, verifier] = [appOf('spa'), newVerifier()]
    const code = await codeFor(app, createVisitor(server.issuer), verifier)
    const form = redemption(app, code, verifier)
    const headers = await proved(key)
    for (const wrong of [{ code: 'x' }, { code_verifier: newVerifier() }, { resource: 'nobody' }]) {
      expect((await call(tokenUrl(), { ...form, ...wrong }, headers)).status).toBe(400)
    }
    const given = await call(tokenUrl(), form, headers)
    expect(given.body['token_type']).toBe('DPoP')
    const replayed = { status: 400, body: { error: 'invalid_dpop_proof' } }
    expect(await call(tokenUrl(), form, headers)).toMatchObject(replayed)

    const refreshing = { grant_type: 'refresh_token', client_id: 'spa' }
    const refresh_token = String(given.body['refresh_token'])
    const again = await proved(key)
    const wide = { ...refreshing, refresh_token, scope: 'openid nope' }
    expect((await call(tokenUrl(), wide, again)).status).toBe(400)
    const renewed = await call(tokenUrl(), { ...refreshing, refresh_token }, again)
    expect(renewed.body['token_type']).toBe('DPoP')

    const at = `${server.issuer}/userinfo`
    const present = await other.present(at, String(renewed.body['access_token']))
    for (let time = 0; time < 2; time += 1) {
      const answer = await fetch(at, { headers: present })
      expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_token' }])
    }
  })
})

describe('a code that names a key', () => {
  it('is redeemed with that key alone (RFC 9449 §10)', async () => {
    const [app, verifier] = [appOf('spa'), newVerifier()]
    const changes = { dpop_jkt: key.jkt }
    const code = await codeFor(app, createVisitor(server.issuer), verifier, { changes })
    const form = redemption(app, code, verifier)
    for (const by of [undefined, other]) {
      const refused = { status: 400, body: { error: 'invalid_grant' } }
      expect(await call(tokenUrl(), form, await proved(by))).toMatchObject(refused)
    }
    expect((await call(tokenUrl(), form, await proved(key))).status).toBe(200)
  })
})

describe('a request that is pushed with a proof', () => {
  const push = async (app: App, verifier: string, by: DpopKey, changes = {}) => {
    const form = Object.fromEntries(app.parameters(forCode(verifier, changes)))
    return call(`${server.issuer}/par`, form, { dpop: await by.prove(`${server.issuer}/par`) })
  }

  it('binds its code to the key, as dpop_jkt does (RFC 9449 §10.1)', async () => {
    const [app, verifier, visitor] = [appOf('spa'), newVerifier(), createVisitor(server.issuer)]
    const pushed = await push(app, verifier, key)
    expect(pushed.status).toBe(201)
    const asked = { client_id: 'spa', request_uri: String(pushed.body['request_uri']) }
    const page = await visitor.open(`${server.issuer}/authorize?${new URLSearchParams(asked)}`)
    const decided = await decide(visitor, await signIn(visitor, page), 'allow')
    const form = redemption(app, answerOf(decided).values.get('code') ?? '', verifier)
    for (const by of [undefined, other]) {
      const refused = { status: 400, body: { error: 'invalid_grant' } }
      expect(await call(tokenUrl(), form, await proved(by))).toMatchObject(refused)
    }
    expect((await call(tokenUrl(), form, await proved(key))).body['token_type']).toBe('DPoP')
  })

  it('is refused where it names another key, or the proof is not for this endpoint (RFC 9449 §10.1)', async () => {
    const app = appOf('spa')
    const refused = { status: 400, body: { error: 'invalid_dpop_proof' } }
    expect(await push(app, newVerifier(), key, { dpop_jkt: other.jkt })).toMatchObject(refused)
    expect((await push(app, newVerifier(), key, { dpop_jkt: key.jkt })).status).toBe(201)
    const form = Object.fromEntries(app.parameters(forCode(newVerifier())))
    const dpop = await key.prove(tokenUrl())
    expect(await call(`${server.issuer}/par`, form, { dpop })).toMatchObject(refused)
  })
})

describe('a refresh token', () => {
  it('of an app without a secret works with its key alone, and outlives a refusal (RFC 9449 §5)', async () => {
    const first = await redeem('spa', key)
    for (const by of [undefined, other]) {
      expect(await refresh(first, 'spa', by)).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      })
    }
    const second = await refresh(first, 'spa', key)
    expect(second).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    expect((await refresh(second, 'spa', undefined)).status).toBe(400)
    expect((await refresh(second, 'spa', key)).status).toBe(200)
  })

  it('is bound from the first refresh that brings a proof', async () => {
    const first = await redeem('spa', undefined)
    const second = await refresh(first, 'spa', key)
    expect(second.body['token_type']).toBe('DPoP')
    expect((await refresh(second, 'spa', undefined)).status).toBe(400)
    expect((await refresh(second, 'spa', key)).status).toBe(200)
  })

  it('of an app with a secret is bound to that, and its key may change (RFC 9449 §5)', async () => {
    const secret = { client_secret: 'secret' }
    const first = await redeem('web', key, {}, secret)
    expect(first.body['token_type']).toBe('DPoP')
    const second = await refresh(first, 'web', other, secret)
    const { claims } = await readToken(server.issuer, tokenIn(second))
    expect(claims).toMatchObject({ cnf: { jkt: other.jkt } })
  })

  it('of an app that was accepted on loopback is bound to its key, whatever its secret', async () => {
    const app = createApp(server.issuer)
    const verifier = newVerifier()
    const code = await codeFor(app, createVisitor(server.issuer), verifier)
    const secret = { client_secret: 'anything' }
    const form = redemption(app, code, verifier, secret)
    const first = await call(tokenUrl(), form, await proved(key))
    expect((await refresh(first, app.clientId, other, secret)).status).toBe(400)
    expect((await refresh(first, app.clientId, key, secret)).status).toBe(200)
  })
})

describe('a realm that asks for nonces', () => {
  const ask = (dpop?: string) =>
    call(
      `${strict.issuer}/token`,
      { grant_type: 'client_credentials', client_id: 'service', client_secret: 'secret' },
      dpop === undefined ? {} : { dpop },
    )
  const prove = (changes = {}) => key.prove(`${strict.issuer}/token`, changes)

  it('hands one out with the refusal, and takes the proof that brings it (RFC 9449 §8)', async () => {
    const refused = await ask(await prove())
    expect(refused).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect(nonce).not.toBe('')
    const taken = await ask(await prove({ nonce }))
    expect(taken).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    expect(taken.headers.get('dpop-nonce')).toBe(nonce)
    expect((await ask(await prove({ nonce: 'of my own' }))).body['error']).toBe('use_dpop_nonce')
    expect((await ask()).body['token_type']).toBe('Bearer')
  })

  it('does so for a request that is pushed (RFC 9449 §8, §10.1)', async () => {
    const at = `${strict.issuer}/par`
    const app = createApp(strict.issuer, { clientId: 'spa', redirectUri })
    const form = Object.fromEntries(app.parameters(forCode(newVerifier())))
    const refused = await call(at, form, { dpop: await key.prove(at) })
    expect(refused).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
    const nonce = refused.headers.get('dpop-nonce') ?? ''
    expect((await call(at, form, { dpop: await key.prove(at, { nonce }) })).status).toBe(201)
  })

  it('does so at userinfo too (RFC 9449 §9)', async () => {
    const at = `${strict.issuer}/userinfo`
    const app = createApp(strict.issuer, { clientId: 'spa', redirectUri })
    const verifier = newVerifier()
    const code = await codeFor(app, createVisitor(strict.issuer), verifier)
    const nonce = (await ask(await prove())).headers.get('dpop-nonce') ?? ''
    const dpop = await prove({ nonce })
    const answer = await call(`${strict.issuer}/token`, redemption(app, code, verifier), { dpop })
    const token = tokenIn(answer)
    const refused = await fetch(at, { headers: await key.present(at, token) })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain(
      'DPoP realm="fragrant", error="use_dpop_nonce"',
    )
    expect(refused.headers.get('dpop-nonce')).toBe(nonce)
    const taken = await fetch(at, { headers: await key.present(at, token, { nonce }) })
    expect(taken.status).toBe(200)
  })
})

describe('a script of another origin', () => {
  it('may send a proof and read nonce and challenge (RFC 9449 §8, Fetch §3.2)', async () => {
    for (const path of ['/token', '/userinfo']) {
      const preflight = await fetch(server.issuer + path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,dpop',
        },
      })
      expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,dpop')
      const answer = await fetch(server.issuer + path, {
        method: 'POST',
        headers: { origin: 'https://app.example' },
      })
      const exposed = answer.headers.get('access-control-expose-headers')
      expect(exposed).toBe('WWW-Authenticate, DPoP-Nonce')
    }
  })
})
