/**
 * What may be wrong with a token.
 *
 * @module
 */

type Claims = Readonly<Record<string, unknown>>

export const defects = [
  'expired',
  'not-yet',
  'bad-signature',
  'unknown-kid',
  'alg-none',
  'wrong-iss',
  'wrong-aud',
  'wrong-nonce',
  'wrong-at_hash',
  'wrong-c_hash',
  'no-nonce',
  'no-sub',
  'garbage',
] as const

export type Defect = (typeof defects)[number]

const hour = 3600

/** Claims with the defect, where it is one of claims. `now` in epoch seconds. */
export function spoilt(claims: Claims, defect: Defect | undefined, now: number): Claims {
  switch (defect) {
    case 'expired':
      return { ...claims, iat: now - 2 * hour, exp: now - hour }
    case 'not-yet':
      return { ...claims, iat: now + hour, nbf: now + hour, exp: now + 2 * hour }
    case 'wrong-iss':
      return { ...claims, iss: 'https://somebody-else.example' }
    case 'wrong-aud':
      return { ...claims, aud: 'somebody-else' }
    case 'wrong-nonce':
      return { ...claims, nonce: 'a-nonce-that-nobody-sent' }
    case 'wrong-at_hash':
      return { ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }
    case 'wrong-c_hash':
      return { ...claims, c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }
    case 'no-nonce':
      return without(claims, 'nonce')
    case 'no-sub':
      return without(claims, 'sub')
    default:
      return claims
  }
}

const without = (claims: Claims, left: string): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== left))

const ofSignature = ['bad-signature', 'unknown-kid', 'alg-none', 'garbage'] as const

/** The defect where it is one of the signature. */
export const ofSigning = (defect: Defect | undefined) =>
  ofSignature.find((known) => known === defect)
