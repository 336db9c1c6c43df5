/**
 * The proofs of an app that holds a key (RFC 9449 §4.2), made by an independent library.
 *
 * @module
 */

import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface DpopKey {
  /** The thumbprint of the key. */
  readonly jkt: string
  readonly jwk: object
  /** A proof for a request, but for what `changes` and `header` say otherwise. */
  prove(url: string, changes?: JWTPayload, header?: object): Promise<string>
  /** The headers that present `token` by GET. */
  present(url: string, token: string, changes?: JWTPayload): Promise<Record<string, string>>
}

export async function createDpopKey(alg = 'ES256'): Promise<DpopKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const prove: DpopKey['prove'] = (htu, changes = {}, header = {}) =>
    new SignJWT({
      ...{ htm: 'POST', htu, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) },
      ...changes,
    })
      .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header })
      .sign(privateKey)
  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    prove,
    async present(url, token, changes = {}) {
      const ath = createHash('sha256').update(token).digest('base64url')
      const proof = await prove(url, { htm: 'GET', ath, ...changes })
      return { authorization: `DPoP ${token}`, dpop: proof }
    },
  }
}
