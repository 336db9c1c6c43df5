/**
 * What the endpoints of a realm are called, where somebody has to say which of them is meant.
 *
 * @module
 */

import { realmPaths, serverPaths } from './paths.ts'

export const endpointNames = [
  'authorize',
  'par',
  'token',
  'revocation',
  'introspection',
  'userinfo',
  'registration',
  'jwks',
  'discovery',
  'end_session',
  'check_session',
  'login',
  'choose_account',
  'consent',
  'account',
] as const

export type EndpointName = (typeof endpointNames)[number]

const { steps } = realmPaths

const byPath: ReadonlyMap<string, EndpointName> = new Map<string, EndpointName>([
  [realmPaths.authorize, 'authorize'],
  [realmPaths.again, 'authorize'],
  [realmPaths.pushedRequests, 'par'],
  [realmPaths.token, 'token'],
  [realmPaths.vendorToken, 'token'],
  [realmPaths.revoke, 'revocation'],
  [realmPaths.vendorRevoke, 'revocation'],
  [realmPaths.introspect, 'introspection'],
  [realmPaths.userinfo, 'userinfo'],
  [realmPaths.profile, 'userinfo'],
  [realmPaths.register, 'registration'],
  [realmPaths.jwks, 'jwks'],
  [realmPaths.openidMetadata, 'discovery'],
  [realmPaths.oauthMetadata, 'discovery'],
  [realmPaths.oauthMetadata + serverPaths.realms, 'discovery'],
  [realmPaths.logOut, 'end_session'],
  [realmPaths.vendorLogOut, 'end_session'],
  [realmPaths.checkSession, 'check_session'],
  [realmPaths.sidFrame, 'check_session'],
  [realmPaths.cookieFrame, 'check_session'],
  [steps['log-in'], 'login'],
  [steps['choose-account'], 'choose_account'],
  [steps['ask-consent'], 'consent'],
  [realmPaths.account, 'account'],
  [realmPaths.accountLogIn, 'account'],
])

const realmPrefix = new RegExp(`^${serverPaths.realms}/:realm(?=/)`)

/** The endpoint of a route as the router has it, such as `/realms/:realm/login/:id`. */
export const endpointOf = (route: string): EndpointName | undefined =>
  byPath.get(route.replace(realmPrefix, '').replace(/\/:id$/, ''))

/** Those that answer in JSON. */
export const jsonEndpoints: ReadonlySet<EndpointName> = new Set([
  'par',
  'token',
  'revocation',
  'introspection',
  'userinfo',
  'registration',
  'jwks',
  'discovery',
])
