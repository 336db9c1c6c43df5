/**
 * Writes docs/presets.md: the presets as they are in the code, with what was run against them.
 *
 * @module
 */

import type { Preset } from '../../src/protocol/provider/preset.ts'
import { type PresetName, presetNames, presets } from '../../src/protocol/provider/presets.ts'
import { createProvider } from '../../src/protocol/provider/provider.ts'

interface Note {
  readonly gives: string
  /** What runs against it in the tests, unchanged. */
  readonly runs: string
  readonly limits: string
}

const notes: Readonly<Record<PresetName, Note>> = {
  wso2: {
    gives:
      'The Store’s endpoints, `azp` and `amr` in ID Tokens; `aud` (the app unless an API is named), `azp` and `aut` in access tokens; `aut` in introspection.',
    runs: 'A walk as the Store’s applications take it: keys, callback, each implicit response type, userinfo, introspection, logout, session check; [oidc-client](https://www.npmjs.com/package/oidc-client) 1.11.5 by the implicit grant.',
    limits: 'No tenants in the path (`/t/…`), no password grant.',
  },
  keycloak: {
    gives:
      'The endpoints of a realm, the two frames of keycloak-js, claims of scopes in every token, `typ`, `azp`, `realm_access` (the claim `roles` of the user) and `typ: JWT` in access tokens, `redirect_uri` at logout as before Keycloak 18.',
    runs: '[keycloak-js](https://www.npmjs.com/package/keycloak-js) 26 with its defaults, session frame, user profile and account page included, in the standard, implicit and hybrid flow.',
    limits:
      'A realm of the configuration is the realm of that name (`/realms/shop`), the default realm is `/realms/master`, or what `preset_tenant` says. `/account` is our account page, and tells a script that asks for JSON what `loadUserProfile()` wants: there is no more of the account REST API. There is no logout by refresh token, no admin API and no authorization services.',
  },
  auth0: {
    gives:
      'Its endpoints, an issuer that ends in a slash, `returnTo` at logout, claims of scopes in ID Tokens, `azp`, userinfo as a further `aud` and `typ: JWT` in access tokens.',
    runs: '[auth0-js](https://www.npmjs.com/package/auth0-js) 10 (implicit grant, silent renewal, logout) and [auth0-spa-js](https://www.npmjs.com/package/@auth0/auth0-spa-js) 2, by https, as Auth0 is; [passport-auth0](https://www.npmjs.com/package/passport-auth0) 1.4.',
    limits:
      'Its SDKs speak https: `tls: generated`. Userinfo takes a token from the query in local mode alone, as passport-auth0 sends it. A logout without `id_token_hint` asks the user. Connections, organizations, the Management API, passwordless and the password grant are not there; an access token without an API is a JWT here.',
  },
  okta: {
    gives:
      'The endpoints of a custom authorization server, `ver` and `amr` in ID Tokens; `cid`, `uid`, `scp`, `aud` (`api://default` unless an API is named) and `typ: JWT` in access tokens.',
    runs: '[@okta/okta-auth-js](https://www.npmjs.com/package/@okta/okta-auth-js) 8, which is told the issuer alone: code and PKCE or the implicit grant, renewal without a page, logout.',
    limits:
      'The org authorization server (`/oauth2/v1`), the Authentication API, sign-in widget and identity engine are not there. `sub` of an access token is that of the user, not a login name.',
  },
  entra: {
    gives:
      'The endpoints v2.0 and v1.0 below any tenant, an issuer with the tenant in it, `client_info` beside the tokens of an authorization response; `ver`, `tid`, `oid` in tokens, `azp`, `scp` and `typ: JWT` in access tokens.',
    runs: '[@azure/msal-browser](https://www.npmjs.com/package/@azure/msal-browser) 5 (code and PKCE) and [msal](https://www.npmjs.com/package/msal) 1.4 (implicit grant, renewal in a frame), by https, with the host among their `knownAuthorities`.',
    limits:
      'Its libraries speak https: `tls: generated`. The token endpoint writes no `client_info`, so msal-browser names accounts by `sub`. One tenant, whatever an app calls it; no Microsoft Graph, no instance discovery, no optional claims. `sub` is the same for every app unless `subject_type: pairwise` says otherwise.',
  },
  google: {
    gives:
      'The endpoints of all of Google’s hosts at one, `azp` and claims of the scopes in ID Tokens.',
    runs: '[passport-google-oauth20](https://www.npmjs.com/package/passport-google-oauth20) 2, and the classic redirect of the implicit grant as the documentation builds it.',
    limits:
      'Userinfo takes a token from the query in local mode alone, as passport-google-oauth20 sends it. A refresh token comes by `offline_access` or by `refresh_tokens: always` of the client, not by `access_type`. The Google Identity Services script (one tap, the rendered button) comes from Google alone. Access tokens are JWTs unless the client says `access_token_format: opaque`.',
  },
  cognito: {
    gives:
      'The endpoints of the managed login and of the user pool at one host, `logout_uri` at logout; `token_use`, `cognito:username` and `cognito:groups` (the claim `groups` of the user) in tokens.',
    runs: 'The parts of [aws-amplify](https://www.npmjs.com/package/aws-amplify) 6 that sign in by the managed login (`@aws-amplify/auth`, `@aws-amplify/core`), by https; a walk as the Developer Guide describes it: code, userInfo, revoke, logout.',
    limits:
      'The user pool API (SRP, `InitiateAuth`, by which Amplify renews its tokens), identity pools and federation are not there. A logout asks the user, for it brings no `id_token_hint`. An access token has an `aud`.',
  },
  identityserver: {
    gives: 'The endpoints, `amr` and `idp` in tokens.',
    runs: '[oidc-client](https://www.npmjs.com/package/oidc-client) 1.11.5 by the implicit grant.',
    limits: 'Device authorization, CIBA and the management of clients are not there.',
  },
  adfs: {
    gives:
      'The endpoints below `/adfs`, `ver`, `upn` and `unique_name` in tokens, `appid`, `apptype`, `scp` and `typ: JWT` in access tokens.',
    runs: '[oidc-client](https://www.npmjs.com/package/oidc-client) 1.11.5 by the implicit grant.',
    limits:
      'WS-Federation and SAML are not there. Access tokens are of the same issuer as ID Tokens.',
  },
  moserver: {
    gives:
      'The plugin’s endpoints, userinfo as a flat object, also without `openid`, a discovery document and an issuer for each client.',
    runs: 'A walk as its documentation describes it: the fragment, both userinfo endpoints, the code, the document.',
    limits:
      'Each client is told an issuer of its own, where its document stands; access tokens name that of the realm, for APIs. `response_type` is not optional, and a token always comes in the fragment, whatever its documentation leaves out (RFC 6749 §4.2).',
  },
}

/** The generated file, by its path from the root of the package. */
export function presetsFiles(): Readonly<Record<string, string>> {
  return { 'docs/presets.md': page() }
}

const address = 'http://localhost:9400'

const providerAt = (name: PresetName, preset: Preset) =>
  createProvider(name, preset, { realmId: 'default', tenant: preset.tenant ?? '' })

function summary(name: PresetName): string {
  const preset: Preset = presets[name]
  const { gives, runs } = notes[name]
  const issuer = `\`${address}${providerAt(name, preset).issuerEnd}\``
  return `| [\`${name}\`](#${name}) | ${preset.title} | ${issuer} | ${gives} | ${runs} |`
}

function section(name: PresetName): string {
  const preset: Preset = presets[name]
  const base = preset.base?.({ realmId: 'default', tenant: preset.tenant ?? '' }) ?? ''
  const rows = preset.paths.map(({ theirs, ours }) => `| \`${base}${theirs}\` | \`${ours}\` |`)
  const tenant =
    preset.tenant === undefined
      ? ''
      : `\n\`preset_tenant\`: \`${preset.tenant}\` unless it is set.\n`
  return `## ${name}

${preset.title}. ${notes[name].limits}
${tenant}
| path of the provider | path of ours |
|---|---|
${rows.join('\n')}

Facts: ${[...preset.cites, ...(preset.errors?.cites ?? [])].join('; ')}.
${wordings(preset)}`
}

/** What a provider says in the place of our sentences. */
function wordings({ errors }: Preset): string {
  if (errors === undefined) return ''
  const rows = errors.rows.map(({ of, at, text }) => {
    const where = at === undefined ? '' : ` at ${at}`
    const refused = /^[a-z_]+$/.test(of) ? `\`${of}\`${where}` : `The request must ${of}${where}.`
    return `| ${refused} | ${text} |`
  })
  return `
| what is refused | in the provider’s words |
|---|---|
${rows.join('\n')}
`
}

const page = (): string => `# Presets: apps that were written against another provider

Generated from the code by \`npm run docs\`.

An app that was written against another provider runs here when the host of that provider is replaced, and nothing
else:

\`\`\`yaml
preset: wso2          # or FRAGRANT_PRESET, or --preset; on a realm too
\`\`\`

| preset | provider | issuer | what it gives | what was run against it |
|---|---|---|---|---|
${presetNames.map(summary).join('\n')}

A preset is a table of names on the same flows, never a second protocol
([0040](decisions/0040-presets-are-tables-of-names.md)):

- The paths of the provider answer beside those of ours, which stay, as the pages do. Metadata advertise the provider's.
- What is allowed stays what it is: exact redirect URIs, PKCE, nonce, consent, the modes of answers, local and strict mode.
- Errors have the codes of the specifications (RFC 6749 §4.2.2.1, §5.2, OIDC Core §3.1.2.6), which the providers use too. Their
  \`error_description\` is the provider’s where the tables below have one, with the numbers that it has for it, such as
  \`AADSTS50058\`; our sentence stays in the log, in Activity and on the "why" page
  ([0049](decisions/0049-errors-in-a-providers-words.md)).
- Each realm stands by itself: \`preset\` of the top level holds for every realm that does not say otherwise
  (\`preset: none\`), below its own \`/realms/{id}\`.
- A claim that the provider writes is added to ours. Claims of users are those of the configuration; what a provider
  calls otherwise is renamed where the table says so.
- A web app on Spring Boot 3.5 with Spring Security’s client runs against \`google\` and \`okta\` as \`CommonOAuth2Provider\` has
  them, and against \`keycloak\`, \`auth0\`, \`cognito\` and \`entra\` by \`issuer-uri\` (\`npm run test:toolchains\`).
- [openid-client](https://www.npmjs.com/package/openid-client) 6 runs against every preset, told its issuer and no more: it
  compares each \`iss\`.
- \`preset_tenant\` names the tenant, realm or pool where the provider's paths have one.

${presetNames.map(section).join('\n')}`
