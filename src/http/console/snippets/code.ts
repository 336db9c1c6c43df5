/**
 * Snippets for apps that run in the browser, by code and PKCE, with the libraries that belong to no
 * vendor.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import { elsewhere } from './single-page.ts'
import { addressOf, homeOf, literal, type Snippet, type SnippetFor, scopeOf } from './snippet.ts'

export function plainCode(app: SnippetFor): Snippet {
  const { clientId, redirectUri } = app
  return {
    title: 'Plain JavaScript, without a library',
    language: 'js',
    code: `const authorizationEndpoint = ${literal(addressOf(app, realmPaths.authorize))}
const tokenEndpoint = ${literal(addressOf(app, realmPaths.token))}
const client = { client_id: ${literal(clientId)}, redirect_uri: ${literal(redirectUri)} }
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

// The button "Sign in"
async function signIn() {
  sessionStorage.state = random()
  sessionStorage.verifier = random()
  const bytes = new TextEncoder().encode(sessionStorage.verifier)
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  location.assign(authorizationEndpoint + '?' + new URLSearchParams({
    ...client,
    response_type: 'code',
    scope: ${literal(scopeOf(app))},
    state: sessionStorage.state,
    code_challenge: base64url(new Uint8Array(hash)),
    code_challenge_method: 'S256',
  }))
}

// The page of the redirect URI
async function takeAnswer() {
  const answer = new URLSearchParams(location.search)
  history.replaceState(null, '', location.pathname)
  if (answer.get('state') !== sessionStorage.state) throw new Error('Not the answer to our request')
  if (answer.has('error')) throw new Error(answer.get('error_description') ?? answer.get('error'))
  const response = await fetch(tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      grant_type: 'authorization_code',
      code: answer.get('code'),
      code_verifier: sessionStorage.verifier,
    }),
  })
  const tokens = await response.json()
  if (!response.ok) throw new Error(tokens.error_description)
  return tokens // access_token, id_token, expires_in and, if it may have one, refresh_token
}
`,
  }
}

export function oidcClientTs(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  return {
    title: 'oidc-client-ts 3',
    language: 'js',
    code: `import { UserManager } from 'oidc-client-ts'

const users = new UserManager({
  authority: ${literal(issuer)},
  client_id: ${literal(clientId)},
  redirect_uri: ${literal(redirectUri)},
  post_logout_redirect_uri: ${literal(homeOf(redirectUri))},
  scope: ${literal(scopeOf(app))},
  loadUserInfo: true, // name and e-mail in user.profile
  // response_type 'code' with PKCE and automaticSilentRenew are its defaults
})

// The buttons "Sign in" and "Sign out"
export const signIn = () => users.signinRedirect()
export const signOut = () => users.signoutRedirect()

// The page of redirect_uri: resolves to the user. Also in the hidden frames of
// monitorSession and of renewals without a refresh token
export const takeAnswer = () => users.signinCallback()
`,
  }
}

export function angularOauth2OidcCode(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  return {
    title: 'angular-oauth2-oidc',
    language: 'ts',
    code: `import { OAuthService } from 'angular-oauth2-oidc'

const oauth = inject(OAuthService)
oauth.configure({
  issuer: ${literal(issuer)},
  clientId: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: 'code',
  scope: ${literal(scopeOf(app))},
${elsewhere(app)}})
oauth.setupAutomaticSilentRefresh() // by refresh token

await oauth.loadDiscoveryDocumentAndTryLogin()
if (!oauth.hasValidIdToken()) oauth.initCodeFlow()
`,
  }
}

export function angularAuthOidcClientCode(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  return {
    title: 'angular-auth-oidc-client',
    language: 'ts',
    code: `import { OidcSecurityService, provideAuth } from 'angular-auth-oidc-client'

export const appConfig: ApplicationConfig = {
  providers: [
    provideAuth({
      config: {
        authority: ${literal(issuer)},
        clientId: ${literal(clientId)},
        redirectUrl: ${literal(redirectUri)},
        responseType: 'code',
        scope: ${literal(scopeOf(app))},
        silentRenew: true,
        useRefreshToken: true,
      },
    }),
  ],
}

const oidc = inject(OidcSecurityService)
oidc.checkAuth().subscribe(({ isAuthenticated }) => isAuthenticated || oidc.authorize())
`,
  }
}
