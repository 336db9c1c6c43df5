/**
 * The signature algorithms that tokens may be signed with: all asymmetric (RFC 7518 §3, RFC 8037 §3.1).
 * `Ed25519` signs as `EdDSA` does and says which curve it means (RFC 9864 §2.2); whoever asks for the
 * one never gets the other, for the `alg` of a token is compared as text.
 */
export const signingAlgs = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'ES384',
  'EdDSA',
  'Ed25519',
] as const

/** What clients may sign with, beside those of the server: RSA-PSS with longer hashes too. */
export const clientSigningAlgs = [...signingAlgs, 'PS384', 'PS512'] as const

/** How clients may sign request objects: `none` leaves them unsigned (OIDC Registration §2). */
export const requestObjectAlgs = [...clientSigningAlgs, 'none'] as const

export type RequestObjectAlg = (typeof requestObjectAlgs)[number]

export type SigningAlg = (typeof signingAlgs)[number]
