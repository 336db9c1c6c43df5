import { Strategy } from 'passport-google-oauth20'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { followAs, landingOf } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { serveWebApp, type WebApp } from './apps/passport.ts'

const secret = 'a-secret-of-the-web-app'

describe('passport-google-oauth20 2, with the hosts of Google replaced and nothing else', () => {
  let server: TestServer
  let web: WebApp
  beforeAll(async () => {
    web = await serveWebApp('google')
    const redirect_uris = [`${web.origin}/cb`]
    server = await startServer({
      preset: 'google',
      clients: [
        {
          ...{ client_id: 'a-web-app', client_secret: secret, redirect_uris },
          response_types: ['code'],
          require_pkce: false,
        },
      ],
    })
    web.useStrategy(
      new Strategy(
        {
          ...{ clientID: 'a-web-app', clientSecret: secret, callbackURL: redirect_uris[0] },
          authorizationURL: `${server.issuer}/o/oauth2/v2/auth`,
          tokenURL: `${server.issuer}/oauth2/v4/token`,
          userProfileURL: `${server.issuer}/oauth2/v3/userinfo`,
        },
        (_, __, { id, displayName, emails }, done) => done(null, { id, displayName, emails }),
      ),
    )
  })
  afterAll(async () => {
    await server.close()
    await web.close()
  })

  it('sends its token in the query, which strict mode and other realms refuse (RFC 9700 §4.3.2)', async () => {
    const tokens: { refused: unknown }[] = []
    const options: readonly FragrantOptions[] = [
      { preset: 'google', mode: 'strict', clients: [], users: [] },
      {},
    ]
    for (const own of options) {
      const other = await startServer(own)
      const answer = await fetch(`${other.issuer}/userinfo?access_token=any`)
      tokens.push({ refused: ((await answer.json()) as { error: string }).error })
      await other.close()
    }
    expect(tokens).toEqual([{ refused: 'invalid_request' }, { refused: 'invalid_request' }])
    const twice = `${server.issuer}/userinfo?access_token=any`
    const answer = await fetch(twice, { headers: { authorization: 'Bearer any' } })
    expect(answer.status).toBe(400)
  })

  it('signs its user in, and reads who they are', async () => {
    const sent = await fetch(`${web.origin}/login`, { redirect: 'manual' })
    const cookie = sent.headers.get('set-cookie')?.split(';')[0] ?? ''
    const asked = sent.headers.get('location') ?? ''
    const landing = landingOf(await followAs(createVisitor(server.issuer), asked))
    const shown = await (await fetch(landing, { headers: { cookie } })).text()
    const [, user = ''] = /<pre id="user">(.*)<\/pre>/.exec(shown) ?? []
    expect(JSON.parse(user)).toMatchObject({
      user: {
        id: 'alice',
        displayName: 'Alice Rosa Liddell',
        emails: [{ value: 'alice@people.example' }],
      },
    })
  })
})
