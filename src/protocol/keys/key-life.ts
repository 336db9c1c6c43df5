/**
 * The life of a signing key: it is published before it signs, signs, stays published for as long as a
 * token of its own may live, and is dropped. Times are in epoch seconds.
 *
 * @module
 */

import { clockSkew } from '../time.ts'
import type { SigningAlg } from './signing-alg.ts'

export interface KeyLife {
  readonly kid: string
  readonly alg: SigningAlg
  /** When it was made: it is published from then on. */
  readonly since: number
  readonly signsFrom: number
  /** When another one takes its place; undefined while that is not known. */
  readonly signsUntil: number | undefined
  /** Seconds: the longest that a token may have lived which it signed. */
  readonly tokenLifetime: number
}

export type KeyState = 'next' | 'signing' | 'retired' | 'expired'

/**
 * When the last token of a key has expired (OIDC Core §10.1.1); undefined while the key signs. A server
 * may have signed with it a little longer: its clock, or its look at the key file, was behind.
 */
export function expiryOf({ signsUntil, tokenLifetime }: KeyLife): number | undefined {
  return signsUntil === undefined ? undefined : signsUntil + tokenLifetime + clockSkew
}

export function keyState(key: KeyLife, now: number): KeyState {
  const expiry = expiryOf(key)
  if (expiry !== undefined && now >= expiry) return 'expired'
  if (hasEnded(key, now)) return 'retired'
  return now < key.signsFrom ? 'next' : 'signing'
}

/** Whether tokens of this key may still be alive, or will be: such keys are published, and verify. */
export const isPublished = (key: KeyLife, now: number): boolean => keyState(key, now) !== 'expired'

const hasEnded = ({ signsUntil }: KeyLife, now: number): boolean =>
  signsUntil !== undefined && now >= signsUntil

/**
 * The key that signs with `alg`: of those whose time has come the latest, and of several the first. On
 * a clock that was put back before all of them it is the earliest, for it is the one that is known.
 */
export function signingKey<Key extends KeyLife>(
  keys: readonly Key[],
  alg: SigningAlg,
  now: number,
): Key | undefined {
  let found: Key | undefined
  for (const key of keys) {
    if (key.alg !== alg || hasEnded(key, now)) continue
    if (found === undefined || isBetter(key, found, now)) found = key
  }
  return found
}

function isBetter(key: KeyLife, found: KeyLife, now: number): boolean {
  const [begun, foundBegun] = [key.signsFrom <= now, found.signsFrom <= now]
  if (begun !== foundBegun) return begun
  return begun ? key.signsFrom > found.signsFrom : key.signsFrom < found.signsFrom
}
