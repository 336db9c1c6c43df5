/** The signature algorithms that tokens may be signed with: all asymmetric. */
export const signingAlgs = ['RS256', 'ES256', 'EdDSA'] as const

export type SigningAlg = (typeof signingAlgs)[number]
