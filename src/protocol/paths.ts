/**
 * Where a realm answers: routes, pages, links and metadata all read this one table. Each path begins
 * with a slash and stands below the base path of the realm, as it does below its issuer.
 *
 * @module
 */

export interface RealmPaths {
  readonly authorize: string
  /** Takes requests in before their browsers come (RFC 9126). */
  readonly pushedRequests: string
  readonly token: string
  readonly revoke: string
  readonly introspect: string
  readonly userinfo: string
  /** Says of whom a token is in the manner of a provider's account API; there is nothing without a preset that has one. */
  readonly profile: string
  /** Also where a client looks after itself, with its id behind it. */
  readonly register: string
  readonly jwks: string
  /** Also the page that asks whether to sign out, with its id behind it. */
  readonly logOut: string
  /** The page that apps frame, to learn of the end of a login (OIDC Session §3.2). */
  readonly checkSession: string
  /** What keycloak-js frames in its place, and to learn whether the browser keeps cookies there. */
  readonly sidFrame: string
  readonly cookieFrame: string
  /** The address that auth0-js has of its own for {@link logOut}. */
  readonly vendorLogOut: string
  /** Those that auth0-spa-js has for {@link token} and {@link revoke}, and cannot be told others. */
  readonly vendorToken: string
  readonly vendorRevoke: string
  /** The metadata document, at both of its names (OIDC Discovery §4, RFC 8414 §3). */
  readonly openidMetadata: string
  readonly oauthMetadata: string
  /** The pages of a user's steps, each with the id of its interaction behind it. */
  readonly steps: Readonly<Record<'log-in' | 'choose-account' | 'ask-consent', string>>
  /** Starts a request again, with the id of one of its steps behind it. */
  readonly again: string
  /** The page on which users look after their apps and sessions, and its login. */
  readonly account: string
  readonly accountLogIn: string
  readonly start: string
  /** The console, where there is one. */
  readonly applications: string
  /** Beside the apps, of whom one may be called `new`. */
  readonly newApplication: string
  /** The app and the user whose names no path can hold: `?id=..`. */
  readonly application: string
  readonly person: string
  readonly consoleLogIn: string
  readonly people: string
  readonly activity: string
  readonly activityArchive: string
  readonly activityLive: string
  /** How an app is moved from the implicit grant to code and PKCE. */
  readonly moving: string
  /** The documentation that lies in the package, with the name of a page behind it. */
  readonly documentation: string
  /** Where developers have their app served what it should refuse; only where tests control the server. */
  readonly scenarios: string
  readonly playground: string
  readonly playgroundCallback: string
}

export const realmPaths = {
  authorize: '/authorize',
  pushedRequests: '/par',
  token: '/token',
  revoke: '/revoke',
  introspect: '/introspect',
  userinfo: '/userinfo',
  profile: '/userinfo/profile',
  register: '/register',
  jwks: '/.well-known/jwks.json',
  logOut: '/logout',
  checkSession: '/check-session',
  sidFrame: '/check-session/sid',
  cookieFrame: '/check-session/cookies',
  vendorLogOut: '/v2/logout',
  vendorToken: '/oauth/token',
  vendorRevoke: '/oauth/revoke',
  openidMetadata: '/.well-known/openid-configuration',
  oauthMetadata: '/.well-known/oauth-authorization-server',
  steps: { 'log-in': '/login', 'choose-account': '/choose-account', 'ask-consent': '/consent' },
  again: '/again',
  account: '/account',
  accountLogIn: '/account/login',
  start: '/',
  applications: '/applications',
  newApplication: '/new-application',
  application: '/application',
  person: '/person',
  consoleLogIn: '/console/login',
  people: '/people',
  activity: '/activity',
  activityArchive: '/activity/all.har',
  activityLive: '/activity/live',
  moving: '/moving-to-code',
  documentation: '/documentation',
  scenarios: '/scenarios',
  playground: '/playground',
  playgroundCallback: '/playground/callback',
} as const satisfies RealmPaths

/** What answers once for all realms, below the origin of the server. */
export const serverPaths = {
  assets: '/assets',
  /** What operators give for their pages, with the realm and the name behind it. */
  logos: '/assets/logos',
  /** Style sheets of colours, with the six digits of one behind it. */
  colours: '/assets/colours',
  health: '/health',
  ready: '/ready',
  /** Where they are switched on. */
  metrics: '/metrics',
  realms: '/realms',
  /** The control API, where it is switched on. */
  control: '/_control/v1',
} as const

/** What the paths of a realm begin with: nothing for the default one, or `/realms/{id}`. */
export const basePathOf = (realmId: string): string =>
  realmId === 'default' ? '' : `${serverPaths.realms}/${realmId}`
