/**
 * The tokens that the corpus names: valid, expired, forged, and of other make.
 *
 * @module
 */

import { createHmac, createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'

type Jwk = Readonly<Record<string, string>>

/** Tokens by their names in the corpus; more than one where a name means a family. */
export type HostileTokens = ReadonlyMap<string, readonly string[]>

interface Needs {
  readonly issuer: string
  /** Epoch seconds. */
  readonly now: number
  readonly privateJwks: readonly Jwk[]
  readonly accessToken: string
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function createHostileTokens(needs: Needs): Promise<HostileTokens> {
  const { issuer, now, privateJwks, accessToken } = needs
  const jwk = privateJwks.find(({ kty }) => kty === 'RSA')
  if (jwk === undefined) throw new Error('The server signs with RSA.')
  const { kty = '', n = '', e = '' } = jwk
  const publicJwk = { kty, n, e }
  const kid = await calculateJwkThumbprint(publicJwk)
  const own = await importJWK(jwk, 'RS256')
  const foreign = await generateKeyPair('RS256', { extractable: true })
  const foreignJwk = await exportJWK(foreign.publicKey)
  const claims = { iss: issuer, sub: 'alice', aud: 'spa', iat: now - 60, exp: now + 3600, sid: 's' }

  const sign = (
    changes: object = {},
    header: object = {},
    key: Parameters<SignJWT['sign']>[0] = own,
  ): Promise<string> =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT', ...header })
      .sign(key)

  /** Headers that a careful signer refuses to write. */
  const forge = async (header: object, payload: object = claims): Promise<string> => {
    const input = `${encode({ alg: 'RS256', kid, typ: 'JWT', ...header })}.${encode(payload)}`
    return `${input}.${(await sign()).split('.')[2]}`
  }
  const hs256 = (secret: string): string => {
    const input = `${encode({ alg: 'HS256', kid, typ: 'JWT' })}.${encode(claims)}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const unsigned = (alg: string) => `${encode({ alg })}.${encode(claims)}.`
  const pem = createPublicKey({ key: publicJwk, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  const valid = await sign()
  const one = (token: string): readonly string[] => [token]

  return new Map([
    ['alg_none', one(unsigned('none'))],
    ['alg_none_mixed_case', one(unsigned('nOnE'))],
    [
      'hs256_with_public_key',
      [hs256(String(pem)), hs256(JSON.stringify({ ...publicJwk, kid, use: 'sig', alg: 'RS256' }))],
    ],
    ['bad_signature', one(withFlippedSignature(valid))],
    ['other_issuer', one(await sign({ iss: 'https://evil.example' }))],
    ['other_audience', one(await sign({ aud: 'rp-b' }))],
    ['access_token', one(accessToken)],
    ['jku', one(await sign({}, { jku: 'https://evil.example/jwks' }, foreign.privateKey))],
    ['x5u', one(await sign({}, { x5u: 'https://evil.example/c.pem' }))],
    ['embedded_jwk', one(await sign({}, { jwk: foreignJwk }, foreign.privateKey))],
    ['kid_traversal', one(await sign({}, { kid: '../../../../dev/null' }))],
    ['kid_proto', one(await sign({}, { kid: '__proto__' }))],
    ['crit', one(await forge({ crit: ['x'], x: 1 }))],
    ['expired_alice', one(await sign({ iat: now - 7200, exp: now - 3600 }))],
    ['valid_bob', one(await sign({ sub: 'bob' }))],
    ['valid_alice', one(valid)],
    ['valid_for_two', one(await sign({ aud: ['spa', 'rp-b'] }))],
    ['without_audience', one(await sign({ aud: undefined }))],
    ['without_subject', one(await sign({ sub: undefined }))],
    ['without_kid', one(await sign({}, { kid: undefined }))],
    ['typ_of_logout_token', one(await sign({}, { typ: 'logout+jwt' }))],
    ['foreign_key_own_kid', one(await sign({}, {}, foreign.privateKey))],
    ['foreign_key_stale_kid', one(await sign({}, { kid: 'A'.repeat(43) }, foreign.privateKey))],
    ['other_spelling', one(respelled(valid))],
    ['claims_of_another', one(withPayload(valid, { ...claims, sub: 'bob' }))],
  ])
}

function withPayload(token: string, payload: object): string {
  const [header, , signature] = token.split('.')
  return `${header}.${encode(payload)}.${signature}`
}

/** The same signature in other letters: the last one holds four bits that no byte takes. */
function respelled(token: string): string {
  const next = { A: 'B', Q: 'R', g: 'h', w: 'x' }[token.slice(-1)]
  if (next === undefined) throw new Error('An RSA signature ends in A, Q, g or w.')
  return token.slice(0, -1) + next
}

function withFlippedSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[7] = (bytes[7] ?? 0) ^ 1
  return `${header}.${payload}.${bytes.toString('base64url')}`
}
