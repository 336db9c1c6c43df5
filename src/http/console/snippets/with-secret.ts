/**
 * Snippets for web apps that have a secret: it stands in the environment of their server, and never in a
 * browser.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import {
  addressOf,
  literal,
  quoted,
  type Snippet,
  type SnippetFor,
  scopeOf,
  shellWord,
} from './snippet.ts'

export function passportOpenidconnect(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  const scopes = scopeOf(app).split(' ').map(literal).join(', ')
  return {
    title: 'passport-openidconnect',
    language: 'js',
    code: `import passport from 'passport'
import { Strategy } from 'passport-openidconnect'

passport.use(
  new Strategy(
    {
      issuer: ${literal(issuer)},
      authorizationURL: ${literal(addressOf(app, realmPaths.authorize))},
      tokenURL: ${literal(addressOf(app, realmPaths.token))},
      userInfoURL: ${literal(addressOf(app, realmPaths.userinfo))},
      clientID: ${literal(clientId)},
      clientSecret: process.env.CLIENT_SECRET,
      callbackURL: ${literal(redirectUri)},
      scope: [${scopes}],
    },
    (issuer, profile, done) => done(null, profile),
  ),
)

// The link "Sign in", and the page of callbackURL, behind a session of your app:
// passport.authenticate('openidconnect')
`,
  }
}

export function springSecurity(app: SnippetFor): Snippet {
  const { issuer, clientId, redirectUri } = app
  const scopes = scopeOf(app).split(' ').join(', ')
  return {
    title: 'Spring Boot (3.5 or later)',
    language: 'yaml',
    code: `# application.yaml, with spring-boot-starter-oauth2-client
spring.security.oauth2.client:
  registration:
    fragrant:
      client-id: ${quoted(clientId)}
      client-secret: "\${CLIENT_SECRET}"
      authorization-grant-type: authorization_code
      # the filter of Spring listens at login/oauth2/code/fragrant; another callback needs one of your own
      redirect-uri: ${quoted(redirectUri)}
      scope: ${quoted(scopes)}
  provider:
    fragrant:
      issuer-uri: ${quoted(issuer)}
`,
  }
}

/** What comes to the callback becomes tokens. */
export function curlCode(app: SnippetFor): Snippet {
  const { clientId, redirectUri } = app
  return {
    title: 'Tokens for a code (curl)',
    language: 'sh',
    code: `curl ${shellWord(addressOf(app, realmPaths.token))} \\
  --data-urlencode ${shellWord(`client_id=${clientId}`)} \\
  --data-urlencode "client_secret=$CLIENT_SECRET" \\
  --data grant_type=authorization_code \\
  --data-urlencode ${shellWord(`redirect_uri=${redirectUri}`)} \\
  --data-urlencode "code=$CODE"
`,
  }
}
