import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { viewsRoot } from '../../src/http/pages/views.ts'
import { signingAlgs } from '../../src/protocol/keys/signing-alg.ts'
import { hashNameOf } from '../support/tokens.ts'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly reason: string
}

/** The browser's own script, which needs nothing that Node lacks. */
const { checkAnswer } = (await import(new URL('assets/playground-checks.js', viewsRoot).href)) as {
  checkAnswer(answer: unknown, request: unknown, known: unknown): Promise<Check[]>
}

const issuer = 'http://localhost:9400'
const now = 1_800_000_000
const request = {
  state: 'state-1',
  nonce: 'nonce-1',
  clientId: 'playground',
  responseType: 'id_token token',
}
const accessToken = 'access-token-1'

async function keyFor(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return { alg, kid, privateKey, jwk: { ...jwk, kid, alg, use: 'sig' } }
}

const key = await keyFor('ES256')
const otherKey = await keyFor('ES256')

function atHash(alg: string): string {
  const digest = createHash(hashNameOf(alg)).update(accessToken).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

async function idToken(claims: object = {}, signer = key, kid = signer.kid): Promise<string> {
  const usual = {
    iss: issuer,
    aud: 'playground',
    sub: 'alice',
    nonce: 'nonce-1',
    iat: now,
    exp: now + 3600,
    at_hash: atHash(signer.alg),
  }
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: signer.alg, kid, typ: 'JWT' })
    .sign(signer.privateKey)
}

const goodAnswer = async () => ({
  state: 'state-1',
  iss: issuer,
  access_token: accessToken,
  token_type: 'Bearer',
  id_token: await idToken(),
})

async function failuresOf(
  changes: Record<string, string | undefined> = {},
  { asked = request, keys = [key.jwk] }: { asked?: object | null; keys?: object[] } = {},
): Promise<string[]> {
  const entries = Object.entries({ ...(await goodAnswer()), ...changes })
  const parameters = entries.filter(([, value]) => value !== undefined)
  const metadata = { issuer, authorization_response_iss_parameter_supported: true }
  const checks = await checkAnswer({ parameters }, asked ?? undefined, {
    metadata,
    jwks: { keys },
    now,
  })
  for (const { ok, reason } of checks) if (!ok) expect(reason).not.toBe('')
  return checks.filter(({ ok }) => !ok).map(({ name }) => name)
}

describe('The playground, checking an answer', () => {
  it.each(signingAlgs)('finds nothing wrong with a good one signed by %s', async (alg) => {
    const signer = await keyFor(alg)
    const id_token = await idToken({}, signer)
    expect(await failuresOf({ id_token }, { keys: [key.jwk, signer.jwk] })).toEqual([])
  })

  it.each([
    ['state', { state: 'another' }],
    ['state', { state: undefined }],
    ['iss-parameter', { iss: 'http://evil.example' }],
    ['iss-parameter', { iss: undefined }],
    ['token-type', { token_type: 'mac' }],
  ])('finds a wrong %s', async (name, changes) => {
    expect(await failuresOf(changes)).toEqual([name])
  })

  it('tells of a code that was not asked for, and that nobody exchanged', async () => {
    expect(await failuresOf({ code: 'a-code' })).toEqual(['nothing-else', 'exchange', 'c_hash'])
  })

  it.each([
    ['iss', { iss: 'http://localhost:9400/' }],
    ['aud', { aud: 'another' }],
    ['aud', { aud: ['playground', 'another'] }],
    ['aud', { azp: 'another' }],
    ['exp', { exp: now - 3600 }],
    ['exp', { exp: String(now + 3600) }],
    ['iat', { iat: now + 3600 }],
    ['nonce', { nonce: 'another' }],
    ['nonce', { nonce: undefined }],
    ['at_hash', { at_hash: 'another' }],
    ['at_hash', { at_hash: undefined }],
  ])('finds a wrong %s in the ID Token (OIDC Core §3.2.2.11)', async (name, claims) => {
    expect(await failuresOf({ id_token: await idToken(claims) })).toEqual([name])
  })

  it('finds a signature by a key that the issuer does not have', async () => {
    expect(await failuresOf({ id_token: await idToken({}, otherKey) })).toEqual(['signature'])
    expect(await failuresOf({ id_token: await idToken({}, otherKey, key.kid) })).toEqual([
      'signature',
    ])
    expect(await failuresOf({}, { keys: [] })).toEqual(['signature'])
  })

  it('finds claims that were changed after signing', async () => {
    const [header, , signature] = (await idToken()).split('.')
    const [, claims] = (await idToken({ sub: 'bob' }, otherKey)).split('.')
    expect(await failuresOf({ id_token: [header, claims, signature].join('.') })).toEqual([
      'signature',
    ])
  })

  it('finds an unsigned ID Token', async () => {
    const [, claims] = (await idToken()).split('.')
    const header = Buffer.from('{"alg":"none"}').toString('base64url')
    const failures = await failuresOf({ id_token: `${header}.${claims}.` })
    expect(failures).toContain('signature')
  })

  it.each(['', 'x', 'a.b.c', 'bnVsbA.bnVsbA.x', '%.%.%'])(
    'takes %j for no ID Token',
    async (id_token) => {
      expect(await failuresOf({ id_token })).toContain('signature')
    },
  )

  it('finds what is missing of what was asked for', async () => {
    expect(await failuresOf({ id_token: undefined })).toEqual(['complete'])
    const asked = { ...request, responseType: 'id_token' }
    expect(await failuresOf({}, { asked })).toEqual(['nothing-else'])
  })

  it('believes no answer to a request that this tab did not make', async () => {
    const failures = await failuresOf({}, { asked: null })
    expect(failures).toEqual(expect.arrayContaining(['state', 'aud', 'nonce']))
  })

  it('checks state and issuer of an error, and no token (RFC 9207 §2.4)', async () => {
    const tokens = { access_token: undefined, id_token: undefined, token_type: undefined }
    expect(await failuresOf({ ...tokens, error: 'access_denied' })).toEqual([])
    expect(await failuresOf({ ...tokens, error: 'access_denied', state: 'x' })).toEqual(['state'])
  })
})

describe('The playground, checking what a code gave', () => {
  const asked = { ...request, responseType: 'code', codeVerifier: 'a-verifier' }
  const known = {
    metadata: { issuer, authorization_response_iss_parameter_supported: true },
    jwks: { keys: [key.jwk] },
    now,
  }
  const front = { state: 'state-1', iss: issuer, code: 'a-code' }

  async function failures(
    tokens: Record<string, string> | undefined,
    changes: { asked?: object; front?: object; more?: object } = {},
  ): Promise<string[]> {
    const parameters = Object.entries({ ...front, ...changes.front })
    const answer = { parameters, tokens, ...changes.more }
    const checks = await checkAnswer(answer, { ...asked, ...changes.asked }, known)
    return checks.filter(({ ok }) => !ok).map(({ name }) => name)
  }

  const tokensWith = async (claims: object = {}) => ({
    ...{ access_token: accessToken, token_type: 'Bearer', refresh_token: 'a-refresh-token' },
    id_token: await idToken(claims),
  })

  it('finds nothing wrong with the tokens that it should give', async () => {
    expect(await failures(await tokensWith())).toEqual([])
  })

  it('takes an ID Token without a nonce where none was sent, since the verifier binds it', async () => {
    const tokens = await tokensWith({ nonce: undefined })
    expect(await failures(tokens, { asked: { nonce: undefined } })).toEqual([])
    expect(await failures(tokens)).toEqual(['nonce'])
    expect(await failures(tokens, { more: { isRefreshed: true } })).toEqual([])
  })

  it('says why there are none', async () => {
    expect(await failures(undefined, { more: { tokenError: 'invalid_grant' } })).toEqual([
      'exchange',
    ])
  })

  it.each([
    ['signature', { sub: 'bob' }, otherKey],
    ['at_hash', { at_hash: 'another' }, key],
    ['aud', { aud: 'another' }, key],
  ])('finds a wrong %s', async (name, claims, signer) => {
    const id_token = await idToken(claims, signer, key.kid)
    expect(await failures({ ...(await tokensWith()), id_token })).toEqual([name])
  })

  it('wants the ID Token beside a code to belong to it, and both to be of one user (OIDC Core §3.3.3.6)', async () => {
    const digest = createHash('sha256').update('a-code').digest()
    const c_hash = digest.subarray(0, digest.length / 2).toString('base64url')
    const both = { asked: { responseType: 'code id_token' } }
    const beside = async (claims: object) => ({
      ...both,
      front: { id_token: await idToken({ c_hash, at_hash: undefined, ...claims }) },
    })
    const tokens = await tokensWith()
    expect(await failures(tokens, await beside({}))).toEqual([])
    expect(await failures(tokens, await beside({ c_hash: 'another' }))).toEqual(['c_hash'])
    expect(await failures(tokens, await beside({ sub: 'bob' }))).toEqual(['same-user'])
  })
})
