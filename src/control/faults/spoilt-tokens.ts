/**
 * Tokens of an answer, as sound as they came, with a defect put in afterwards.
 *
 * @module
 */

import { forgeToken } from '../../adapters/jose/forged-token.ts'
import type { SigningKeys } from '../../adapters/jose/keys/key-store.ts'
import { parseUntrustedToken } from '../../adapters/jose/untrusted-token.ts'
import { signingAlgs } from '../../protocol/keys/signing-alg.ts'
import { tokenHash } from '../../protocol/tokens/token-hash.ts'
import { type Defect, ofSigning, spoilt } from './defects.ts'
import type { Fault } from './fault.ts'

/** The tokens of one answer. */
export interface Tokens {
  readonly accessToken: string | undefined
  readonly idToken: string | undefined
}

/** Defects of claims that an access token does not have. */
export const ofIdToken: ReadonlySet<Defect> = new Set([
  'wrong-nonce',
  'no-nonce',
  'wrong-at_hash',
  'wrong-c_hash',
])

const spoilsAccess = ({ tokens, of }: Fault): boolean =>
  tokens !== undefined && of !== 'id_token' && !ofIdToken.has(tokens)

/** A hash is wrong where there is one, and a nonce that is not there cannot be taken out. */
function spoilsId({ tokens, of }: Fault, idToken: string): boolean {
  if (of === 'access_token') return false
  const claim = tokens === undefined ? undefined : claimOf[tokens]
  return claim === undefined || parseUntrustedToken(idToken)?.payload[claim] !== undefined
}

const claimOf: Readonly<Partial<Record<Defect, string>>> = {
  'wrong-at_hash': 'at_hash',
  'wrong-c_hash': 'c_hash',
  'no-nonce': 'nonce',
}

/** Why an answer with these tokens would be the same in spite of a fault; undefined where it would not. */
export function spoilsNothing({ accessToken, idToken }: Tokens, fault: Fault): string | undefined {
  if (accessToken !== undefined && spoilsAccess(fault)) return undefined
  if (idToken !== undefined && spoilsId(fault, idToken)) return undefined
  return 'The answer has no token that could have the defect.'
}

/** The ID Token goes on to hash the access token beside it, unless that is the defect. */
export async function spoiltTokens(
  { accessToken, idToken }: Tokens,
  fault: Fault,
  keys: SigningKeys,
  now: number,
): Promise<Tokens> {
  const access =
    accessToken !== undefined && spoilsAccess(fault)
      ? await spoiltToken(accessToken, {
          keys,
          change: (claims) => spoilt(claims, fault.tokens, now),
          defect: fault.tokens,
        })
      : accessToken
  if (idToken === undefined) return { accessToken: access, idToken }
  const defect = spoilsId(fault, idToken) ? fault.tokens : undefined
  const change = (claims: Claims, alg: string): Claims =>
    spoilt(rebound(claims, alg, access), defect, now)
  return { accessToken: access, idToken: await spoiltToken(idToken, { keys, change, defect }) }
}

type Claims = Readonly<Record<string, unknown>>

interface Order {
  readonly keys: SigningKeys
  readonly change: (claims: Claims, alg: string) => Claims
  readonly defect: Defect | undefined
}

/** An opaque token has no claims: with any defect it is one that nobody knows. */
async function spoiltToken(token: string, { keys, change, defect }: Order): Promise<string> {
  const read = parseUntrustedToken(token)
  const alg = signingAlgs.find((known) => known === read?.alg)
  if (read === undefined || alg === undefined) return 'a-token-that-nobody-has-issued'
  const made = await forgeToken({
    ...{ keys, alg, typ: read.typ ?? 'JWT' },
    // what nobody has signed names no key
    kid: defect === 'alg-none' ? undefined : read.kid,
    claims: change(read.payload, alg),
    defect: ofSigning(defect),
  })
  if (made === undefined) throw new Error('the key of a token that was just signed is gone')
  return made
}

function rebound(claims: Claims, alg: string, accessToken: string | undefined): Claims {
  const known = signingAlgs.find((one) => one === alg)
  if (claims['at_hash'] === undefined || accessToken === undefined || known === undefined) {
    return claims
  }
  return { ...claims, at_hash: tokenHash(accessToken, known) }
}
