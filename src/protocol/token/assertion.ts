/**
 * Client assertions: a JWT by which a client proves who it is (RFC 7523 §3, OIDC Core §9).
 *
 * @module
 */

import type { Rule } from '../rule.ts'
import { isWithinItsTimes } from '../time.ts'
import type { TokenErrorCode } from './request.ts'

/** An assertion as far as it could be read; `claims` undefined: no registered key has signed it. */
export interface ReadAssertion {
  readonly claims: Readonly<Record<string, unknown>> | undefined
  readonly clientId: string
  /** What it may be for: the issuer, and the endpoints that clients call by themselves. */
  readonly audiences: readonly string[]
  readonly now: number
}

/** Seconds that an assertion may live, and that clocks may differ. */
const longest = 300
const skew = 60

const textIn = ({ claims }: ReadAssertion, name: string): string | undefined => {
  const value = claims?.[name]
  return typeof value === 'string' ? value : undefined
}

const timeIn = ({ claims }: ReadAssertion, name: string): number | undefined => {
  const value = claims?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export const assertionRules: readonly Rule<ReadAssertion, TokenErrorCode>[] = [
  {
    must: 'send a client_assertion that one of the registered keys of its client has signed',
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: ({ claims }) => claims !== undefined,
  },
  {
    must: 'send a client_assertion with its client_id as iss and sub',
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: (read) => textIn(read, 'iss') === read.clientId && textIn(read, 'sub') === read.clientId,
  },
  {
    // one that another server may take as well could be passed on by it
    must: 'send a client_assertion with the issuer or the token endpoint as aud, and nobody else',
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: ({ claims, audiences }) => {
      const named = [claims?.['aud'] ?? []].flat()
      return (
        named.length > 0 && named.every((aud) => typeof aud === 'string' && audiences.includes(aud))
      )
    },
  },
  {
    must: `send a client_assertion whose exp, in seconds since 1970, has not passed and is at most ${longest} seconds ahead`,
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: (read) => {
      const exp = timeIn(read, 'exp')
      return exp !== undefined && exp > read.now - skew && exp <= read.now + longest + skew
    },
  },
  {
    must: 'send a client_assertion whose iat and nbf, if any, are seconds since 1970 and not in the future',
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: ({ claims, now }) => isWithinItsTimes(claims ?? {}, now),
  },
  {
    must: 'send a client_assertion with a jti of 1 to 256 characters',
    cites: 'OIDC Core §9',
    error: 'invalid_client',
    holds: (read) => {
      const { length } = textIn(read, 'jti') ?? ''
      return length > 0 && length <= 256
    },
  },
]

export const onceRules: readonly Rule<{ readonly uses: number }, TokenErrorCode>[] = [
  {
    must: 'send a client_assertion once: its jti was used before',
    cites: 'RFC 7523 §3',
    error: 'invalid_client',
    holds: ({ uses }) => uses === 1,
  },
]

/** Until when its `jti` has to be remembered (epoch seconds). */
export const rememberedUntil = (read: ReadAssertion): number => (timeIn(read, 'exp') ?? 0) + skew

/** Whom an assertion says it is of, before anything about it is believed. */
export function subjectOf(assertion: string): string | undefined {
  try {
    const [, payload = ''] = assertion.split('.', 3)
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    const { sub } = claims as { readonly sub?: unknown }
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}
