/**
 * What the endpoints of a realm are called in a journal.
 *
 * @module
 */

import { realmPaths } from '../../protocol/paths.ts'

/** `unknown` is a path that nothing answers, `preflight` what a browser asks before a script may. */
const names: ReadonlyMap<string, string> = new Map([
  [realmPaths.authorize, 'authorize'],
  [realmPaths.again, 'authorize'],
  [realmPaths.pushedRequests, 'par'],
  [realmPaths.token, 'token'],
  [realmPaths.vendorToken, 'token'],
  [realmPaths.revoke, 'revocation'],
  [realmPaths.vendorRevoke, 'revocation'],
  [realmPaths.introspect, 'introspection'],
  [realmPaths.userinfo, 'userinfo'],
  [realmPaths.register, 'registration'],
  [realmPaths.jwks, 'jwks'],
  [realmPaths.openidMetadata, 'discovery'],
  [realmPaths.oauthMetadata, 'discovery'],
  [realmPaths.logOut, 'end_session'],
  [realmPaths.vendorLogOut, 'end_session'],
  [realmPaths.checkSession, 'check_session'],
  [realmPaths.steps['log-in'], 'login'],
  [realmPaths.steps['choose-account'], 'choose_account'],
  [realmPaths.steps['ask-consent'], 'consent'],
  [realmPaths.account, 'account'],
  [realmPaths.accountLogIn, 'account'],
  [realmPaths.moving, 'moving-to-code'],
  [realmPaths.playground, 'playground'],
  [realmPaths.playgroundCallback, 'playground'],
  [realmPaths.start, 'start'],
])

const back = new Set([
  ...['par', 'token', 'revocation', 'introspection', 'userinfo', 'registration'],
  ...['jwks', 'discovery', 'preflight'],
])

/** @param path below the base path of the realm, with `:id` for the id of a step or a client. */
export function endpointOf(method: string, path: string): string {
  if (method === 'OPTIONS') return 'preflight'
  return names.get(path.replace(/\/:id$/, '') || '/') ?? 'unknown'
}

export const channelOf = (endpoint: string): 'front' | 'back' =>
  back.has(endpoint) ? 'back' : 'front'

/** Where the answer to an authorization request may come from. */
export const answersRequests: ReadonlySet<string> = new Set([
  ...['authorize', 'login', 'choose_account', 'consent'],
])
