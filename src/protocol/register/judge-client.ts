/**
 * What must hold among the members of client metadata, once each has been read by itself.
 *
 * @module
 */

import { judgeGrants, type Mismatch } from './judge-grants.ts'
import type { ReadMetadata, UrisKey } from './read-metadata.ts'
import { misfitProblem } from './redirect-uri.ts'

/** What is wrong among the members; whoever reports it puts it into words that fit the reader. */
export type ClientFault =
  | Mismatch
  /** `problem` completes "The URI …". */
  | {
      readonly kind: 'redirect-uri'
      readonly path: readonly [key: UrisKey, index: number]
      readonly problem: string
    }
  /** `scope` names a scope that the realm does not have. */
  | { readonly kind: 'unknown-scope'; readonly path: readonly ['scope']; readonly name: string }
  /** `default_scope` names a scope that the client may not ask for. */
  | {
      readonly kind: 'default-scope'
      readonly path: readonly ['default_scope']
      readonly name: string
    }

/** `realmScopes`: the names of all scopes that the realm of the client has. */
export function judgeClient(
  client: ReadMetadata,
  realmScopes: readonly string[],
): readonly ClientFault[] {
  const scope = client.scope?.filter((name) => name !== undefined)
  const defaultScope = client.default_scope?.filter((name) => name !== undefined) ?? []
  const beyond = (names: readonly string[], known: readonly string[]) =>
    names.filter((name) => !known.includes(name))
  return [
    ...judgeGrants(client),
    ...judgeFrontChannel(client),
    ...judgeUris(client, 'redirect_uris'),
    ...judgeUris(client, 'post_logout_redirect_uris'),
    ...beyond(scope ?? [], realmScopes).map(
      (name) => ({ kind: 'unknown-scope', path: ['scope'], name }) as const,
    ),
    ...beyond(defaultScope, scope ?? realmScopes).map(
      (name) => ({ kind: 'default-scope', path: ['default_scope'], name }) as const,
    ),
  ]
}

/** What a page of ours frames belongs to the app that it is said to be of (OIDC Front-Channel Logout §2). */
function judgeFrontChannel({
  frontchannel_logout_uri: uri,
  redirect_uris: redirectUris = [],
}: ReadMetadata): readonly ClientFault[] {
  if (uri === undefined || redirectUris.includes(undefined)) return []
  const { origin } = new URL(uri)
  if (redirectUris.some((known) => known !== undefined && new URL(known).origin === origin))
    return []
  const problem = 'must have the scheme, host and port of one of redirect_uris'
  return [{ kind: 'mismatch', path: ['frontchannel_logout_uri'], problem }]
}

/** What a URI is by itself was judged when it was read; here, whether it suits its client. */
function judgeUris(client: ReadMetadata, key: UrisKey): readonly ClientFault[] {
  const { application_type: applicationType } = client
  if (applicationType === undefined) return []
  return (client[key] ?? []).flatMap((uri, index) => {
    const problem = uri === undefined ? undefined : misfitProblem(uri, applicationType)
    return problem === undefined ? [] : [{ kind: 'redirect-uri', path: [key, index], problem }]
  })
}
