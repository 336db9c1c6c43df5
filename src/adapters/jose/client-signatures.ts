import { decodeProtectedHeader } from 'jose/decode/protected_header'
import { compactVerify } from 'jose/jws/compact/verify'
import { importJWK } from 'jose/key/import'
import type { ClientSignatures, JwtClaims } from '../../ports/client-signatures.ts'
import type { PublicJwk } from '../../protocol/client/public-jwk.ts'
import { clientSigningAlgs } from '../../protocol/keys/signing-alg.ts'

/** What each kind of key may sign with: never what its header alone says (RFC 8725 §3.1). */
const algsOf = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  EC: ['ES256', 'ES384'],
  OKP: ['EdDSA', 'Ed25519'],
} as const

/** Longer ones are not looked at. */
const limit = 16_384

/** A key is imported once for each algorithm that it is used with. */
type Imported = Awaited<ReturnType<typeof importJWK>>

export function createClientSignatures(): ClientSignatures {
  const imported = new WeakMap<PublicJwk, Map<string, Promise<Imported>>>()

  const keyFor = (jwk: PublicJwk, alg: string): Promise<Imported> => {
    const known = imported.get(jwk) ?? new Map<string, Promise<Imported>>()
    imported.set(jwk, known)
    const key = known.get(alg) ?? importJWK(jwk, alg)
    known.set(alg, key)
    return key
  }

  const verify = async (jwt: string, jwk: PublicJwk, alg: string): Promise<JwtClaims> => {
    const { payload } = await compactVerify(jwt, await keyFor(jwk, alg), { algorithms: [alg] })
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
      throw new Error('the claims are no object')
    }
    return claims as JwtClaims
  }

  return {
    async read(jwt, keys) {
      try {
        if (jwt.length > limit) return undefined
        const { alg = '', kid } = decodeProtectedHeader(jwt)
        const isIts = (jwk: PublicJwk): boolean =>
          clientSigningAlgs.some((known) => known === alg) &&
          algsOf[jwk.kty].some((known) => known === alg) &&
          (jwk.alg === undefined || jwk.alg === alg) &&
          (kid === undefined || jwk.kid === undefined || jwk.kid === kid)
        const tried = keys.filter(isIts).map((jwk) => verify(jwt, jwk, alg))
        return await Promise.any(tried)
      } catch {
        return undefined
      }
    },
  }
}
