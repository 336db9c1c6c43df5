import { describe, expect, it } from 'vitest'
import { firstBroken, type Rule } from '../../../src/protocol/rule.ts'
import {
  assertionRules,
  onceRules,
  type ReadAssertion,
  rememberedUntil,
  subjectOf,
} from '../../../src/protocol/token/assertion.ts'
import { codeRules, type KeptCode, type Redemption } from '../../../src/protocol/token/code.ts'
import {
  grantedTargetRules,
  ownTargetRules,
  scopeRules,
} from '../../../src/protocol/token/narrowing.ts'
import { challengeOf } from '../../../src/protocol/token/pkce.ts'
import { type Refreshing, refreshRules } from '../../../src/protocol/token/refresh-rules.ts'
import { hashOf, newFamily } from '../../../src/protocol/token/refresh-token.ts'
import {
  type Claimed,
  calledRules,
  clientRules,
  grantTypeRules,
  type TokenRequest,
  tokenRules,
} from '../../../src/protocol/token/request.ts'
import { introspectionRules, revocationRules } from '../../../src/protocol/token/revocation.ts'
import { keptGrant } from '../../../src/protocol/tokens/grant.ts'
import {
  anAuthorizeRequest,
  apisOf,
  sentParameters,
  terms,
} from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const now = 1_800_000_000
const redirectUri = 'https://app.example/callback'
const verifier = 'v'.repeat(43)
const login = { sub: 'alice', sid: 'sid-1', authTime: now }
const grant = keptGrant({ request: anAuthorizeRequest(), redirectUri, login, now })

const code = (changes: Partial<KeptCode> = {}): KeptCode => ({
  grant,
  challenge: challengeOf(verifier),
  jkt: undefined,
  expiresAt: now + 60,
  uses: 0,
  family: 'f',
  ...changes,
})

const redemption = (changes: Partial<Redemption> = {}): Redemption => ({
  code: code(),
  client: aClient(),
  method: 'none',
  redirectUri,
  verifier,
  jkt: undefined,
  isSignedOut: false,
  now,
  ...changes,
})

const request = (changes: Partial<TokenRequest> = {}): TokenRequest => ({
  authorization: undefined,
  form: sentParameters({ grant_type: 'authorization_code' }),
  query: sentParameters({}),
  proofs: [],
  address: '127.0.0.1',
  ...changes,
})

const confidential = aClient({
  auth: { methods: ['client_secret_basic'], secretHash: hashOf('secret'), keys: [] },
})
const bySecret = { method: 'client_secret_basic', clientId: 'spa', secret: 'secret' } as const
const claimed = (changes: Partial<Claimed> = {}): Claimed => ({
  credentials: { method: 'none', clientId: 'spa' },
  client: aClient(),
  ...changes,
})

const family = newFamily({
  ...{
    grant,
    jkt: undefined,
    endsWithSession: true,
    expiresAt: now + 1000,
    first: hashOf('s'),
    now,
  },
})
const refreshing = (changes: Partial<Refreshing> = {}): Refreshing => ({
  ...{ family, client: aClient(), jkt: undefined, isSignedOut: false, idle: 500, now },
  ...changes,
})

/** Whoever breaks a rule, with a word of its sentence; the rows stand in the order of the rules. */
function itHasRows<Subject>(
  rules: readonly Rule<Subject, string>[],
  good: Subject,
  rows: readonly (readonly [word: string, broken: Subject])[],
): void {
  it('are all kept by a request that is right', () => {
    expect(firstBroken(rules, good)).toBeUndefined()
  })

  it.each(rows)('%s', (word, broken) => {
    const at = rows.findIndex(([own]) => own === word)
    expect(firstBroken(rules, broken)).toMatchObject({
      error: rules[at]?.error,
      description: expect.stringContaining(word),
      cites: rules[at]?.cites,
    })
  })

  it('have a row each', () => expect(rows).toHaveLength(rules.length))
}

describe('the rules of redeeming a code', () => {
  itHasRows(codeRules, redemption(), [
    ['within the last minute', redemption({ now: now + 60 })],
    ['given to its own client', redemption({ client: aClient({ id: 'other' as never }) })],
    ['letter for letter', redemption({ redirectUri: `${redirectUri}/` })],
    ['send code_verifier, for', redemption({ verifier: undefined })],
    ['do without code_verifier', redemption({ code: code({ challenge: undefined }) })],
    ['43 to 128', redemption({ verifier: verifier.slice(1) })],
    ['was made from', redemption({ verifier: 'w'.repeat(43) })],
    [
      'prove its client by a secret',
      redemption({ code: code({ challenge: undefined }), verifier: undefined }),
    ],
    ['named as dpop_jkt', redemption({ code: code({ jkt: 'a key' }), jkt: 'another key' })],
    ['is signed in', redemption({ isSignedOut: true })],
    ['send a code once', redemption({ code: code({ uses: 1 }) })],
  ])

  it('ask for a code that there is', () => {
    const refusal = firstBroken(codeRules, redemption({ code: undefined }))
    expect(refusal?.description).toContain('within the last minute')
  })

  it('are kept by a secret where there was no challenge', () => {
    const plain = { code: code({ challenge: undefined }), verifier: undefined }
    const method = 'client_secret_post'
    expect(firstBroken(codeRules, redemption({ ...plain, method }))).toBeUndefined()
  })
})

describe('the rules of refreshing', () => {
  itHasRows(refreshRules, refreshing(), [
    ['has not expired or ended', refreshing({ now: now + 1000 })],
    ['given to its own client', refreshing({ client: aClient({ id: 'other' as never }) })],
    ['is bound to', refreshing({ family: { ...family, jkt: 'a key' }, jkt: 'another key' })],
    ['ends with the session', refreshing({ isSignedOut: true })],
  ])

  it.each([
    ['is not there', refreshing({ family: undefined })],
    ['has ended', refreshing({ family: { ...family, ended: true } })],
    [
      'has expired, however busy it is',
      refreshing({ now: now + 1000, family: { ...family, lastUsedAt: now + 999 } }),
    ],
    ['was idle for too long', refreshing({ now: now + 501 })],
  ])('are broken by a family that %s', (_, broken) =>
    expect(firstBroken(refreshRules, broken)?.error).toBe('invalid_grant'),
  )

  it('let one that outlives the session do so', () => {
    const offline = refreshing({ family: { ...family, endsWithSession: false }, isSignedOut: true })
    expect(firstBroken(refreshRules, offline)).toBeUndefined()
  })
})

describe('the rules of requests that clients make by themselves', () => {
  itHasRows(calledRules, request(), [
    ['none in the query', request({ query: sentParameters({ x: '1' }) })],
    ['at most once', request({ form: sentParameters({ x: ['1', '2'] }) })],
  ])
})

describe('the rules of the token endpoint', () => {
  itHasRows(tokenRules, request(), [['grant_type', request({ form: sentParameters({}) })]])
})

describe('the rules of client assertions', () => {
  const claims = { iss: 'spa', sub: 'spa', aud: 'https://id.example', exp: now + 60, jti: 'j' }
  const assertion = (changes: object | undefined = {}): ReadAssertion => ({
    claims: changes && { ...claims, ...changes },
    clientId: 'spa',
    audiences: ['https://id.example', 'https://id.example/token'],
    now,
  })
  const unsigned: ReadAssertion = { ...assertion(), claims: undefined }
  itHasRows(assertionRules, assertion(), [
    ['registered keys', unsigned],
    ['iss and sub', assertion({ iss: 'other' })],
    ['as aud', assertion({ aud: 'https://other.example' })],
    ['seconds ahead', assertion({ exp: now + 361 })],
    ['in the future', assertion({ iat: now + 61 })],
    ['jti of', assertion({ jti: '' })],
  ])

  it.each([
    { sub: 'other' },
    { exp: now - 60 },
    { exp: undefined },
    { exp: `${now}` },
    { nbf: now + 61 },
    { jti: undefined },
    { jti: 'j'.repeat(257) },
    { aud: ['https://other.example'] },
    { aud: ['https://id.example', 'https://other.example'] },
    { aud: undefined },
  ])('are broken by %j', (changes) => {
    expect(firstBroken(assertionRules, assertion(changes))?.error).toBe('invalid_client')
  })

  it('name exp where it has passed', () => {
    const broken = firstBroken(assertionRules, assertion({ exp: now - 60 }))
    expect(broken?.description).toContain('exp, in seconds since 1970, has not passed')
  })

  it.each([
    { aud: ['https://id.example', 'https://id.example/token'] },
    { exp: now - 59 },
    { iat: now, nbf: now },
  ])('are kept by %j', (changes) =>
    expect(firstBroken(assertionRules, assertion(changes))).toBeUndefined(),
  )

  itHasRows(onceRules, { uses: 1 }, [['once', { uses: 2 }]])

  it('are to be remembered of for as long as the assertion works', () => {
    const read = assertion({ exp: now + 10 })
    const until = rememberedUntil(read)
    expect(firstBroken(assertionRules, { ...read, now: until - 1 })).toBeUndefined()
    expect(firstBroken(assertionRules, { ...read, now: until })?.error).toBe('invalid_client')
  })
})

describe('an assertion', () => {
  const withPayload = (payload: string) => `e30.${Buffer.from(payload).toString('base64url')}.sig`

  it.each([
    ['{"sub":"spa"}', 'spa'],
    ['{"sub":7}', undefined],
    ['{}', undefined],
    ['null', undefined],
    ['no JSON', undefined],
  ])('with %s says that it is of %s, before anything is believed', (payload, sub) => {
    expect(subjectOf(withPayload(payload))).toBe(sub)
    expect(subjectOf(payload)).toBeUndefined()
  })
})

describe('the rules of asking about a token', () => {
  const withToken = request({ form: sentParameters({ token: 't' }) })
  itHasRows(revocationRules, withToken, [['send token', request()]])
  const asking = { method: 'client_secret_post' as const, client: aClient() }
  const accepted = { ...aClient(), source: 'loopback' as const, loopbackOrigin: 'http://localhost' }
  itHasRows(introspectionRules, asking, [
    ['by more than its client_id', { ...asking, method: 'none' as const }],
    ['that is registered', { ...asking, client: accepted }],
  ])
})

describe('the rules of client authentication', () => {
  itHasRows(clientRules, claimed(), [
    ['name its client', claimed({ credentials: { method: 'none', clientId: undefined } })],
    ['that this server knows', claimed({ client: undefined })],
    ['that its client registered', claimed({ client: confidential })],
    [
      'bring the secret',
      claimed({ client: confidential, credentials: { ...bySecret, secret: 'wrong' } }),
    ],
  ])

  it('are kept by the right secret', () => {
    const right = claimed({ client: confidential, credentials: bySecret })
    expect(firstBroken(clientRules, right)).toBeUndefined()
  })

  it('are broken by a client that is disabled', () => {
    const off = claimed({ client: aClient({ enabled: false }) })
    expect(firstBroken(clientRules, off)?.error).toBe('invalid_client')
  })
})

describe('the rules of grant types', () => {
  const client = aClient({ grantTypes: ['authorization_code'] })
  itHasRows(grantTypeRules, { grantType: 'authorization_code', client }, [
    ['that this server has', { grantType: 'password', client }],
    ['that its client registered', { grantType: 'refresh_token', client }],
  ])

  it('know no implicit grant here', () => {
    const implicit = { grantType: 'implicit', client: aClient() }
    expect(firstBroken(grantTypeRules, implicit)?.error).toBe('unsupported_grant_type')
  })
})

describe('the rules of what is asked for', () => {
  const scope = new Set(['openid', 'profile'])
  const wish = (text: string) => ({ form: sentParameters({ scope: text }), scope })
  itHasRows(scopeRules, wish('openid'), [
    ['characters', wish('openid "x"')],
    ['that were granted', wish('openid email')],
  ])

  const audience = ['https://api.example']
  const target = (resource: string) => ({
    ...{ form: sentParameters({ resource }), client: aClient(), terms, audience },
  })
  itHasRows(grantedTargetRules, target('https://api.example'), [
    ['was granted', target('https://other.example')],
  ])
  const withApi = { ...terms, apis: apisOf('stock') }
  itHasRows(ownTargetRules, target('https://api.example'), [
    ['tokens may be for', target('https://other.example')],
    [
      'at a time',
      {
        ...target(''),
        form: sentParameters({}),
        audience: ['stock', terms.issuer],
        terms: withApi,
      },
    ],
  ])
})
