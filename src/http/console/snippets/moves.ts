/**
 * How an app moves from the implicit grant to code and PKCE, library by library. The page of the
 * console and docs/moving-to-code.md are both written from here.
 *
 * @module
 */

import type { ChangeModel, MoveModel } from '../../pages/models/console.ts'
import {
  angularAuthOidcClientCode,
  angularOauth2OidcCode,
  oidcClientTs,
  plainCode,
} from './code.ts'
import { auth0SpaJs, keycloakJsCode, oktaAuthJsCode, swaggerUiCode } from './code-vendor.ts'
import { swaggerUi } from './server.ts'
import { angularAuthOidcClient, angularOauth2Oidc, oidcClient, plainScript } from './single-page.ts'
import type { Snippet, SnippetFor } from './snippet.ts'
import { auth0Js, keycloakJs, oktaAuthJs } from './vendor.ts'

export type Change = ChangeModel

export type Move = MoveModel

type MoveRow = Omit<Move, 'before' | 'after'> & {
  before(app: SnippetFor): Snippet
  after(app: SnippetFor): Snippet
}

/** What is the same for every library. */
export const requestChanges: readonly Change[] = [
  { what: 'response_type', implicit: 'id_token token, or token', code: 'code' },
  {
    what: 'code_challenge, code_challenge_method',
    implicit: 'not sent',
    code: 'the SHA-256 hash of a new random code_verifier, and S256',
  },
  {
    what: 'nonce',
    implicit: 'required with id_token',
    code: 'optional: the verifier binds the answer',
  },
  { what: 'client_id, redirect_uri, scope, state', implicit: 'sent', code: 'the same' },
]

export const answerChanges: readonly Change[] = [
  { what: 'where it arrives', implicit: 'in the fragment: #…', code: 'in the query: ?…' },
  {
    what: 'what it holds',
    implicit: 'access_token, id_token, expires_in, state, iss',
    code: 'code, state, iss; a code works once, within 60 seconds',
  },
  {
    what: 'where the tokens come from',
    implicit: 'the address of the page',
    code: 'POST /token with code, redirect_uri, client_id and code_verifier',
  },
  { what: 'errors', implicit: 'in the fragment', code: 'in the query' },
  {
    what: 'renewal',
    implicit: 'prompt=none in a hidden frame, which needs the cookie of the server',
    code: 'by refresh token: POST /token, no frame and no cookie',
  },
]

const rows: readonly MoveRow[] = [
  {
    id: 'oidc-client',
    from: 'oidc-client 1.11',
    to: 'oidc-client-ts 3',
    note: 'oidc-client-ts has no implicit flow: exchange the package and the response type together. The names of methods and events stay. The page of silent_redirect_uri is wanted no more where a refresh token renews.',
    options: [
      { what: 'the import', implicit: 'oidc-client', code: 'oidc-client-ts' },
      {
        what: 'response_type',
        implicit: "'id_token token'",
        code: "left out, or 'code': PKCE comes by itself",
      },
      {
        what: 'silent_redirect_uri',
        implicit: 'a page of its own',
        code: 'left out: refresh tokens renew',
      },
      {
        what: 'loadUserInfo',
        implicit: 'true by default',
        code: 'false by default: set true for the claims of /userinfo in user.profile',
      },
      { what: 'monitorSession', implicit: 'true by default', code: 'false by default' },
      {
        what: 'automaticSilentRenew',
        implicit: 'false by default',
        code: 'true by default',
      },
      {
        what: 'clockSkew, staleStateAge',
        implicit: 'seconds',
        code: 'clockSkew has no successor; staleStateAgeInSeconds',
      },
      {
        what: 'silentRequestTimeout, checkSessionInterval',
        implicit: 'milliseconds',
        code: 'silentRequestTimeoutInSeconds, checkSessionIntervalInSeconds',
      },
      {
        what: 'revokeAccessTokenOnSignout',
        implicit: 'the access token',
        code: 'revokeTokensOnSignout: the refresh token too',
      },
    ],
    before: oidcClient,
    after: oidcClientTs,
  },
  {
    id: 'angular-oauth2-oidc',
    from: 'angular-oauth2-oidc',
    to: 'angular-oauth2-oidc',
    note: 'The same package speaks both. initLoginFlow() chooses by responseType, so an app that calls it changes one line.',
    options: [
      { what: 'responseType', implicit: "'id_token token'", code: "'code'" },
      { what: 'the call', implicit: 'initImplicitFlow()', code: 'initCodeFlow()' },
      {
        what: 'tokenValidationHandler',
        implicit: 'JwksValidationHandler',
        code: 'left out, and angular-oauth2-oidc-jwks with it: tokens come from /token itself',
      },
      {
        what: 'setupAutomaticSilentRefresh()',
        implicit: 'a hidden frame, with silentRefreshRedirectUri',
        code: 'the refresh token; useSilentRefresh: true keeps the frame',
      },
    ],
    before: angularOauth2Oidc,
    after: angularOauth2OidcCode,
  },
  {
    id: 'angular-auth-oidc-client',
    from: 'angular-auth-oidc-client',
    to: 'angular-auth-oidc-client',
    note: 'The same package speaks both.',
    options: [
      { what: 'responseType', implicit: "'id_token token'", code: "'code'" },
      {
        what: 'useRefreshToken',
        implicit: 'false: a hidden frame at silentRenewUrl renews',
        code: 'true, with silentRenew: true; silentRenewUrl is left out',
      },
      {
        what: 'checkRedirectUrlWhenCheckingIfIsCallback',
        implicit: 'false, for answers in the fragment',
        code: 'left out',
      },
    ],
    before: angularAuthOidcClient,
    after: angularAuthOidcClientCode,
  },
  {
    id: 'keycloak-js',
    from: 'keycloak-js',
    to: 'keycloak-js',
    note: 'Its default is code with PKCE: what was written for the implicit flow is taken out. By default the answer still comes in the fragment, as a code.',
    options: [
      { what: 'flow', implicit: "'implicit'", code: "left out, or 'standard'" },
      { what: 'pkceMethod', implicit: 'without effect', code: "left out, or 'S256'" },
      {
        what: 'updateToken()',
        implicit: 'cannot renew: the user is sent to log in again',
        code: 'renews by refresh token',
      },
    ],
    before: keycloakJs,
    after: keycloakJsCode,
  },
  {
    id: 'okta-auth-js',
    from: 'okta-auth-js',
    to: 'okta-auth-js',
    note: 'Its default is code with PKCE. Its addresses of Okta are overridden one by one, so that tokenUrl and revokeUrl come to the others. WebCrypto is needed: https, or localhost.',
    options: [
      { what: 'pkce', implicit: 'false', code: 'left out, or true' },
      {
        what: 'responseType',
        implicit: "['token', 'id_token']",
        code: 'left out: it is ignored with pkce',
      },
      { what: 'tokenUrl', implicit: 'not used', code: '/token of the issuer' },
      { what: 'revokeUrl', implicit: 'not used', code: '/revoke of the issuer' },
      {
        what: 'scopes',
        implicit: 'openid and others',
        code: 'offline_access besides, to renew by refresh token',
      },
    ],
    before: oktaAuthJs,
    after: oktaAuthJsCode,
  },
  {
    id: 'auth0-js',
    from: 'auth0-js',
    to: 'auth0-spa-js 2',
    note: 'Another package, by code and PKCE only, with promises in place of callbacks. It takes an issuer by https: start the server with tls: generated. Logging in by password inside the app, and signup, have no counterpart.',
    options: [
      { what: 'the import', implicit: 'auth0-js', code: '@auth0/auth0-spa-js' },
      { what: 'clientID', implicit: 'clientID', code: 'clientId' },
      {
        what: 'redirectUri, scope, audience',
        implicit: 'at the top',
        code: 'authorizationParams: redirect_uri, scope, audience',
      },
      { what: 'responseType', implicit: "'token id_token'", code: 'there is none' },
      {
        what: 'overrides.__token_issuer, __jwks_uri',
        implicit: 'the issuer and its keys',
        code: 'issuer; there is no address of keys',
      },
      { what: 'authorize()', implicit: 'authorize()', code: 'loginWithRedirect()' },
      { what: 'parseHash()', implicit: 'parseHash()', code: 'handleRedirectCallback()' },
      {
        what: 'checkSession()',
        implicit: 'a hidden frame',
        code: 'getTokenSilently(), by refresh token with useRefreshTokens: true',
      },
      {
        what: 'logout({ returnTo })',
        implicit: 'returnTo at the top',
        code: 'logout({ logoutParams: { returnTo } })',
      },
    ],
    before: auth0Js,
    after: auth0SpaJs,
  },
  {
    id: 'swagger-ui',
    from: 'Swagger UI',
    to: 'Swagger UI',
    note: 'The redirect page oauth2-redirect.html stays as it is. Without the option for PKCE the request is refused: Swagger UI has no secret.',
    options: [
      { what: 'flows', implicit: 'implicit', code: 'authorizationCode' },
      { what: 'tokenUrl', implicit: 'there is none', code: '/token of the issuer' },
      {
        what: 'initOAuth()',
        implicit: 'clientId, scopes',
        code: 'usePkceWithAuthorizationCodeGrant: true besides',
      },
    ],
    before: swaggerUi,
    after: swaggerUiCode,
  },
  {
    id: 'plain-javascript',
    from: 'Plain JavaScript',
    to: 'Plain JavaScript',
    note: 'By hand it is one request more. Keep the verifier where the state is kept.',
    options: [
      { what: 'before the request', implicit: 'state and nonce', code: 'state and code_verifier' },
      { what: 'the answer', implicit: 'location.hash', code: 'location.search' },
      { what: 'the tokens', implicit: 'in the answer', code: 'POST /token' },
    ],
    before: plainScript,
    after: plainCode,
  },
]

export const movesFor = (app: SnippetFor): readonly Move[] =>
  rows.map((row) => ({ ...row, before: row.before(app), after: row.after(app) }))

/** What to do here, on the side of the server, in order. */
export const serverSteps: readonly string[] = [
  'An app on loopback may use both, with nothing configured, and gets refresh tokens for its codes.',
  'A registered client first gets both, while its users still have the old app open: response_types: [code, id_token token].',
  'Refresh tokens come with the scope offline_access, or for every code with refresh_tokens: always.',
  'When the old app is gone: response_types: [code]. Whoever still asks for a token in the address gets unauthorized_client, with the way here.',
]
