/**
 * Snippets for the browser libraries of vendors, pointed at this server instead.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import { literal, type Snippet, type SnippetFor } from './snippet.ts'

export function keycloakJs({ issuer, clientId, redirectUri }: SnippetFor): Snippet {
  return {
    title: 'keycloak-js',
    language: 'js',
    code: `import Keycloak from 'keycloak-js'

const keycloak = new Keycloak({
  clientId: ${literal(clientId)},
  oidcProvider: ${literal(issuer)},
})

await keycloak.init({
  flow: 'implicit',
  onLoad: 'login-required',
  redirectUri: ${literal(redirectUri)},
  scope: 'openid profile email',
  checkLoginIframe: false, // its own protocol, which only Keycloak speaks
})
`,
  }
}

export function oktaAuthJs({ issuer, clientId, redirectUri }: SnippetFor): Snippet {
  return {
    title: 'okta-auth-js',
    language: 'js',
    code: `import { OktaAuth } from '@okta/okta-auth-js'

const auth = new OktaAuth({
  issuer: ${literal(issuer)},
  authorizeUrl: ${literal(issuer + realmPaths.authorize)},
  userinfoUrl: ${literal(issuer + realmPaths.userinfo)},
  logoutUrl: ${literal(issuer + realmPaths.logOut)},
  clientId: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: ['token', 'id_token'],
  scopes: ['openid', 'profile', 'email'],
  pkce: false,
})

await auth.token.getWithRedirect() // the button "Sign in"
const { tokens } = await auth.token.parseFromUrl() // the page of the redirect URI
`,
  }
}

export function auth0Js({ issuer, clientId, redirectUri }: SnippetFor): Snippet {
  return {
    title: 'auth0-js',
    language: 'js',
    code: `import auth0 from 'auth0-js'

const auth = new auth0.WebAuth({
  domain: ${literal(issuer)},
  clientID: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: 'token id_token',
  scope: 'openid profile email',
  overrides: {
    __token_issuer: ${literal(issuer)},
    __jwks_uri: ${literal(issuer + realmPaths.jwks)},
  },
})

auth.authorize() // the button "Sign in"
auth.parseHash((error, answer) => console.log(error ?? answer.idTokenPayload)) // the redirect URI
`,
  }
}
