/**
 * Authorization codes: what is kept behind one, and the rules of redeeming it (RFC 6749 §4.1.3,
 * RFC 7636 §4.6).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import type { ClientAuthMethod } from '../client/credentials.ts'
import type { Rule } from '../rule.ts'
import type { KeptGrant } from '../tokens/grant.ts'
import { isCodeVerifier, verifies } from './pkce.ts'
import type { TokenErrorCode } from './request.ts'

/** Seconds for which a code may be redeemed (RFC 6749 §4.1.2 has ten minutes as the most). */
export const codeLifetime = 60

export interface KeptCode {
  readonly grant: KeptGrant
  readonly challenge: string | undefined
  /** The thumbprint of the key that alone may redeem it (RFC 9449 §10). */
  readonly jkt: string | undefined
  /** Epoch seconds. */
  readonly expiresAt: number
  /** How often it was redeemed: once is right. */
  readonly uses: number
  /** What it gives is named beforehand, so that a second use can end that at any moment. */
  readonly family: string
}

/** A request that redeems a code, and what is known of it. */
export interface Redemption {
  readonly code: KeptCode | undefined
  readonly client: Client
  readonly method: ClientAuthMethod
  readonly redirectUri: string | undefined
  readonly verifier: string | undefined
  /** The thumbprint of the key that the request proves. */
  readonly jkt: string | undefined
  readonly isSignedOut: boolean
  readonly now: number
}

/** Which code `redemption` brings is known, so each rule speaks of one that there is. */
type CodeRule = Rule<Redemption, TokenErrorCode>

export const codeRules: readonly CodeRule[] = [
  {
    must: 'send as code one that this server gave within the last minute',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_grant',
    holds: ({ code, now }) => code !== undefined && now < code.expiresAt,
  },
  {
    must: 'send a code that was given to its own client',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_grant',
    holds: ({ code, client }) => code?.grant.clientId === client.id,
  },
  {
    must: 'send the redirect_uri of its authorization request, letter for letter',
    cites: 'RFC 6749 §4.1.3',
    error: 'invalid_grant',
    holds: ({ code, redirectUri }) => code?.grant.redirectUri === redirectUri,
  },
  {
    must: 'send code_verifier, for its authorization request sent code_challenge',
    cites: 'RFC 7636 §4.5',
    error: 'invalid_grant',
    holds: ({ code, verifier }) => code?.challenge === undefined || verifier !== undefined,
  },
  {
    must: 'do without code_verifier, for its authorization request sent no code_challenge',
    cites: 'RFC 9700 §2.1.1',
    error: 'invalid_grant',
    holds: ({ code, verifier }) => code?.challenge !== undefined || verifier === undefined,
  },
  {
    must: 'send as code_verifier 43 to 128 unreserved characters',
    cites: 'RFC 7636 §4.1',
    error: 'invalid_grant',
    holds: ({ verifier }) => verifier === undefined || isCodeVerifier(verifier),
  },
  {
    must: 'send the code_verifier that its code_challenge was made from',
    cites: 'RFC 7636 §4.6',
    error: 'invalid_grant',
    holds: ({ code, verifier }) =>
      code?.challenge === undefined ||
      (verifier !== undefined && verifies(verifier, code.challenge)),
  },
  {
    must: 'prove its client by a secret, where its authorization request sent no code_challenge',
    cites: 'RFC 9700 §2.1.1',
    error: 'invalid_grant',
    holds: ({ code, method }) => code?.challenge !== undefined || method !== 'none',
  },
  {
    must: 'prove by DPoP the key that its authorization request named as dpop_jkt',
    cites: 'RFC 9449 §10',
    error: 'invalid_grant',
    holds: ({ code, jkt }) => code?.jkt === undefined || code.jkt === jkt,
  },
  {
    must: 'come while the user who gave it is signed in',
    cites: 'OIDC RP-Initiated Logout §2',
    error: 'invalid_grant',
    holds: ({ isSignedOut }) => !isSignedOut,
  },
  {
    must: 'send a code once: a second use ends all that the first one gave',
    cites: 'RFC 6749 §4.1.2',
    error: 'invalid_grant',
    holds: ({ code }) => (code?.uses ?? 0) === 0,
  },
]

/** The rule that a code is used once, for the one request of many that comes second. */
export const usedTwice = codeRules[codeRules.length - 1] as CodeRule
