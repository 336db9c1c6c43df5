/**
 * The same for the browser libraries of vendors, pointed at this server instead, and for API
 * documentation.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import {
  addressOf,
  baseOf,
  homeOf,
  literal,
  type Snippet,
  type SnippetFor,
  scopeOf,
  yamlString,
} from './snippet.ts'
import { auth0Domain, keycloakFrame, keycloakServer, oktaAddresses } from './vendor.ts'

export function keycloakJsCode(app: SnippetFor): Snippet {
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
  // flow 'standard' and pkceMethod 'S256' are its defaults
  onLoad: 'login-required',
  redirectUri: ${literal(redirectUri)},
  scope: ${literal(scopeOf(app))},
${keycloakFrame(app)}})

await keycloak.updateToken(30) // renews by refresh token
`,
  }
}

/** It renews by refresh token, which it asks for by this scope. */
const scopesWithRenewal = (app: SnippetFor): string =>
  (app.scope ?? `${scopeOf(app)} offline_access`).split(' ').map(literal).join(', ')

export function oktaAuthJsCode(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  const addresses = oktaAddresses(app, {
    authorizeUrl: realmPaths.authorize,
    tokenUrl: realmPaths.token,
    revokeUrl: realmPaths.revoke,
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
  scopes: [${scopesWithRenewal(app)}],
  // pkce: true is its default
})

await auth.token.getWithRedirect() // the button "Sign in"
const { tokens } = await auth.token.parseFromUrl() // the page of the redirect URI
`,
  }
}

/** The library takes an http issuer only when it ends in a slash, which ours does not. */
const overHttp = `// The library wants an issuer by https: start the server with tls: generated.
`

export function auth0SpaJs(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri, preset } = app
  const byHttps = (address: string) => literal(address.replace(/^http:/, 'https:'))
  const server =
    preset === 'auth0'
      ? `domain: ${literal(auth0Domain(app))}`
      : `domain: ${byHttps(baseOf(app))},\n  issuer: ${byHttps(issuer)}`
  return {
    title: 'auth0-spa-js 2',
    language: 'js',
    code: `import { createAuth0Client } from '@auth0/auth0-spa-js'

${issuer.startsWith('http:') ? overHttp : ''}const auth = await createAuth0Client({
  ${server},
  clientId: ${literal(clientId)},
  authorizationParams: {
    redirect_uri: ${literal(redirectUri)},
    scope: ${literal(scopeOf(app))},
  },
  useRefreshTokens: true,
})

await auth.loginWithRedirect() // the button "Sign in"
await auth.handleRedirectCallback() // the page of the redirect URI
const token = await auth.getTokenSilently()
await auth.logout({ logoutParams: { returnTo: ${literal(homeOf(redirectUri))} } })
`,
  }
}

export function swaggerUiCode(app: SnippetFor): Snippet {
  const { clientId } = app
  return {
    title: 'swagger-ui (OpenAPI 3)',
    language: 'yaml',
    code: `# Redirect URI to register: the address of your oauth2-redirect.html
components:
  securitySchemes:
    fragrant:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: ${yamlString(addressOf(app, realmPaths.authorize))}
          tokenUrl: ${yamlString(addressOf(app, realmPaths.token))}
          scopes:
            openid: Know who you are
            profile: See your profile
security:
  - fragrant: [openid, profile]

# And in the page, after SwaggerUIBundle:
# ui.initOAuth({ clientId: ${literal(clientId)}, scopes: 'openid profile', usePkceWithAuthorizationCodeGrant: true })
`,
  }
}
