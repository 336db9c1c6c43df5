/**
 * The private keys of a realm as text: a JWK Set (RFC 7517 §5), in which each key says when it signs.
 *
 * @module
 */

import type { KeyLife } from '../../../protocol/keys/key-life.ts'
import type { KeyRing } from '../../../protocol/keys/key-plan.ts'
import { importSigningKey, type PrivateJwk, type SigningKey } from './signing-key.ts'

/** A key as it is kept, ready for use. */
export interface KeptKey extends KeyLife {
  readonly jwk: PrivateJwk
  readonly key: SigningKey
}

export const noKeys: KeyRing<KeptKey> = { generation: undefined, keys: [] }

/** Throws when it is no such text, or a key in it is not sound. */
export async function readRing(text: string): Promise<KeyRing<KeptKey>> {
  return await ringOf(JSON.parse(text))
}

export const writeRing = ({ generation, keys }: KeyRing<KeptKey>): string =>
  JSON.stringify({ generation, keys: keys.map(memberOf) }, null, 2)

async function ringOf(value: unknown): Promise<KeyRing<KeptKey>> {
  const { keys, generation } = value as { keys?: unknown; generation?: unknown }
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('no keys')
  if (generation !== undefined && typeof generation !== 'string') throw new Error('no text')
  return { generation, keys: await Promise.all(keys.map(keptKey)) }
}

/** A key of a release that wrote no times has been there since ever, and signs. */
async function keptKey(member: PrivateJwk): Promise<KeptKey> {
  const { since, signs_from, signs_until, token_lifetime, ...jwk } = member
  const key = await importSigningKey(jwk)
  return {
    kid: key.kid,
    alg: key.alg,
    since: seconds(since) ?? 0,
    signsFrom: seconds(signs_from) ?? 0,
    signsUntil: seconds(signs_until),
    tokenLifetime: seconds(token_lifetime) ?? 0,
    jwk,
    key,
  }
}

function seconds(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new Error('not a time')
  return Number(value)
}

const memberOf = ({ jwk, since, signsFrom, signsUntil, tokenLifetime }: KeptKey): object => ({
  ...jwk,
  since,
  signs_from: signsFrom,
  signs_until: signsUntil,
  token_lifetime: tokenLifetime,
})
