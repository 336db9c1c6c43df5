import { JWTExpired } from 'jose/errors'
import { compactVerify } from 'jose/jws/compact/verify'
import { jwtVerify } from 'jose/jwt/verify'
import type { Clock } from '../../ports/clock.ts'
import type { AccessTokenReading, TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import { signingAlgs } from '../../protocol/signing-alg.ts'
import {
  type AccessTokenClaims,
  isAccessToken,
  isCurrent,
  mayBeIdToken,
} from '../../protocol/tokens/access-token.ts'
import type { DeadToken } from '../../protocol/tokens/dead-token.ts'
import { type AccessTokenTyp, accessTokenTyps } from '../../protocol/tokens/token-shape.ts'
import type { ByteBudget } from '../memory/byte-budget.ts'
import { createExpiringMap } from '../memory/expiring-map.ts'
import type { SigningKeys } from './key-store.ts'
import type { SigningKey } from './signing-key.ts'
import { parseUntrustedToken, type UntrustedToken } from './untrusted-token.ts'

interface Needs {
  readonly issuer: string
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
 * Its times are looked at on every use.
 */
function createAccessTokenReader(needs: Needs): TokenReader['readAccessToken'] {
  const { clock, cacheSize, cacheBudget } = needs
  const verified = createExpiringMap<AccessTokenClaims>({
    now: () => clock.now(),
    capacity: cacheSize,
    ...(cacheBudget && { budget: cacheBudget }),
  })
  return async (token) => {
    const known = verified.get(token)
    const reading = known === undefined ? await verifyAccessToken(token, needs) : signed(known)
    if (reading.kind === 'dead') return reading
    if (!isCurrent(reading.claims, clock.now())) {
      verified.delete(token)
      return dead('expired')
    }
    if (known === undefined) verified.set(token, reading.claims, reading.claims.exp)
    return reading
  }
}

const signed = (claims: AccessTokenClaims): AccessTokenReading => ({ kind: 'signed', claims })
const dead = (why: DeadToken): AccessTokenReading => ({ kind: 'dead', why })

const isAccessTokenTyp = (typ: string | undefined): typ is AccessTokenTyp =>
  accessTokenTyps.some((known) => known === typ)

async function verifyAccessToken(
  token: string,
  { issuer, keys, clock }: Needs,
): Promise<AccessTokenReading> {
  const untrusted = parseUntrustedToken(token)
  if (untrusted === undefined) return dead('malformed')
  if (untrusted.payload['iss'] !== issuer) return dead('other-issuer')
  if (!isAccessTokenTyp(untrusted.typ) || !isAccessToken(untrusted.payload)) {
    return dead('not-an-access-token')
  }
  const key = await keys.named(untrusted.kid)
  if (key === undefined) return dead('unknown-key')
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.alg],
      issuer,
      typ: untrusted.typ,
      currentDate: new Date(clock.now() * 1000),
      clockTolerance: 0,
      requiredClaims: ['sub', 'aud', 'iat', 'exp'],
    })
    // Only this server's signer holds the key, and each access token that it signs is whole.
    return signed(payload as unknown as AccessTokenClaims)
  } catch (error) {
    return dead(error instanceof JWTExpired ? 'expired' : 'bad-signature')
  }
}

const invalid: HintReading = { kind: 'invalid' }

/** The form of a key's name here: a SHA-256 thumbprint in base64url (RFC 7638 §3). */
const thumbprint = /^[\w-]{43}$/

function createHintReader({ issuer, keys }: Needs): TokenReader['readHint'] {
  const read = async (token: string): Promise<HintReading> => {
    const untrusted = parseUntrustedToken(token)
    if (untrusted === undefined || !mayBeOwnIdToken(untrusted, issuer)) return invalid
    const key = await keys.named(untrusted.kid)
    if (key !== undefined) return verifyHint(token, untrusted, key)
    return thumbprint.test(untrusted.kid) ? { kind: 'stale' } : invalid
  }
  return (token) => read(token).catch(() => invalid)
}

/** An ID Token of typ `JWT`, or of no typ, that says it is from here; and no access token, whatever its typ. */
function mayBeOwnIdToken({ alg, typ, payload }: UntrustedToken, issuer: string): boolean {
  if (!signingAlgs.some((known) => known === alg)) return false
  if (typ !== undefined && typ !== 'JWT') return false
  return payload['iss'] === issuer && mayBeIdToken(payload)
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
