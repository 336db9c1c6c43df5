/**
 * What must hold among the members of client metadata, once each has been read by itself.
 *
 * @module
 */

import { isLoopbackHost } from '../client/redirect-uri.ts'
import { judgeGrants, type Mismatch } from './judge-grants.ts'
import { appUriKeys, type ReadMetadata, type UrisKey } from './read-metadata.ts'
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

/** What a client is judged by beside itself. */
export interface JudgedBy {
  /** The names of all scopes that its realm has. */
  readonly scopes: readonly string[]
  /** Whether this very server answers at an address. */
  readonly isOwnAddress: (url: string) => boolean
  readonly mode: 'local' | 'strict'
}

export function judgeClient(
  client: ReadMetadata,
  { scopes: realmScopes, isOwnAddress, mode }: JudgedBy,
): readonly ClientFault[] {
  const scope = client.scope?.filter((name) => name !== undefined)
  const defaultScope = client.default_scope?.filter((name) => name !== undefined) ?? []
  const beyond = (names: readonly string[], known: readonly string[]) =>
    names.filter((name) => !known.includes(name))
  return [
    ...judgeGrants(client),
    ...judgeFrontChannel(client),
    ...(mode === 'strict' ? judgeBackChannel(client) : []),
    ...judgeUris(client, 'redirect_uris'),
    ...judgeUris(client, 'post_logout_redirect_uris'),
    ...judgeOwnAddresses(client, isOwnAddress),
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

/** Strict mode posts to nothing else, so who registers it learns it before the first logout. */
function judgeBackChannel({ backchannel_logout_uri: uri }: ReadMetadata): readonly ClientFault[] {
  // http is for loopback only, wherever it is read
  if (uri === undefined || !isLoopbackHost(new URL(uri).hostname)) return []
  const problem = 'must use https, to another host than loopback, in strict mode (ASVS 1.3.6)'
  return [{ kind: 'mismatch', path: ['backchannel_logout_uri'], problem }]
}

const ownAddress = 'must be an address of the app, and this one is of the server itself'

/** An answer that came back to the server would go on from there to who knows where (RFC 9700 §4.1.3). */
function judgeOwnAddresses(
  client: ReadMetadata,
  isOwn: JudgedBy['isOwnAddress'],
): readonly ClientFault[] {
  const problem = ownAddress
  const lists = (['redirect_uris', 'post_logout_redirect_uris'] as const).flatMap((key) =>
    (client[key] ?? []).flatMap((uri, index) =>
      uri === undefined || !isOwn(uri)
        ? []
        : [{ kind: 'redirect-uri', path: [key, index], problem } as const],
    ),
  )
  const single = appUriKeys.flatMap((key) => {
    const uri = client[key]
    return uri === undefined || !isOwn(uri)
      ? []
      : [{ kind: 'mismatch', path: [key], problem } as const]
  })
  return [...lists, ...single]
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
