/**
 * What becomes of the keys of a realm: which are made, which are given an end, which are dropped.
 * Whoever holds the keys carries it out.
 *
 * @module
 */

import { clockSkew } from '../time.ts'
import { isPublished, type KeyLife, type KeyState, keyState, signingKey } from './key-life.ts'
import type { SigningAlg } from './signing-alg.ts'

/** What a realm says of its keys. Times are in seconds. */
export interface KeyPolicy {
  /** What tokens may be signed with, by keys of the server's own. */
  readonly algs: readonly SigningAlg[]
  /** What is signed with keys that the operator brings: an own one of these ends. */
  readonly imported: readonly SigningAlg[]
  /** How long a key signs; undefined: until somebody rotates. */
  readonly lifetime: number | undefined
  /** For how long a key is published before it signs, so that whoever keeps the set has read it. */
  readonly lead: number
  /** The longest that a token lives. */
  readonly tokenLifetime: number
  /** Keys rotate when this text becomes another; undefined: nothing is said. */
  readonly generation: string | undefined
}

/** The keys of a realm, and the generation that they were last rotated for. */
export interface KeyRing<Key extends KeyLife = KeyLife> {
  readonly generation: string | undefined
  readonly keys: readonly Key[]
}

export interface NewKey {
  readonly alg: SigningAlg
  readonly since: number
  readonly signsFrom: number
  readonly tokenLifetime: number
}

export interface KeyPlan<Key extends KeyLife = KeyLife> {
  readonly generation: string | undefined
  /** Those that stay; one that does not change is the same object. */
  readonly keep: readonly Key[]
  readonly make: readonly NewKey[]
}

/** What is due at `now`, by time and by the generation. */
export function planKeys<Key extends KeyLife>(
  ring: KeyRing<Key>,
  policy: KeyPolicy,
  now: number,
): KeyPlan<Key> {
  const { generation = ring.generation } = policy
  if (generation !== ring.generation) return planRotation(ring, policy, now)
  const keys = tidied(ring.keys, policy, now)
  const due = policy.algs.flatMap((alg) => dueAt(signingKey(keys, alg, now), policy, now) ?? [])
  return { generation, ...replaced(keys, policy, due, now) }
}

/** What is rotated otherwise than the policy says. */
export interface Rotation {
  /** Keys of this alone. */
  readonly alg?: SigningAlg | undefined
  /** Seconds for which a key is published whose successor signs at once, whatever its tokens live. */
  readonly overlap?: number | undefined
}

/**
 * Every key that signs, or was to, gets a successor, which signs after `lead`. One that waits already
 * is not made twice, but signs earlier when that is asked for. A key that nothing wants just ends.
 */
export function planRotation<Key extends KeyLife>(
  ring: KeyRing<Key>,
  policy: KeyPolicy,
  now: number,
  lead: number = policy.lead,
  { alg: only, overlap }: Rotation = {},
): KeyPlan<Key> {
  const { generation = ring.generation } = policy
  const keys = tidied(ring.keys, policy, now)
  const inUse = policy.algs.filter((alg) => signingKey(keys, alg, now) !== undefined)
  const meant = inUse.filter((alg) => only === undefined || alg === only)
  const changes = meant.map((alg) => ({ alg, from: now + lead }))
  const { keep, make } = replaced(keys, policy, changes, now)
  const ended = keep.map((key) => (policy.algs.includes(key.alg) ? key : endedAt(key, now)))
  const left = ended.map((key, at) => (key === keys[at] ? key : publishedFor(key, overlap)))
  return { generation, keep: left.filter((key) => isPublished(key, now)), make }
}

const publishedFor = <Key extends KeyLife>(key: Key, overlap: number | undefined): Key =>
  overlap === undefined ? key : { ...key, tokenLifetime: overlap - clockSkew }

/** The first key of `alg`: nothing is lost by its signing at once. */
export const firstKey = (alg: SigningAlg, { tokenLifetime }: KeyPolicy, now: number): NewKey => ({
  alg,
  since: now,
  signsFrom: now,
  tokenLifetime,
})

/**
 * Takes a key out at once. The one that was to follow it signs from now on, for all clocks; where none was,
 * the one before it signs on, if that signs still.
 */
export function withoutKey<Key extends KeyLife>(
  { generation, keys }: KeyRing<Key>,
  kid: string,
  now: number,
): KeyRing<Key> {
  const left = keys.filter((key) => key.kid !== kid)
  const others = (state: KeyState, { alg }: Key) =>
    left.filter((key) => key.alg === alg && keyState(key, now) === state)
  const goesOn = (key: Key): Key => {
    const state = keyState(key, now)
    if (state === 'signing' && others('next', key).length === 0)
      return { ...key, signsUntil: undefined }
    return state === 'next' && others('signing', key).length === 0 ? begunAt(key, key.since) : key
  }
  return { generation, keys: left.map(goesOn) }
}

export function isNothing<Key extends KeyLife>(
  { generation, keep, make }: KeyPlan<Key>,
  ring: KeyRing<Key>,
): boolean {
  return (
    make.length === 0 &&
    generation === ring.generation &&
    keep.length === ring.keys.length &&
    keep.every((key, index) => key === ring.keys[index])
  )
}

/**
 * Without those that have expired. Those that sign, or will, know how long their tokens live by now,
 * and end where the operator brings a key.
 */
function tidied<Key extends KeyLife>(
  keys: readonly Key[],
  { tokenLifetime, imported }: KeyPolicy,
  now: number,
): readonly Key[] {
  return keys
    .filter((key) => isPublished(key, now))
    .map((key) => {
      if (keyState(key, now) === 'retired') return key
      const lasting = key.tokenLifetime >= tokenLifetime ? key : { ...key, tokenLifetime }
      return imported.includes(key.alg) ? endedAt(lasting, now) : lasting
    })
}

interface Change {
  readonly alg: SigningAlg
  /** When the successor signs. */
  readonly from: number
}

/** A successor is due when the key that signs has no end yet and will be old enough after the lead. */
function dueAt(key: KeyLife | undefined, policy: KeyPolicy, now: number): Change | undefined {
  const { lifetime, lead } = policy
  if (key === undefined || key.signsUntil !== undefined || lifetime === undefined) return undefined
  const from = key.signsFrom + lifetime
  return from - lead > now ? undefined : { alg: key.alg, from: Math.max(from, now + lead) }
}

function replaced<Key extends KeyLife>(
  keys: readonly Key[],
  { tokenLifetime }: KeyPolicy,
  changes: readonly Change[],
  now: number,
): Pick<KeyPlan<Key>, 'keep' | 'make'> {
  let keep = keys
  const make: NewKey[] = []
  for (const { alg, from } of changes) {
    const signs = signingKey(keep, alg, now)
    const waits = (key: KeyLife) =>
      key.alg === alg && key !== signs && keyState(key, now) === 'next'
    if (!keep.some(waits)) make.push({ alg, since: now, signsFrom: from, tokenLifetime })
    keep = keep.map((key) => {
      if (key.alg !== alg) return key
      return waits(key) ? begunAt(key, from) : endedAt(key, from)
    })
  }
  return { keep, make }
}

const begunAt = <Key extends KeyLife>(key: Key, at: number): Key =>
  key.signsFrom <= at ? key : { ...key, signsFrom: at }

const endedAt = <Key extends KeyLife>(key: Key, at: number): Key =>
  key.signsUntil !== undefined && key.signsUntil <= at ? key : { ...key, signsUntil: at }
