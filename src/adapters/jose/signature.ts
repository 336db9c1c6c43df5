/**
 * Signatures as JWS wants them (RFC 7518 §3, RFC 8037 §3.1).
 *
 * @module
 */

import { type KeyObject, sign, verify } from 'node:crypto'
import type { SigningAlg } from '../../protocol/signing-alg.ts'

/**
 * An elliptic curve is signed with at once: it takes 30–40 µs, and handing it to another thread and
 * back costs as much again. An RSA signature takes ten times that, so it goes to another thread.
 */
export function signBytes(key: KeyObject, alg: SigningAlg, data: Buffer): Buffer | Promise<Buffer> {
  switch (alg) {
    case 'RS256':
      return signElsewhere(key, data)
    case 'ES256':
      return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
    case 'EdDSA':
      return sign(null, data, key)
  }
}

function signElsewhere(key: KeyObject, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', data, key, (error, signature) => {
      if (error === null) resolve(signature)
      else reject(error)
    })
  })
}

export function verifiesBytes(
  key: KeyObject,
  alg: SigningAlg,
  data: Buffer,
  signature: Buffer,
): boolean {
  switch (alg) {
    case 'RS256':
      return verify('sha256', data, key, signature)
    case 'ES256':
      return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
    case 'EdDSA':
      return verify(null, data, key, signature)
  }
}
