/**
 * Answers: the one writer of what goes back to a client, for success and for errors.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { withOwnFragment } from '../client/redirect-uri.ts'
import { remembering } from '../remembering.ts'
import { scopeTextOf } from '../scope.ts'
import type { AuthorizeRefusal, ReturnAddress } from './request.ts'

/** An answer on its way to the client: its parameters in the order in which they are written. */
export interface Answer {
  readonly to: ReturnAddress
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

export interface Issued {
  readonly code: string | undefined
  readonly accessToken: string | undefined
  /** Seconds. */
  readonly expiresIn: number
  readonly scope: ReadonlySet<string>
  readonly idToken: string | undefined
  /** What a preset puts beside tokens. */
  readonly beside?: Readonly<Record<string, string>> | undefined
}

/** The answer that carries what was asked for (RFC 6749 §4.1.2, §4.2.2, OIDC Core §3.3.2.5, OIDC Session §2). */
export function issuedAnswer(
  issuer: string,
  to: ReturnAddress,
  issued: Issued,
  sessionState: string,
): Answer {
  const { code, accessToken, expiresIn, scope, idToken, beside = {} } = issued
  const withToken = accessToken !== undefined
  const withAny = withToken || idToken !== undefined
  return answer(issuer, to, [
    ['code', code],
    ['access_token', accessToken],
    ['token_type', withToken ? 'Bearer' : undefined],
    ['expires_in', withToken ? `${expiresIn}` : undefined],
    ['scope', withToken && scope.size > 0 ? scopeTextOf(scope) : undefined],
    ['id_token', idToken],
    ['session_state', sessionState],
    ...(withAny ? Object.entries(beside) : []),
  ])
}

/**
 * The answer that carries an error (RFC 6749 §4.2.2.1). `sessionState` goes with it where an app has
 * asked without a page, so that it can wait for somebody to sign in (OIDC Session §2).
 */
export function errorAnswer(
  issuer: string,
  to: ReturnAddress,
  refusal: AuthorizeRefusal,
  sessionState?: string,
): Answer {
  return answer(issuer, to, [
    ['error', refusal.error],
    ['error_description', refusal.description],
    ['session_state', sessionState],
  ])
}

type Member = readonly [name: string, value: string | undefined]

/** Every answer says who sent it (RFC 9207 §2). */
function answer(issuer: string, to: ReturnAddress, members: readonly Member[]): Answer {
  const all: readonly Member[] = [...members, ['state', to.state], ['iss', issuer]]
  return {
    to,
    parameters: all.filter((pair): pair is [string, string] => pair[1] !== undefined),
  }
}

/** What the JWT of an answer says, but for `iss`, which the signer adds (JARM §2.1). */
export interface AnswerClaims {
  readonly [parameter: string]: string | number
  readonly aud: string
  /** Epoch seconds. */
  readonly exp: number
}

/** Seconds: the most that is recommended, for a page with a button waits for its user (JARM §2.1). */
const jwtLifetime = 600

/** Every parameter is a text, as it is in an address. */
export const answerClaims = (
  { parameters }: Answer,
  { id }: Client,
  now: number,
): AnswerClaims => ({ ...Object.fromEntries(parameters), aud: id, exp: now + jwtLifetime })

/** The same answer as one JWT. */
export const asJwt = ({ to }: Answer, jwt: string): Answer => ({
  to,
  parameters: [['response', jwt]],
})

/** Writes an answer as the URL to redirect to, for the modes that redirect. */
export function answerUrl({ to, parameters }: Answer): string {
  const encoded = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
  if (to.mode === 'fragment') return `${to.redirectUri}#${encoded}`
  const separator = to.redirectUri.includes('?') ? '&' : '?'
  return withOwnFragment(to.redirectUri + separator + encoded)
}

const reserved = /[^A-Za-z0-9\-._~]/

/** Percent-encodes all but the unreserved characters, a space as `%20`: some clients know no `+`. */
const encode = (value: string): string => (reserved.test(value) ? percentEncoded(value) : value)

/** Of tokens nothing is reserved; what is are scopes and issuers, which come again. */
const percentEncoded = remembering((value) =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  ),
)
