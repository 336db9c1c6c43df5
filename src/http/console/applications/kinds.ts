/**
 * The kinds of app that a page offers, and the grants of each.
 *
 * @module
 */

import { listOf, type ToldClient } from './client.ts'

export const kinds = [
  {
    id: 'single-page',
    name: 'Single-page app',
    what: 'Runs in the browser and keeps no secret: Code with PKCE, or Implicit.',
  },
  { id: 'web', name: 'Web app', what: 'Has a server of its own, and a secret.' },
  { id: 'native', name: 'Native app', what: 'On a phone or a desktop: Code with PKCE.' },
  { id: 'service', name: 'Service', what: 'Acts for itself, without a user, by its secret.' },
] as const

export type Kind = (typeof kinds)[number]['id']

export const grants = [
  { id: 'code', text: 'Code', grant: 'authorization_code' },
  { id: 'implicit', text: 'Implicit', grant: 'implicit' },
  { id: 'refresh', text: 'Refresh token', grant: 'refresh_token' },
  { id: 'service', text: 'Client credentials', grant: 'client_credentials' },
] as const

export type GrantId = (typeof grants)[number]['id']

/** Code and Implicit send their answers to a callback. */
export const needsCallback: ReadonlySet<GrantId> = new Set(['code', 'implicit'])

export const hasSecret = (kind: Kind): boolean => kind === 'web' || kind === 'service'

export function kindOf(client: ToldClient): Kind {
  const { grant_types: types = [], application_type: type, has_secret: isConfidential } = client
  if (types.length > 0 && types.every((grant) => grant === 'client_credentials')) return 'service'
  if (type === 'native') return 'native'
  return isConfidential ? 'web' : 'single-page'
}

/** What a client may use; what is left out follows from its response types, as the server reads it. */
export function grantsOf(client: ToldClient): ReadonlySet<GrantId> {
  const { response_types: types = ['code', 'id_token'], grant_types: said } = client
  const words = new Set(types.flatMap((type) => listOf(type)))
  const isAllowed = (grant: string) => said?.includes(grant) ?? true
  const has: Readonly<Record<GrantId, boolean>> = {
    code: words.has('code') && isAllowed('authorization_code'),
    implicit: (words.has('token') || words.has('id_token')) && isAllowed('implicit'),
    refresh: said?.includes('refresh_token') ?? words.has('code'),
    service: said?.includes('client_credentials') ?? false,
  }
  return new Set(grants.map(({ id }) => id).filter((id) => has[id]))
}
