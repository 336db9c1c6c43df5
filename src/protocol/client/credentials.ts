/**
 * How a client says who it is where it calls by itself: at the token endpoint and its kin
 * (RFC 6749 §2.3, RFC 7523 §2.2).
 *
 * @module
 */

import { OAuthError } from '../oauth-error.ts'
import { decodeComponent, type Parameters } from '../parameters.ts'

/** The ways to authenticate, by their registered names (RFC 7591 §2, OIDC Core §9). */
export const clientAuthMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const

export type ClientAuthMethod = (typeof clientAuthMethods)[number]

/** What a request brings to prove its client; nothing of it is proved yet. */
export type ClientCredentials =
  | { readonly method: 'none'; readonly clientId: string | undefined }
  | {
      readonly method: 'client_secret_basic' | 'client_secret_post'
      readonly clientId: string | undefined
      readonly secret: string
    }
  | {
      readonly method: 'private_key_jwt'
      readonly clientId: string | undefined
      readonly assertion: string
    }

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

interface Carriers {
  readonly authorization: string | undefined
  readonly form: Parameters
}

/**
 * Reads the credentials of a request. Throws {@link OAuthError}: `invalid_request` when there are
 * two of them, or two client ids that differ (RFC 6749 §2.3), `invalid_client` when a header cannot
 * be read.
 */
export function readClientCredentials({ authorization, form }: Carriers): ClientCredentials {
  const basic = authorization === undefined ? undefined : readBasic(authorization)
  const secret = form.values.get('client_secret')
  const assertion = readAssertion(form)
  const ways = [basic?.secret, secret, assertion].filter((way) => way !== undefined)
  if (ways.length > 1) throw twice('The client must authenticate in one way only.')
  const sent = form.values.get('client_id')
  if (basic !== undefined && sent !== undefined && sent !== basic.clientId) {
    throw twice('The client_id must be the one of the Authorization header.')
  }
  const clientId = basic?.clientId ?? sent
  if (assertion !== undefined) return { method: 'private_key_jwt', clientId, assertion }
  if (secret !== undefined) return { method: 'client_secret_post', clientId, secret }
  if (basic?.secret === undefined) return { method: 'none', clientId }
  return { method: 'client_secret_basic', clientId, secret: basic.secret }
}

const twice = (description: string) =>
  new OAuthError('invalid_request', description, 'RFC 6749 §2.3')

/** `secret` is undefined when it is empty, as some public clients send it. */
interface Basic {
  readonly clientId: string
  readonly secret: string | undefined
}

const scheme = /^Basic +([A-Za-z0-9+/]+=*)$/i

/**
 * Reads an HTTP Basic header: both halves are form-encoded before they are joined (RFC 6749 §2.3.1).
 * A public client may send its id alone, with the colon or without.
 */
function readBasic(authorization: string): Basic {
  const encoded = scheme.exec(authorization)?.[1]
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const clientId = decodeComponent(colon < 0 ? text : text.slice(0, colon))
  const secret = colon < 0 ? '' : decodeComponent(text.slice(colon + 1))
  if (clientId === undefined || clientId === '' || secret === undefined) {
    throw new OAuthError(
      'invalid_client',
      'The Authorization header must hold one Basic credential, form-encoded.',
      'RFC 6749 §2.3.1',
      'Basic',
    )
  }
  return { clientId, secret: secret === '' ? undefined : secret }
}

/** An assertion counts only with the type that says what it is (RFC 7521 §4.2). */
function readAssertion({ values }: Parameters): string | undefined {
  const assertion = values.get('client_assertion')
  const type = values.get('client_assertion_type')
  if (assertion === undefined && type === undefined) return undefined
  if (assertion === undefined || type !== assertionType) {
    throw new OAuthError(
      'invalid_request',
      `The request must send client_assertion with client_assertion_type ${assertionType}.`,
      'RFC 7523 §2.2',
    )
  }
  return assertion
}
