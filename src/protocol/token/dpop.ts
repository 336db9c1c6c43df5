/**
 * DPoP: a client proves with each request that it holds a key, and its tokens work with that key
 * alone (RFC 9449).
 *
 * @module
 */

import { createHmac } from 'node:crypto'
import { isPublicJwk, type PublicJwk } from '../client/public-jwk.ts'
import { clientSigningAlgs } from '../keys/signing-alg.ts'
import type { Rule } from '../rule.ts'
import { digestOf } from '../secrets.ts'
import { isWithinItsTimes } from '../time.ts'

/** What a proof may be signed with, as metadata lists it (RFC 9449 §5.1). */
export const dpopSigningAlgs = clientSigningAlgs

export type DpopErrorCode = 'invalid_dpop_proof' | 'use_dpop_nonce'

type Members = Readonly<Record<string, unknown>>

/** What a proof says of itself, before anything about it is believed. */
export interface ProofHeader {
  readonly typ: unknown
  readonly alg: unknown
  readonly jwk: unknown
}

/** What a request is, for a proof to fit it. */
export interface ProvedRequest {
  readonly method: string
  /** Every address of this server that the request may have been sent to. */
  readonly addresses: readonly string[]
  /** The access token that comes with it. */
  readonly accessToken: string | undefined
  /** The nonces that may be answered; none is asked for where there is none. */
  readonly nonces: readonly string[]
}

/** The proof of a request as far as it could be read. */
export interface ReadProof extends ProvedRequest {
  readonly header: ProofHeader | undefined
  /** Undefined: the key in the header has not signed them. */
  readonly claims: Members | undefined
  readonly now: number
}

/** Seconds for which a proof works, and that clocks may differ. */
const longest = 300
const skew = 60

/** Longer proofs are not looked at (characters). */
export const proofLimit = 8192

const objectIn = (part: string): Members | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

/** Reads the header of a compact JWT; undefined for anything else. */
export function readProofHeader(proof: string): ProofHeader | undefined {
  if (proof.length > proofLimit || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof)) return undefined
  const header = objectIn(proof.split('.', 1)[0] ?? '')
  return header && { typ: header['typ'], alg: header['alg'], jwk: header['jwk'] }
}

/** The key in a header, if it is a public one that proofs may be signed with. */
export function proofKeyOf(header: ProofHeader | undefined): PublicJwk | undefined {
  const jwk = header?.jwk
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return undefined
  // what isPublicJwk() lets pass is one
  return isPublicJwk(jwk as Members) ? (jwk as PublicJwk) : undefined
}

/** The members that a key is told by, in their order (RFC 7638 §3.2, RFC 8037 §2). */
const tellingMembers = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
}

/** The SHA-256 thumbprint of a key in base64url: its `jkt` (RFC 7638 §3, RFC 9449 §6.1). */
export function thumbprintOf(jwk: PublicJwk): string {
  const members = tellingMembers[jwk.kty].map((name) => [name, jwk[name]])
  const text = JSON.stringify(Object.fromEntries(members))
  return digestOf(text)
}

/** Whether `value` can be a thumbprint: a SHA-256 hash in base64url. */
export const isThumbprint = (value: string): boolean => /^[\w-]{43}$/.test(value)

const unreservedTriplet = /%(?:2D|2E|5F|7E|3\d|[46][1-9A-F]|[57][\dA])/gi

/** The ASCII character that a triplet stands for (RFC 3986 §2.3). */
const unreserved = (triplet: string): string =>
  String.fromCharCode(Number.parseInt(triplet.slice(1), 16))

/** A URI without query and fragment, in its usual spelling (RFC 3986 §6.2.2, §6.2.3). */
function targetOf(uri: string): string | undefined {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return undefined
  const url = new URL(uri.replace(unreservedTriplet, unreserved))
  url.search = ''
  url.hash = ''
  return url.href
}

/** The hash of an access token (RFC 9449 §4.2). */
export const athOf = (accessToken: string): string => digestOf(accessToken)

const textIn = ({ claims }: ReadProof, name: string): string | undefined => {
  const value = claims?.[name]
  return typeof value === 'string' ? value : undefined
}

const timeIn = ({ claims }: ReadProof, name: string): number => {
  const value = claims?.[name]
  return typeof value === 'number' ? value : Number.NaN
}

/** Rules of a proof (RFC 9449 §4.3). */
export const proofRules: readonly Rule<ReadProof, DpopErrorCode>[] = [
  {
    must: 'send one DPoP header with one JWT in it',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: ({ header }) => header !== undefined,
  },
  {
    must: 'send a DPoP proof with typ dpop+jwt',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: ({ header }) => header?.typ === 'dpop+jwt',
  },
  {
    must: 'sign its DPoP proof with one of dpop_signing_alg_values_supported',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: ({ header }) => dpopSigningAlgs.some((alg) => alg === header?.alg),
  },
  {
    must: 'send a DPoP proof with its public key, and no private one, as jwk: RSA of 2048 bits, P-256, P-384 or Ed25519',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: ({ header }) => proofKeyOf(header) !== undefined,
  },
  {
    must: 'sign its DPoP proof with the key that the proof has as jwk',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: ({ claims }) => claims !== undefined,
  },
  {
    must: 'send a DPoP proof with its own method as htm',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: (proof) => textIn(proof, 'htm') === proof.method,
  },
  {
    must: 'send a DPoP proof with its own address as htu, as the metadata name it',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: (proof) => {
      const target = targetOf(textIn(proof, 'htu') ?? '')
      return target !== undefined && proof.addresses.some((own) => targetOf(own) === target)
    },
  },
  {
    must: `send a DPoP proof whose iat is at most ${longest} seconds ago and not in the future`,
    cites: 'RFC 9449 §11.1',
    error: 'invalid_dpop_proof',
    holds: (proof) => {
      const iat = timeIn(proof, 'iat')
      return iat >= proof.now - longest && iat <= proof.now + skew
    },
  },
  {
    must: 'send a DPoP proof within its own exp and nbf, if any, in seconds since 1970',
    cites: 'RFC 7519 §4.1.4',
    error: 'invalid_dpop_proof',
    holds: ({ claims, now }) => isWithinItsTimes(claims ?? {}, now),
  },
  {
    must: 'send a DPoP proof with a jti of 1 to 256 characters',
    cites: 'RFC 9449 §4.2',
    error: 'invalid_dpop_proof',
    holds: (proof) => {
      const { length } = textIn(proof, 'jti') ?? ''
      return length > 0 && length <= 256
    },
  },
  {
    must: 'send a DPoP proof with the hash of its access token as ath',
    cites: 'RFC 9449 §4.3',
    error: 'invalid_dpop_proof',
    holds: (proof) =>
      proof.accessToken === undefined || textIn(proof, 'ath') === athOf(proof.accessToken),
  },
  {
    must: 'send a DPoP proof with the newest DPoP-Nonce of this server as nonce',
    cites: 'RFC 9449 §8',
    error: 'use_dpop_nonce',
    holds: (proof) =>
      proof.nonces.length === 0 || proof.nonces.includes(textIn(proof, 'nonce') ?? ''),
  },
]

export const proofOnceRules: readonly Rule<{ readonly uses: number }, DpopErrorCode>[] = [
  {
    must: 'send a DPoP proof once: its jti was used before',
    cites: 'RFC 9449 §11.1',
    error: 'invalid_dpop_proof',
    holds: ({ uses }) => uses === 1,
  },
]

interface Bringing {
  readonly client: { readonly requireDpop: boolean }
  /** The thumbprint of the key that the request proves. */
  readonly jkt: string | undefined
}

export const boundClientRules: readonly Rule<Bringing, DpopErrorCode>[] = [
  {
    must: 'send a DPoP header, for its client registered dpop_bound_access_tokens',
    cites: 'RFC 9449 §5.2',
    error: 'invalid_dpop_proof',
    holds: ({ client, jkt }) => !client.requireDpop || jkt !== undefined,
  },
]

interface Caller {
  readonly client: { readonly source: string }
  readonly method: string
  readonly jkt: string | undefined
}

/**
 * The key that the refresh tokens of a caller are bound to (RFC 9449 §5): those of a client that
 * authenticates are bound to that, and an app accepted on loopback has no secret of its own.
 */
export const familyKeyOf = ({ client, method, jkt }: Caller): string | undefined =>
  method === 'none' || client.source === 'loopback' ? jkt : undefined

/** Until when the `jti` of a proof has to be remembered (epoch seconds). */
export const proofRememberedUntil = (proof: ReadProof): number =>
  Math.ceil(timeIn(proof, 'iat')) + longest + 1

/** Seconds after which there is a new nonce; the one before it works as well. */
const nonceLifetime = 180

/** The nonces that may be answered at `now`, the newest first: nobody can tell them beforehand. */
export function noncesAt(secret: string, now: number): readonly string[] {
  const at = Math.floor(now / nonceLifetime)
  return [at, at - 1].map((turn) =>
    createHmac('sha256', secret).update(`${turn}`).digest('base64url'),
  )
}
