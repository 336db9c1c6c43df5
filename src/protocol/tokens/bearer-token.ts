/**
 * Where a request carries its access token (RFC 6750 §2, RFC 9449 §7.1).
 *
 * @module
 */

import { OAuthError } from '../oauth-error.ts'
import type { Parameters } from '../parameters.ts'

interface Carriers {
  readonly authorization: string | undefined
  readonly form: Parameters
  readonly query: Parameters
  /** Whether the query is a place for it, as a preset may have it in local mode (RFC 6750 §2.3). */
  readonly mayBeInQuery?: boolean
}

/** An access token, and by which scheme it came: a form can only bear it. */
export interface PresentedToken {
  readonly token: string
  readonly scheme: 'Bearer' | 'DPoP'
}

const scheme = /^(?:Bearer|(DPoP)) +([A-Za-z0-9\-._~+/]+=*)$/i

/**
 * Finds the one access token of a request: in the header or in the form, never in the query unless that
 * is a place for it, and never in two places at once. Throws {@link OAuthError}; without a code when
 * nothing was sent.
 */
export function readPresentedToken(carriers: Carriers): PresentedToken {
  const { authorization, query, mayBeInQuery = false } = carriers
  const form = mayBeInQuery && isNamed(query) ? besideForm(query, carriers.form) : carriers.form
  if (!mayBeInQuery && isNamed(query)) {
    throw new OAuthError(
      'invalid_request',
      'The token must not be in the query.',
      'RFC 9700 §4.3.2',
      'Bearer or DPoP',
    )
  }
  if (form.repeated.has('access_token') || (authorization !== undefined && isNamed(form))) {
    throw new OAuthError(
      'invalid_request',
      'The token must be sent in one place only.',
      'RFC 6750 §2',
      'Bearer or DPoP',
    )
  }
  const presented = authorization === undefined ? inForm(form) : inHeader(authorization)
  if (presented === undefined)
    throw new OAuthError(undefined, 'An access token is needed.', 'RFC 6750 §3', 'Bearer or DPoP')
  return presented
}

/** The query in the place of the form: a token in both has come twice. */
const besideForm = (query: Parameters, form: Parameters): Parameters =>
  isNamed(form) ? { ...query, repeated: new Set(['access_token']) } : query

function inForm({ values }: Parameters): PresentedToken | undefined {
  const token = values.get('access_token')
  return token === undefined ? undefined : { token, scheme: 'Bearer' }
}

const isNamed = ({ values, repeated }: Parameters): boolean =>
  values.has('access_token') || repeated.has('access_token')

function inHeader(authorization: string): PresentedToken | undefined {
  if (!/^(?:Bearer|DPoP)\b/i.test(authorization)) return undefined
  const [, dpop, token] = scheme.exec(authorization) ?? []
  if (token === undefined) {
    throw new OAuthError(
      'invalid_request',
      'The Authorization header must hold one access token.',
      'RFC 6750 §2.1',
      'Bearer or DPoP',
    )
  }
  return { token, scheme: dpop === undefined ? 'Bearer' : 'DPoP' }
}
