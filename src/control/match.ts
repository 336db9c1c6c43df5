/**
 * Which requests a plan is for.
 *
 * @module
 */

/** Every member that is there must fit. */
export interface Match {
  readonly endpoint?: string | undefined
  readonly clientId?: string | undefined
  readonly user?: string | undefined
  readonly prompt?: string | undefined
  readonly responseType?: string | undefined
  readonly grantType?: string | undefined
  /** The first fitting request is 1. */
  readonly nth?: number | undefined
}

/** What can be told of a request. */
export interface Matched {
  readonly endpoint: string
  readonly clientId: string | undefined
  /** All that its user goes by: `sub`, user name, the login_hint that was sent. */
  readonly users?: readonly string[]
  /** Empty where none is sent. */
  readonly prompt: readonly string[]
  readonly responseType: string | undefined
  readonly grantType?: string | undefined
}

const wordsOf = (text: string): string => text.split(' ').sort().join(' ')

/** Whether a request fits, whatever `nth` says: response types are sets of words (OAuth Responses §3). */
export function fits(match: Match, request: Matched): boolean {
  const { endpoint, clientId, user, prompt, responseType, grantType } = match
  return (
    (endpoint === undefined || endpoint === request.endpoint) &&
    (clientId === undefined || clientId === request.clientId) &&
    (user === undefined || request.users?.includes(user) === true) &&
    (prompt === undefined || request.prompt.includes(prompt)) &&
    (responseType === undefined || wordsOf(responseType) === wordsOf(request.responseType ?? '')) &&
    (grantType === undefined || grantType === request.grantType)
  )
}

type Named = { readonly sub: string; readonly username: string } | undefined

/** What a user goes by. */
export const namesOf = (user: Named, hint?: string): readonly string[] =>
  [user?.sub, user?.username, hint].filter((name) => name !== undefined)
