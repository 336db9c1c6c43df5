/**
 * Why an access token does not work (RFC 6750 §3.1).
 *
 * @module
 */

import { sentenceOfUnfit, type UnfitClaim } from './read-claims.ts'

/** Each reason in a sentence, for the developer of a client. */
const deadTokens = {
  malformed: 'It is no JWT of this server and no opaque token of it either.',
  unknown: 'It is no opaque token of this server, or one that has expired.',
  'not-an-access-token': 'It is no access token: send access_token, not id_token.',
  'other-issuer': 'It was issued by another server or realm; its iss says which.',
  'unknown-key': 'It is signed with a key that this server does not have (any more).',
  'bad-signature': 'Its signature does not fit.',
  expired: 'It has expired.',
  'not-yet': 'Its time has not come yet: iat or nbf says so.',
  revoked: 'It was revoked, or its code or refresh token was used twice.',
  'realm-reset': 'A test has reset its realm since, or given it back as it was before.',
  withdrawn: 'Its user has withdrawn what its client was let have.',
  'signed-out': 'Its user has signed out.',
  'client-gone': 'Its client was taken out or disabled since.',
  'user-gone': 'Its user was taken out or disabled since.',
} as const satisfies Readonly<Record<string, string>>

export type DeadToken = keyof typeof deadTokens | UnfitClaim

const reasonOf = (why: DeadToken): string =>
  // whatever is no claim stands in the table
  sentenceOfUnfit(why) ?? deadTokens[why as keyof typeof deadTokens]

/** The usual sentence, which tells a stranger nothing. */
const usual = 'The access token is not valid, or not any more.'

/** What a caller is told: in local mode the reason too, in strict mode none. */
export const sentenceFor = (why: DeadToken, mode: 'local' | 'strict'): string =>
  mode === 'local' ? `The access token is not valid. ${reasonOf(why)}` : usual

/** How a token ended before its time: it was taken back, a test has let its time pass, or its user or client is gone. */
export type EndedToken = Extract<
  DeadToken,
  'revoked' | 'expired' | 'withdrawn' | 'user-gone' | 'client-gone'
>
