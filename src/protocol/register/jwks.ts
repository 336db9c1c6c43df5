/**
 * The public keys that a client registers by value (RFC 7591 §2, RFC 7517 §5).
 *
 * @module
 */

import { z } from 'zod'
import { isPublicJwk, type PublicJwk } from '../client/public-jwk.ts'

const mostKeys = 16

const takes = `must be a JWK Set of 1 to ${mostKeys} public keys: RSA of at least 2048 bits, P-256, P-384 or Ed25519, without private members`

const publicJwk = z
  .record(z.string(), z.unknown(), { error: takes })
  .refine(isPublicJwk, { error: takes })

export const jwks = z.object(
  {
    keys: z
      .array(publicJwk, { error: takes })
      .min(1, { error: takes })
      .max(mostKeys, { error: takes }),
  },
  { error: takes },
)

/** What a registered set holds, now that each of its keys was looked at. */
export const publicKeys = (set: z.output<typeof jwks> | undefined): readonly PublicJwk[] =>
  (set?.keys ?? []) as unknown as readonly PublicJwk[]
