/**
 * Snippets for the browser libraries of vendors, pointed at this server instead.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import { addressOf, baseOf, literal, type Snippet, type SnippetFor, scopeOf } from './snippet.ts'

/** What the library is told of the server: under the preset as it is told of a Keycloak. */
export function keycloakServer({ issuer, preset }: SnippetFor): string {
  const [, url, realm] = /^(.*)\/realms\/([^/]+)$/.exec(issuer) ?? []
  return preset === 'keycloak' && url !== undefined && realm !== undefined
    ? `url: ${literal(url)},\n  realm: ${literal(realm)}`
    : `oidcProvider: ${literal(issuer)}`
}

/** Its frame that watches a session asks at paths of Keycloak. */
export const keycloakFrame = ({ preset }: SnippetFor): string =>
  preset === 'keycloak'
    ? ''
    : '  checkLoginIframe: false, // its own protocol, which only Keycloak speaks\n'

export function keycloakJs(app: SnippetFor): Snippet {
  const { clientId, redirectUri } = app
  return {
    title: 'keycloak-js',
    language: 'js',
    code: `import Keycloak from 'keycloak-js'

const keycloak = new Keycloak({
  clientId: ${literal(clientId)},
  ${keycloakServer(app)},
})

await keycloak.init({
  flow: 'implicit',
  onLoad: 'login-required',
  redirectUri: ${literal(redirectUri)},
  scope: ${literal(scopeOf(app))},
${keycloakFrame(app)}})
`,
  }
}

/** The addresses that the library would make of an issuer of Okta are the right ones under the preset. */
export function oktaAddresses(app: SnippetFor, paths: Readonly<Record<string, string>>): string {
  if (app.preset === 'okta') return ''
  const lines = Object.entries(paths)
  return lines.map(([name, path]) => `  ${name}: ${literal(addressOf(app, path))},\n`).join('')
}

export function oktaAuthJs(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  const addresses = oktaAddresses(app, {
    authorizeUrl: realmPaths.authorize,
    userinfoUrl: realmPaths.userinfo,
    logoutUrl: realmPaths.logOut,
  })
  return {
    title: 'okta-auth-js',
    language: 'js',
    code: `import { OktaAuth } from '@okta/okta-auth-js'

const auth = new OktaAuth({
  issuer: ${literal(issuer)},
${addresses}  clientId: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: ['token', 'id_token'],
  scopes: [${scopeOf(app).split(' ').map(literal).join(', ')}],
  pkce: false,
})

await auth.token.getWithRedirect() // the button "Sign in"
const { tokens } = await auth.token.parseFromUrl() // the page of the redirect URI
`,
  }
}

/** What the libraries of Auth0 call a domain, under the preset. */
export const auth0Domain = ({ issuer }: SnippetFor): string =>
  issuer.replace(/^https?:\/\//, '').replace(/\/$/, '')

export function auth0Js(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri, preset } = app
  const overrides = `
  overrides: {
    __token_issuer: ${literal(issuer)},
    __jwks_uri: ${literal(addressOf(app, realmPaths.jwks))},
  },`
  const isAuth0 = preset === 'auth0'
  // the library takes a domain for one by https
  const isHttp = issuer.startsWith('http:')
  return {
    title: 'auth0-js',
    language: 'js',
    code: `import auth0 from 'auth0-js'

const auth = new auth0.WebAuth({
  domain: ${literal(isAuth0 && !isHttp ? auth0Domain(app) : baseOf(app))},
  clientID: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: 'token id_token',
  scope: ${literal(scopeOf(app))},${isAuth0 ? '' : overrides}
})

auth.authorize() // the button "Sign in"
auth.parseHash((error, answer) => console.log(error ?? answer.idTokenPayload)) // the redirect URI
`,
  }
}
