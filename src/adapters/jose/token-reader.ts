import { compactVerify } from 'jose/jws/compact/verify'
import type { Clock } from '../../ports/clock.ts'
import type { AccessTokenReading, TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import { type AccessTokenTyp, accessTokenTyps } from '../../protocol/client/token-shape.ts'
import { signingAlgs } from '../../protocol/keys/signing-alg.ts'
import {
  type AccessTokenClaims,
  isAccessToken,
  mayBeIdToken,
  untimely,
} from '../../protocol/tokens/access-token.ts'
import type { DeadToken } from '../../protocol/tokens/dead-token.ts'
import { unfitClaim } from '../../protocol/tokens/read-claims.ts'
import type { ByteBudget } from '../memory/byte-budget.ts'
import { createExpiringMap } from '../memory/expiring-map.ts'
import type { SigningKeys } from './keys/key-store.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { parseUntrustedToken, type UntrustedToken } from './untrusted-token.ts'

interface Needs {
  readonly issuer: string
  /** What the client of that id was told as issuer; that of the realm when left out. */
  readonly issuerFor?: ((clientId: string) => string) | undefined
  readonly keys: SigningKeys
  readonly clock: Clock
  /** How many verified access tokens are remembered, so that each is verified once. */
  readonly cacheSize: number
  /** The bytes that they may take. */
  readonly cacheBudget?: ByteBudget
}

export function createTokenReader(needs: Needs): TokenReader {
  return { readAccessToken: createAccessTokenReader(needs), readHint: createHintReader(needs) }
}

/**
 * A verified token is remembered, for verifying costs more than all else at the userinfo endpoint.
 * Its times, and whether its key is still ours, are looked at on every use.
 */
function createAccessTokenReader(needs: Needs): TokenReader['readAccessToken'] {
  const { keys, clock, cacheSize, cacheBudget } = needs
  const verified = createExpiringMap<AccessTokenClaims>({
    now: () => clock.now(),
    capacity: cacheSize,
    ...(cacheBudget && { budget: cacheBudget }),
  })
  const signers = new WeakMap<AccessTokenClaims, SigningKey>()

  const recall = async (token: string): Promise<AccessTokenReading | undefined> => {
    const claims = verified.get(token)
    const signer = claims && signers.get(claims)
    if (claims === undefined || signer === undefined) return undefined
    if ((await keys.named(signer.kid)) === signer) return signed(claims)
    verified.delete(token)
    return undefined
  }
  const verify = async (token: string): Promise<AccessTokenReading> => {
    const read = await verifyAccessToken(token, needs)
    if (read.kind === 'dead') return read
    const { claims, signer } = read
    signers.set(claims, signer)
    verified.set(token, claims, claims.exp)
    return signed(claims)
  }
  return async (token) => {
    const reading = (await recall(token)) ?? (await verify(token))
    if (reading.kind === 'dead') return reading
    const why = untimely(reading.claims, clock.now())
    if (why === undefined) return reading
    verified.delete(token)
    return dead(why)
  }
}

const signed = (claims: AccessTokenClaims): AccessTokenReading => ({ kind: 'signed', claims })
const dead = (why: DeadToken) => ({ kind: 'dead', why }) as const

/** What was signed, and with which key. */
type Verified =
  | { readonly kind: 'signed'; readonly claims: AccessTokenClaims; readonly signer: SigningKey }
  | { readonly kind: 'dead'; readonly why: DeadToken }

const isAccessTokenTyp = (typ: string | undefined): typ is AccessTokenTyp =>
  accessTokenTyps.some((known) => known === typ)

async function verifyAccessToken(token: string, { issuer, keys }: Needs): Promise<Verified> {
  const untrusted = parseUntrustedToken(token)
  if (untrusted === undefined) return dead('malformed')
  if (untrusted.payload['iss'] !== issuer) return dead('other-issuer')
  if (!isAccessTokenTyp(untrusted.typ) || !isAccessToken(untrusted.payload)) {
    return dead('not-an-access-token')
  }
  const key = await keys.named(untrusted.kid)
  if (key === undefined) return dead('unknown-key')
  try {
    await compactVerify(token, key.publicKey, { algorithms: [key.alg] })
  } catch {
    return dead('bad-signature')
  }
  // the keys sign what tests order, too
  const unfit = unfitClaim(untrusted.payload)
  if (unfit !== undefined) return dead(unfit)
  return { kind: 'signed', claims: untrusted.payload as AccessTokenClaims, signer: key }
}

const invalid: HintReading = { kind: 'invalid' }

/** The form of a key's name here: a SHA-256 thumbprint in base64url (RFC 7638 §3). */
const thumbprint = /^[\w-]{43}$/

function createHintReader({
  issuer,
  issuerFor = () => issuer,
  keys,
}: Needs): TokenReader['readHint'] {
  const read = async (token: string): Promise<HintReading> => {
    const untrusted = parseUntrustedToken(token)
    if (untrusted === undefined || !mayBeOwnIdToken(untrusted, issuerFor)) return invalid
    const key = await keys.named(untrusted.kid)
    if (key !== undefined) return verifyHint(token, untrusted, key)
    return thumbprint.test(untrusted.kid) ? { kind: 'stale' } : invalid
  }
  return (token) => read(token).catch(() => invalid)
}

/** An ID Token of typ `JWT`, or of no typ, that says it is from here; and no access token, whatever its typ. */
function mayBeOwnIdToken(
  { alg, typ, payload }: UntrustedToken,
  issuerFor: (clientId: string) => string,
): boolean {
  if (!signingAlgs.some((known) => known === alg)) return false
  if (typ !== undefined && typ !== 'JWT') return false
  const { aud, iss } = payload as { readonly aud?: unknown; readonly iss?: unknown }
  return typeof aud === 'string' && iss === issuerFor(aud) && mayBeIdToken(payload)
}

/** Checks the signature, and no times: an expired hint still tells whose session is meant. */
async function verifyHint(
  token: string,
  { payload }: UntrustedToken,
  key: SigningKey,
): Promise<HintReading> {
  await compactVerify(token, key.publicKey, { algorithms: [key.alg] })
  const { sub, aud, sid } = payload as { sub?: unknown; aud?: unknown; sid?: unknown }
  if (typeof sub !== 'string' || typeof aud !== 'string') return invalid
  return { kind: 'verified', sub, aud, sid: typeof sid === 'string' ? sid : undefined }
}
