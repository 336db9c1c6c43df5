/**
 * Snippets for apps with a server, for API documentation and for the shell.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import {
  addressOf,
  literal,
  type Snippet,
  type SnippetFor,
  scopeOf,
  shellWord,
  yamlString,
} from './snippet.ts'

const isPlainHttp = (issuer: string) => issuer.startsWith('http://')

/** How openid-client gets to know the server; its variable is `config`. */
function discovering({ issuer, clientId, hasSecret = false }: SnippetFor): string {
  const proof = hasSecret ? 'client.ClientSecretPost(process.env.CLIENT_SECRET)' : 'client.None()'
  const known = `new URL(${literal(issuer)}), ${literal(clientId)}, undefined, ${proof}`
  return isPlainHttp(issuer)
    ? `// This issuer speaks plain http, which the library allows only when told to.
const config = await client.discovery(${known}, {
  execute: [client.allowInsecureRequests],
})`
    : `const config = await client.discovery(${known})`
}

export function openidClientCode(app: SnippetFor): Snippet {
  return {
    title: 'openid-client 6 (Node)',
    language: 'js',
    code: `import * as client from 'openid-client'

${discovering(app)}

const verifier = client.randomPKCECodeVerifier() // keep both in the session of your app
const state = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: ${literal(app.redirectUri)},
  scope: ${literal(scopeOf(app))},
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
})

// GET to the redirect URI, as a Request or a URL
const tokens = await client.authorizationCodeGrant(config, request, {
  pkceCodeVerifier: verifier,
  expectedState: state,
})
const claims = tokens.claims()
`,
  }
}

export function openidClient(app: SnippetFor): Snippet {
  return {
    title: 'openid-client 6 (Node, id_token by form_post)',
    language: 'js',
    code: `import * as client from 'openid-client'

${discovering(app)}
client.useIdTokenResponseType(config)

const nonce = client.randomNonce() // keep both in the session of your app
const state = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: ${literal(app.redirectUri)},
  response_mode: 'form_post',
  scope: ${literal(scopeOf(app))},
  nonce,
  state,
})

// POST to the redirect URI, as a Request with the form as its body
const claims = await client.implicitAuthentication(config, request, nonce, {
  expectedState: state,
})
`,
  }
}

export function expressOpenidConnect({ issuer, clientId, redirectUri }: SnippetFor): Snippet {
  const { origin, pathname } = partsOf(redirectUri)
  return {
    title: 'express-openid-connect (id_token by form_post)',
    language: 'js',
    code: `import { auth } from 'express-openid-connect'

app.use(
  auth({
    issuerBaseURL: ${literal(issuer)},
    clientID: ${literal(clientId)},
    baseURL: ${literal(origin)},
    routes: { callback: ${literal(pathname)} },
    secret: process.env.SESSION_SECRET, // 32 characters or more
    authRequired: false,
  }),
)
`,
  }
}

/** `origin` and `pathname` of a redirect URI; a private-use scheme has an origin of its own text. */
function partsOf(redirectUri: string): { origin: string; pathname: string } {
  if (!/^https?:/i.test(redirectUri) || !URL.canParse(redirectUri)) {
    return { origin: redirectUri, pathname: '/callback' }
  }
  return new URL(redirectUri)
}

export function swaggerUi(app: SnippetFor): Snippet {
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
        implicit:
          authorizationUrl: ${yamlString(addressOf(app, realmPaths.authorize))}
          scopes:
            openid: Know who you are
            profile: See your profile
security:
  - fragrant: [openid, profile]

# And in the page: ui.initOAuth({ clientId: ${literal(clientId)}, scopes: 'openid profile' })
`,
  }
}

export function curlUserinfo(app: SnippetFor): Snippet {
  return {
    title: 'curl: who does this access token stand for?',
    language: 'sh',
    code: `curl -H "Authorization: Bearer $ACCESS_TOKEN" ${shellWord(addressOf(app, realmPaths.userinfo))}\n`,
  }
}
