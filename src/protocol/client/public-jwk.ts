/** A public key of a client, as it was registered. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  readonly kid?: string
  readonly alg?: string
  readonly [member: string]: unknown
}

/** Members that only a private or a shared key has (RFC 7518 §6). */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

const base64url = /^[\w-]+$/

/** Characters of a modulus of 2048 bits in base64url. */
const shortestModulus = 342

type Members = Readonly<Record<string, unknown>>

const members = {
  RSA: ({ n, e }: Members) => isText(n) && n.length >= shortestModulus && isText(e),
  EC: ({ crv, x, y }: Members) => (crv === 'P-256' || crv === 'P-384') && isText(x) && isText(y),
  OKP: ({ crv, x }: Members) => crv === 'Ed25519' && isText(x),
} as const

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 2048 && base64url.test(value)

/** Whether it is a public key of a kind and a length that clients may sign with. */
export function isPublicJwk(key: Members): boolean {
  const { kty, kid = '', alg = '' } = key
  if (secretMembers.some((name) => name in key)) return false
  if (typeof kid !== 'string' || typeof alg !== 'string') return false
  return isKind(kty) && members[kty](key)
}

const isKind = (kty: unknown): kty is PublicJwk['kty'] =>
  kty === 'RSA' || kty === 'EC' || kty === 'OKP'
