import { compactVerify } from 'jose/jws/compact/verify'
import { jwtVerify } from 'jose/jwt/verify'
import type { Clock } from '../../ports/clock.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import { signingAlgs } from '../../protocol/signing-alg.ts'
import { type AccessTokenClaims, isCurrent } from '../../protocol/tokens/access-token.ts'
import { createRecent } from '../memory/recent.ts'
import type { SigningKeys } from './key-store.ts'
import type { SigningKey } from './signing-key.ts'
import { parseUntrustedToken, tokenLimit, type UntrustedToken } from './untrusted-token.ts'

interface Needs {
  readonly issuer: string
  readonly keys: SigningKeys
  readonly clock: Clock
  /** How many verified access tokens are remembered, so that each is verified once. */
  readonly cacheSize: number
}

export function createTokenReader(needs: Needs): TokenReader {
  return { readAccessToken: createAccessTokenReader(needs), readHint: createHintReader(needs) }
}

/**
 * A verified token is remembered, for verifying costs more than all else at the userinfo endpoint.
 * Its times are looked at on every use.
 */
function createAccessTokenReader(needs: Needs): TokenReader['readAccessToken'] {
  const { clock, cacheSize } = needs
  const verified = createRecent<AccessTokenClaims>(cacheSize)
  return async (token) => {
    if (token.length > tokenLimit) return undefined
    const known = verified.get(token)
    const claims = known ?? (await verifyAccessToken(token, needs))
    if (claims === undefined) return undefined
    if (!isCurrent(claims, clock.now())) {
      verified.delete(token)
      return undefined
    }
    if (known === undefined) verified.set(token, claims)
    return claims
  }
}

async function verifyAccessToken(
  token: string,
  { issuer, keys, clock }: Needs,
): Promise<AccessTokenClaims | undefined> {
  const untrusted = parseUntrustedToken(token)
  if (untrusted?.typ !== 'at+jwt') return undefined
  const key = await keys.named(untrusted.kid)
  if (key === undefined) return undefined
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.alg],
      issuer,
      typ: 'at+jwt',
      currentDate: new Date(clock.now() * 1000),
      clockTolerance: 0,
      requiredClaims: ['sub', 'aud', 'client_id', 'scope', 'iat', 'exp', 'jti'],
    })
    // Only this server's signer holds the key, and what it signs as at+jwt are these claims.
    return payload as unknown as AccessTokenClaims
  } catch {
    return undefined
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

/** An ID Token of typ `JWT`, or of no typ, that says it is from here. An access token is neither. */
function mayBeOwnIdToken({ alg, typ, payload }: UntrustedToken, issuer: string): boolean {
  if (!signingAlgs.some((known) => known === alg)) return false
  return (typ === undefined || typ === 'JWT') && payload['iss'] === issuer
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
