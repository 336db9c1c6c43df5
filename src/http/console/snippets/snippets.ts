/**
 * Ready snippets for the start page: what to write in an app so that it signs in here.
 *
 * @module
 */

import {
  angularAuthOidcClientCode,
  angularOauth2OidcCode,
  oidcClientTs,
  plainCode,
} from './code.ts'
import { auth0SpaJs, keycloakJsCode, oktaAuthJsCode, swaggerUiCode } from './code-vendor.ts'
import {
  curlUserinfo,
  expressOpenidConnect,
  openidClient,
  openidClientCode,
  swaggerUi,
} from './server.ts'
import { angularAuthOidcClient, angularOauth2Oidc, oidcClient, plainScript } from './single-page.ts'
import type { Snippet, SnippetFor } from './snippet.ts'
import { auth0Js, keycloakJs, oktaAuthJs } from './vendor.ts'
import { curlCode, passportOpenidconnect, springSecurity } from './with-secret.ts'

type Maker = (app: SnippetFor) => Snippet

const byCode: readonly Maker[] = [
  oidcClientTs,
  plainCode,
  angularOauth2OidcCode,
  angularAuthOidcClientCode,
  keycloakJsCode,
  oktaAuthJsCode,
  auth0SpaJs,
  openidClientCode,
  swaggerUiCode,
  curlUserinfo,
]

const byImplicit: readonly Maker[] = [
  oidcClient,
  plainScript,
  angularOauth2Oidc,
  angularAuthOidcClient,
  keycloakJs,
  oktaAuthJs,
  auth0Js,
  openidClient,
  expressOpenidConnect,
  swaggerUi,
]

const bySecret: readonly Maker[] = [
  openidClientCode,
  passportOpenidconnect,
  springSecurity,
  curlCode,
  curlUserinfo,
]

/** Those for a web app that has a secret. */
export const webAppSnippets = (app: SnippetFor): readonly Snippet[] =>
  bySecret.map((maker) => maker({ ...app, hasSecret: true }))

/** Those by code and PKCE, computed for `app`. */
export const readySnippets = (app: SnippetFor): readonly Snippet[] =>
  byCode.map((maker) => maker(app))

/** Those by the implicit grant. */
export const implicitSnippets = (app: SnippetFor): readonly Snippet[] =>
  byImplicit.map((maker) => maker(app))
