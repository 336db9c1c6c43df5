/**
 * Where a request carries its access token (RFC 6750 §2).
 *
 * @module
 */

import { OAuthError } from '../oauth-error.ts'
import type { Parameters } from '../parameters.ts'

interface Carriers {
  readonly authorization: string | undefined
  readonly form: Parameters
  readonly query: Parameters
}

const scheme = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i

/**
 * Finds the one access token of a request: in the header or in the form, never in the query and
 * never in two places at once. Throws {@link OAuthError}; without a code when nothing was sent.
 */
export function readBearerToken({ authorization, form, query }: Carriers): string {
  if (isNamed(query)) {
    throw new OAuthError(
      'invalid_request',
      'The token must not be in the query.',
      'RFC 9700 §4.3.2',
      'Bearer',
    )
  }
  if (form.repeated.has('access_token') || (authorization !== undefined && isNamed(form))) {
    throw new OAuthError(
      'invalid_request',
      'The token must be sent in one place only.',
      'RFC 6750 §2',
      'Bearer',
    )
  }
  const token =
    authorization === undefined ? form.values.get('access_token') : inHeader(authorization)
  if (token === undefined)
    throw new OAuthError(undefined, 'A bearer token is needed.', 'RFC 6750 §3', 'Bearer')
  return token
}

const isNamed = ({ values, repeated }: Parameters): boolean =>
  values.has('access_token') || repeated.has('access_token')

function inHeader(authorization: string): string | undefined {
  if (!/^Bearer\b/i.test(authorization)) return undefined
  const token = scheme.exec(authorization)?.[1]
  if (token === undefined) {
    throw new OAuthError(
      'invalid_request',
      'The Authorization header must hold one bearer token.',
      'RFC 6750 §2.1',
      'Bearer',
    )
  }
  return token
}
