/**
 * Snippets for apps that run in the browser, with the libraries that belong to no vendor.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import {
  addressOf,
  besides,
  homeOf,
  literal,
  type Snippet,
  type SnippetFor,
  scopeOf,
} from './snippet.ts'

export function plainScript(app: SnippetFor): Snippet {
  const { clientId, redirectUri } = app
  return {
    title: 'Plain JavaScript, without a library',
    language: 'js',
    code: `const authorizationEndpoint = ${literal(addressOf(app, realmPaths.authorize))}
const userinfoEndpoint = ${literal(addressOf(app, realmPaths.userinfo))}
const random = () => crypto.randomUUID()

// The button "Sign in"
function signIn() {
  sessionStorage.state = random()
  sessionStorage.nonce = random()
  location.assign(authorizationEndpoint + '?' + new URLSearchParams({
    response_type: 'id_token token',
    client_id: ${literal(clientId)},
    redirect_uri: ${literal(redirectUri)},
    scope: ${literal(scopeOf(app))},
    state: sessionStorage.state,
    nonce: sessionStorage.nonce,
  }))
}

// The page of the redirect URI
async function takeAnswer() {
  const answer = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
  if (answer.get('state') !== sessionStorage.state) throw new Error('Not the answer to our request')
  if (answer.has('error')) throw new Error(answer.get('error_description') ?? answer.get('error'))
  // Before you trust the id_token: check its signature, iss, aud, exp and nonce (jose does it).
  const response = await fetch(userinfoEndpoint, {
    headers: { authorization: 'Bearer ' + answer.get('access_token') },
  })
  return response.json()
}
`,
  }
}

export function oidcClient(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri, registered } = app
  const silentUri = besides(redirectUri, 'silent.html')
  const renews = registered?.includes(silentUri) ?? true
  const settings = [
    `authority: ${literal(issuer)}`,
    `client_id: ${literal(clientId)}`,
    `redirect_uri: ${literal(redirectUri)}`,
    ...(renews ? [`silent_redirect_uri: ${literal(silentUri)}`] : []),
    `post_logout_redirect_uri: ${literal(homeOf(redirectUri))}`,
    "response_type: 'id_token token'",
    `scope: ${literal(scopeOf(app))}`,
    ...(renews ? ['automaticSilentRenew: true'] : []),
  ]
  return {
    title: 'oidc-client 1.11',
    language: 'js',
    code: `import { UserManager } from 'oidc-client'

const users = new UserManager({
${settings.map((line) => `  ${line},\n`).join('')}})

// The buttons "Sign in" and "Sign out"
export const signIn = () => users.signinRedirect()
export const signOut = () => users.signoutRedirect()

// The page of redirect_uri: resolves to the user
export const takeAnswer = () => users.signinRedirectCallback()

${renews ? silentPage : `// To renew in silence, register another callback URL: ${silentUri}`}
`,
  }
}

/** angular-oauth2-oidc wants every endpoint below the issuer. */
export const elsewhere = (app: SnippetFor): string =>
  addressOf(app, realmPaths.authorize).startsWith(app.issuer)
    ? ''
    : '  strictDiscoveryDocumentValidation: false, // the endpoints are not below the issuer\n'

const silentPage = `// The page of silent_redirect_uri, which is all that it has to hold:
// <script src="oidc-client.min.js"></script><script>new Oidc.UserManager().signinSilentCallback()</script>`

export function angularOauth2Oidc(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  return {
    title: 'angular-oauth2-oidc',
    language: 'ts',
    code: `import { OAuthService } from 'angular-oauth2-oidc'
import { JwksValidationHandler } from 'angular-oauth2-oidc-jwks'

const oauth = inject(OAuthService)
oauth.configure({
  issuer: ${literal(issuer)},
  clientId: ${literal(clientId)},
  redirectUri: ${literal(redirectUri)},
  responseType: 'id_token token',
  scope: ${literal(scopeOf(app))},
${elsewhere(app)}})
oauth.tokenValidationHandler = new JwksValidationHandler()

await oauth.loadDiscoveryDocumentAndTryLogin()
if (!oauth.hasValidIdToken()) oauth.initImplicitFlow()
`,
  }
}

export function angularAuthOidcClient(app: SnippetFor): Snippet {
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
        responseType: 'id_token token',
        scope: ${literal(scopeOf(app))},
        // With true, version 22 does not recognise an answer in the fragment.
        checkRedirectUrlWhenCheckingIfIsCallback: false,
      },
    }),
  ],
}

const oidc = inject(OidcSecurityService)
oidc.checkAuth().subscribe(({ isAuthenticated }) => isAuthenticated || oidc.authorize())
`,
  }
}
