/**
 * The mark that all access tokens of one grant bear in their `jti`, so that they end together, however
 * many there are and though some are being signed (RFC 6749 §4.1.2, RFC 7009 §2.1).
 *
 * @module
 */

import { hashOf } from './refresh-token.ts'

/** The name of a family is half of its refresh tokens, and APIs read a `jti`: a hash tells nobody of it. */
export const markOf = (family: string): string => hashOf(family).slice(0, 22)

/** `id` is its own. */
export const jtiOf = (family: string, id: string): string => `${markOf(family)}.${id}`

/** The mark in a `jti`; undefined where no code stands behind its token. */
export const markIn = (jti: string): string | undefined => /^([\w-]{22})\./.exec(jti)?.[1]
