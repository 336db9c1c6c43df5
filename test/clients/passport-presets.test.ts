import { Strategy as Auth0 } from 'passport-auth0'
import { Strategy as Google } from 'passport-google-oauth20'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import type { PresetName } from '../../src/protocol/provider/presets.ts'
import { followAs, landingOf } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { serveWebApp, type WebApp } from './apps/passport.ts'

const own = { clientID: 'a-web-app', clientSecret: 'a-secret-of-the-web-app' }

interface Profile {
  readonly id: string
  readonly displayName?: string
}
type Done = (error: null, user: Profile) => void

const keepProfile = ({ id, displayName = '' }: Profile, done: Done) =>
  done(null, { id, displayName })

/** Each strategy with the addresses that it has by itself, at our host. */
const strategies: readonly (readonly [
  library: string,
  preset: PresetName,
  make: (issuer: string, callbackURL: string) => object,
])[] = [
  [
    'passport-google-oauth20 2',
    'google',
    (issuer, callbackURL) =>
      new Google(
        {
          ...{ ...own, callbackURL },
          authorizationURL: `${issuer}/o/oauth2/v2/auth`,
          tokenURL: `${issuer}/oauth2/v4/token`,
          userProfileURL: `${issuer}/oauth2/v3/userinfo`,
        },
        (_, __, profile, done) => keepProfile(profile, done),
      ),
  ],
  [
    'passport-auth0 1.4',
    'auth0',
    (issuer, callbackURL) =>
      new Auth0(
        {
          ...{ ...own, callbackURL, domain: new URL(issuer).host },
          expectedIssuer: `${issuer}/`,
          authorizationURL: `${issuer}/authorize`,
          tokenURL: `${issuer}/oauth/token`,
          userInfoURL: `${issuer}/userinfo`,
        },
        (_, __, ___, profile, done) => keepProfile(profile, done),
      ),
  ],
]

describe.each(strategies)('%s, with the host of its provider replaced', (_, preset, make) => {
  let server: TestServer
  let web: WebApp
  beforeAll(async () => {
    web = await serveWebApp(preset)
    const callback = `${web.origin}/cb`
    server = await startServer({
      preset,
      clients: [
        {
          ...{ client_id: own.clientID, client_secret: own.clientSecret },
          ...{ redirect_uris: [callback], response_types: ['code'], require_pkce: false },
        },
      ],
    })
    web.useStrategy(make(server.issuer, callback))
  })
  afterAll(async () => {
    await server.close()
    await web.close()
  })

  it('signs its user in, and reads who they are', async () => {
    const sent = await fetch(`${web.origin}/login`, { redirect: 'manual' })
    const cookie = sent.headers.get('set-cookie')?.split(';')[0] ?? ''
    const asked = sent.headers.get('location') ?? ''
    const landing = landingOf(await followAs(createVisitor(server.issuer), asked))
    const shown = await (await fetch(landing, { headers: { cookie } })).text()
    const [, user = ''] = /<pre id="user">(.*)<\/pre>/.exec(shown) ?? []
    expect(JSON.parse(user)).toMatchObject({
      user: { id: 'alice', displayName: 'Alice Rosa Liddell' },
    })
  })
})

describe('A token in the query, as strategies of passport send it', () => {
  const refusedBy = async (options: FragrantOptions, headers = {}) => {
    const server = await startServer(options)
    const answer = await fetch(`${server.issuer}/userinfo?access_token=any`, { headers })
    await server.close()
    return ((await answer.json()) as { error: string }).error
  }

  it('is refused in strict mode and without such a preset (RFC 9700 §4.3.2)', async () => {
    const strict: FragrantOptions = { preset: 'google', mode: 'strict', clients: [], users: [] }
    expect(await refusedBy(strict)).toBe('invalid_request')
    expect(await refusedBy({})).toBe('invalid_request')
    expect(await refusedBy({ preset: 'keycloak' })).toBe('invalid_request')
    expect(await refusedBy({ preset: 'google' })).toBe('invalid_token')
  })

  it('is refused beside another (RFC 6750 §2)', async () => {
    const headers = { authorization: 'Bearer any' }
    expect(await refusedBy({ preset: 'google' }, headers)).toBe('invalid_request')
  })
})
