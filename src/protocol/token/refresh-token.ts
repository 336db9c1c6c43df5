/**
 * Refresh tokens: a family is what one grant has given, and each use puts a new token in the place
 * of the old one (RFC 9700 §4.14.2). The records are plain data; the changes to them are pure, so
 * that a store can make them in one step.
 *
 * @module
 */

import { digestOf } from '../secrets.ts'

/** One token of a family: its place in the order of issue, and the hash of its secret. */
export interface RefreshTokenMark {
  readonly turn: number
  readonly hash: string
}

/** All refresh tokens of one grant. */
export interface RefreshFamily<Grant> {
  readonly grant: Grant
  /** The thumbprint of the key that it works with alone (RFC 9449 §5). */
  readonly jkt: string | undefined
  /** Whether it ends with the session of its user. */
  readonly endsWithSession: boolean
  /** Epoch seconds: however often it is used. */
  readonly expiresAt: number
  /** Those that work: one, or a few where several windows have used one token at once. */
  readonly live: readonly RefreshTokenMark[]
  /** Those used last, the latest at the end, with the time (epoch seconds). */
  readonly spent: readonly (RefreshTokenMark & { readonly at: number })[]
  /** The turn of the newest token. */
  readonly turn: number
  /** Epoch seconds. */
  readonly lastUsedAt: number
  readonly ended: boolean
}

/** A refresh token taken apart. */
export interface RefreshTokenParts {
  readonly family: string
  readonly turn: number
  readonly secret: string
}

const shape = /^([\w-]{22})\.([\w-]{14,24})\.([\w-]{43})$/
const middle = /^\{"turn":(\d{1,9})\}$/

/** Reads a refresh token of ours; undefined for anything else. */
export function parseRefreshToken(token: string): RefreshTokenParts | undefined {
  const [, family, encoded = '', secret] = shape.exec(token) ?? []
  const [, turn] = middle.exec(Buffer.from(encoded, 'base64url').toString('latin1')) ?? []
  if (family === undefined || turn === undefined || secret === undefined) return undefined
  const parts = { family, turn: Number(turn), secret }
  return writeRefreshToken(parts) === token ? parts : undefined
}

/**
 * Its middle is JSON in base64url, as that of a JWT: keycloak-js decodes the refresh tokens that it
 * gets, and without it signs nobody in.
 */
export function writeRefreshToken({ family, turn, secret }: RefreshTokenParts): string {
  return `${family}.${Buffer.from(JSON.stringify({ turn })).toString('base64url')}.${secret}`
}

/** A record never holds a secret, only this. */
export const hashOf = (secret: string): string => digestOf(secret)

const mostLive = 5
const mostSpent = 5

export interface Use {
  readonly turn: number
  readonly secret: string
  /** The hash of the token that comes next. */
  readonly next: string
  /** The thumbprint of the key that the family works with from now on. */
  readonly jkt: string | undefined
  readonly now: number
  /** Seconds for which a used token works once more, since two windows race. */
  readonly grace: number
}

interface Begun<Grant> {
  readonly grant: Grant
  readonly jkt: string | undefined
  readonly endsWithSession: boolean
  readonly expiresAt: number
  /** The hash of the first token. */
  readonly first: string
  readonly now: number
}

/** A family with its first token. */
export function newFamily<Grant>({ first, now, ...begun }: Begun<Grant>): RefreshFamily<Grant> {
  const live = [{ turn: 1, hash: first }]
  return { ...begun, live, spent: [], turn: 1, lastUsedAt: now, ended: false }
}

/** A family that has ended, or that must never begin: its place is taken. */
export function endedFamily<Grant>(
  before: RefreshFamily<Grant> | undefined,
  grant: Grant,
  now: number,
): RefreshFamily<Grant> {
  const none = { grant, jkt: undefined, endsWithSession: false, expiresAt: now, first: '', now }
  return { ...(before ?? newFamily(none)), live: [], ended: true }
}

/**
 * Uses a token of a family. The new one is among the live ones of the result if it may be given
 * out. A token that was used before ends the family; one that is merely wrong changes nothing.
 */
export function useRefreshToken<Grant>(
  family: RefreshFamily<Grant>,
  use: Use,
): RefreshFamily<Grant> {
  if (isAnothers(family.jkt, use.jkt)) return family
  if (family.ended || use.turn < 1 || use.turn > family.turn) return family
  const hash = hashOf(use.secret)
  const isThis = (mark: RefreshTokenMark) => mark.turn === use.turn
  const live = family.live.find(isThis)
  if (live !== undefined) return live.hash === hash ? rotate(family, use, live) : family
  const spent = family.spent.find(isThis)
  if (spent !== undefined && spent.hash !== hash) return family
  if (spent !== undefined && use.now - spent.at < use.grace) return rotate(family, use, undefined)
  return { ...family, live: [], ended: true }
}

/** Another window may have bound the family to its key since this use was judged. */
const isAnothers = (bound: string | undefined, proved: string | undefined): boolean =>
  bound !== undefined && bound !== proved

function rotate<Grant>(
  family: RefreshFamily<Grant>,
  { next, jkt, now }: Use,
  used: RefreshTokenMark | undefined,
): RefreshFamily<Grant> {
  const turn = family.turn + 1
  const others = family.live.filter((mark) => mark !== used)
  const spent = used === undefined ? [] : [{ ...used, at: now }]
  return {
    ...family,
    jkt: family.jkt ?? jkt,
    live: [...others, { turn, hash: next }].slice(-mostLive),
    spent: [...family.spent, ...spent].slice(-mostSpent),
    turn,
    lastUsedAt: now,
  }
}

/** The turn of the token with that hash, if it is one that works. */
export const turnOf = <Grant>(family: RefreshFamily<Grant>, hash: string): number | undefined =>
  family.ended ? undefined : family.live.find((mark) => mark.hash === hash)?.turn
