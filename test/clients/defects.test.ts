import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as modern from 'oidc-client-ts'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defects } from '../../src/control/faults/defects.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { Match } from '../../src/testing/realm/faults.ts'
import { describeInBrowser } from '../support/browser.ts'
import { bundleApp } from '../support/bundle.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

// a bundle of before ES modules
const classic = createRequire(import.meta.url)('oidc-client') as typeof import('oidc-client')

const redirect_uri = 'http://localhost:5173/callback'
const scope = 'openid'

/** The table of docs/testing.md: what each client notices, by the head of its column. */
function documented(column: string): Readonly<Record<string, boolean>> {
  const page = readFileSync('docs/testing.md', 'utf8')
  const [head = '', , ...rows] =
    page.slice(page.indexOf('| defect |')).split('\n\n')[0]?.split('\n') ?? []
  const cellsOf = (row: string) => row.split('|').map((cell) => cell.trim())
  const at = cellsOf(head).indexOf(column)
  if (at < 0) throw new Error(`docs/testing.md has no column ${column}.`)
  return Object.fromEntries(
    rows.map(cellsOf).map((cells) => [cells[1]?.replaceAll('`', ''), cells[at] === 'notices']),
  )
}

type Login = (idp: TestServer) => Promise<unknown>

/** Which defects a client refuses; a sound login it takes. */
async function noticed(idp: TestServer, match: Match, login: Login) {
  await idp.faults.clear()
  await login(idp)
  const seen: [string, boolean][] = []
  for (const tokens of defects) {
    await idp.faults.clear()
    await idp.faults.always(match, { tokens })
    seen.push([
      tokens,
      await login(idp).then(
        () => false,
        () => true,
      ),
    ])
  }
  return Object.fromEntries(seen)
}

/** Where the browser is sent on to. */
async function answerTo(url: string | URL): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

type Extension = (config: openid.Configuration) => void

const byOpenidClient =
  (...extensions: readonly Extension[]): Login =>
  async ({ issuer }) => {
    const execute = [openid.allowInsecureRequests, ...extensions]
    const config = await openid.discovery(new URL(issuer), 'web', {}, openid.None(), { execute })
    const pkceCodeVerifier = openid.randomPKCECodeVerifier()
    const url = openid.buildAuthorizationUrl(config, {
      ...{ redirect_uri, scope, nonce: 'n-1', state: 's-1', code_challenge_method: 'S256' },
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    })
    return openid.authorizationCodeGrant(config, await answerTo(url), {
      ...{ pkceCodeVerifier, expectedNonce: 'n-1', expectedState: 's-1', idTokenExpected: true },
    })
  }

const byOidcClient: Login = async ({ issuer, endpoints }) => {
  const metadata = await (await fetch(endpoints.discovery)).json()
  const { keys } = (await (await fetch(endpoints.jwks)).json()) as { readonly keys: object[] }
  const stateStore = new classic.WebStorageStateStore({ store: new classic.InMemoryWebStorage() })
  const client = new classic.OidcClient({
    ...{ authority: issuer, metadata, signingKeys: keys, client_id: 'classic', redirect_uri },
    ...{ response_type: 'id_token token', scope, loadUserInfo: false, stateStore },
  })
  const { url } = await client.createSigninRequest()
  return client.processSigninResponse((await answerTo(url)).href)
}

const byOidcClientTs: Login = async ({ issuer }) => {
  const stateStore = new modern.WebStorageStateStore({ store: new modern.InMemoryWebStorage() })
  const client = new modern.OidcClient({
    ...{ authority: issuer, client_id: 'modern', redirect_uri, scope, stateStore },
  })
  const { url } = await client.createSigninRequest({ nonce: 'n-1' })
  return client.processSigninResponse((await answerTo(url)).href)
}

/** An API: it looks at the access token alone. */
const byJose: Login = async (idp) => {
  const { params } = await idp.authorize({
    ...{ client_id: 'spa', redirect_uri, response_type: 'id_token token', scope, nonce: 'n-1' },
    audience: 'my-api',
  })
  const keys = createRemoteJWKSet(new URL(idp.endpoints.jwks))
  const { issuer } = idp
  const sound = { issuer, audience: 'my-api', requiredClaims: ['sub', 'exp'] }
  return jwtVerify(params['access_token'] ?? '', keys, sound)
}

describe('defects of tokens, and who notices', () => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await startFragrant()
  })
  afterAll(() => idp.stop())

  const front = { endpoint: 'authorize' } as const
  const back = { endpoint: 'token' } as const

  it.each([
    ['openid-client, front channel', front, byOpenidClient(openid.useCodeIdTokenResponseType)],
    ['openid-client, /token', back, byOpenidClient()],
    ['… that verifies', back, byOpenidClient(openid.enableNonRepudiationChecks)],
    ['oidc-client, front channel', front, byOidcClient],
    ['oidc-client-ts, /token', back, byOidcClientTs],
    ['jose, access token', front, byJose],
  ])('are refused by %s as docs/testing.md says', async (column, match, login) => {
    expect(await noticed(idp, match, login)).toEqual(documented(column))
  })
})

const pageFor = (issuer: string, responseType: string) => `<!doctype html><title>angular</title>
<button id="in">In</button><button id="out">Out</button><pre id="user"></pre><pre id="events"></pre>
<script>
  window.issuer = ${JSON.stringify(issuer)}
  window.responseType = ${JSON.stringify(responseType)}
</script>
<script type="module" src="/app.js"></script>`

describeInBrowser('defects of tokens in a browser', (browser) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await startFragrant()
  })
  afterAll(() => idp.stop())

  const by =
    (site: StaticServer): Login =>
    async () => {
      const page = await browser.open({}, /./)
      await page.goto(site.origin)
      await page.locator('body[data-ready]').waitFor()
      await page.locator('#in').click()
      await page.waitForURL('**/callback*')
      const isTold = () =>
        document.body.dataset['ready'] !== undefined ||
        /error|invalid/.test(document.getElementById('events')?.textContent ?? '')
      await page.waitForFunction(isTold)
      const isIn = await page.evaluate(() => window.oauth.hasValidIdToken())
      await page.context().close()
      if (!isIn) throw new Error('nobody is signed in')
    }

  it.each([
    ['angular-oauth2-oidc, front channel', 'authorize', 'id_token token'],
    ['angular-oauth2-oidc, /token', 'token', 'code'],
  ] as const)(
    'are refused by %s as docs/testing.md says',
    async (column, endpoint, type) => {
      const app = await bundleApp('angular.ts')
      const site = await serveApp({ '/': pageFor(idp.issuer, type), '/app.js': app })
      try {
        expect(await noticed(idp, { endpoint }, by(site))).toEqual(documented(column))
      } finally {
        await site.close()
      }
    },
    240_000,
  )
})
