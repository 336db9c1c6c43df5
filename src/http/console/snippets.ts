/**
 * Ready snippets for the start page: what to write in an app so that it signs in here.
 *
 * @module
 */

import type { Snippet, SnippetFor } from './snippet.ts'
import {
  codeWithPkce,
  curlUserinfo,
  expressOpenidConnect,
  openidClient,
  swaggerUi,
} from './snippets-server.ts'
import {
  angularAuthOidcClient,
  angularOauth2Oidc,
  oidcClient,
  plainScript,
} from './snippets-single-page.ts'
import { auth0Js, keycloakJs, oktaAuthJs } from './snippets-vendor.ts'

const makers: readonly ((app: SnippetFor) => Snippet)[] = [
  plainScript,
  oidcClient,
  angularOauth2Oidc,
  angularAuthOidcClient,
  keycloakJs,
  oktaAuthJs,
  auth0Js,
  openidClient,
  expressOpenidConnect,
  swaggerUi,
  curlUserinfo,
  codeWithPkce,
]

/** All snippets, computed for `app`. */
export function readySnippets(app: SnippetFor): readonly Snippet[] {
  return makers.map((maker) => maker(app))
}
