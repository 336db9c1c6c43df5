import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { answerOf, createApp, decide, followAs, signIn, silently } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

const uris = {
  one: 'https://a.example/one',
  two: 'https://a.example/two',
  web: 'https://a.example/web',
  elsewhere: 'https://b.example/cb',
  opaque: 'https://a.example/opaque',
  family: 'https://c.example/cb',
  public: 'https://a.example/public',
} as const

type Name = keyof typeof uris

const bye = 'https://a.example/bye'

const clientOf = (client_id: Name, own: object = {}) => ({
  client_id,
  redirect_uris: [uris[client_id]],
  response_types: ['code' as const, 'id_token token' as const],
  refresh_tokens: 'always' as const,
  subject_type: 'pairwise' as const,
  ...own,
})

const clients: NonNullable<FragrantOptions['clients']> = [
  clientOf('two'),
  clientOf('web', { client_secret: 's' }),
  clientOf('elsewhere'),
  clientOf('opaque', { access_token_format: 'opaque' }),
  clientOf('family', {
    redirect_uris: [uris.family, 'https://d.example/cb'],
    sector_identifier_uri: 'https://a.example/family.json',
  }),
  clientOf('public', { subject_type: 'public' }),
  { client_id: 'api', client_secret: 's', grant_types: ['client_credentials'] },
]

let site: StaticServer
let server: TestServer
beforeAll(async () => {
  site = await serveApp({ '/told': () => ({ status: 200 }) })
  const told = { backchannel_logout_uri: `${site.origin}/told`, post_logout_redirect_uris: [bye] }
  server = await startServer({
    clients: [clientOf('one', told), ...clients],
    realms: { two: { clients: [clientOf('one')] } },
  })
})
afterAll(async () => {
  await server.close()
  await site.close()
})

const appOf = (name: Name, issuer = server.issuer) =>
  createApp(issuer, { clientId: name, redirectUri: uris[name] })

/** Signs a user in to an app by both tokens in the fragment. */
async function signInTo(name: Name, user = 'alice', issuer = server.issuer) {
  const visitor = createVisitor(issuer)
  const { values } = answerOf(await followAs(visitor, appOf(name, issuer).url(), user))
  const idToken = values.get('id_token') ?? ''
  const { claims } = await readToken(issuer, idToken, { audience: name })
  return {
    ...{ visitor, idToken, sub: String(claims.sub), sid: claims['sid'] },
    accessToken: values.get('access_token') ?? '',
  }
}

async function tokensByCode(name: Name, visitor: Visitor, client_secret?: string) {
  const app = appOf(name)
  const verifier = newVerifier()
  const code = await codeFor(app, visitor, verifier)
  const form = redemption(app, code, verifier, { client_secret })
  return (await call(`${server.issuer}/token`, form)).body
}

const introspect = (token: string, client: object = { client_id: 'api', client_secret: 's' }) =>
  call(`${server.issuer}/introspect`, { token, ...client })

describe('a pairwise sub', () => {
  it('is the same for the clients of a sector, and unlike what others know (OIDC Core §8.1)', async () => {
    const names = ['one', 'two', 'opaque', 'family', 'elsewhere', 'public'] as const
    const [one, two, opaque, family, elsewhere, known] = await Promise.all(
      names.map(async (name) => (await signInTo(name)).sub),
    )
    expect(one).toMatch(/^[\w-]{43}$/)
    expect([two, opaque, family]).toEqual([one, one, one])
    expect(elsewhere).toMatch(/^[\w-]{43}$/)
    expect(elsewhere).not.toBe(one)
    expect(known).toBe('alice')
    expect((await signInTo('one', 'bob')).sub).not.toBe(one)
  })

  it.each(['one', 'opaque'] as const)(
    'is what %s is told everywhere: ID Token, userinfo, access token, introspection (OIDC Core §5.3.2)',
    async (name) => {
      const { sub, accessToken } = await signInTo(name)
      if (name === 'one') expect(decodeJwt(accessToken).sub).toBe(sub)
      expect((await userinfo(server.issuer, accessToken)).claims['sub']).toBe(sub)
      const { body } = await introspect(accessToken)
      expect(body).toMatchObject({ active: true, sub, client_id: name })
      expect(body).not.toHaveProperty('username')
      const open = await signInTo('public')
      expect((await introspect(open.accessToken)).body['username']).toBe('alice')
    },
  )

  it('is what a client reads of its refresh token (RFC 7662 §2.2)', async () => {
    const { sub, visitor } = await signInTo('web')
    const { refresh_token } = await tokensByCode('web', visitor, 's')
    const { body } = await introspect(String(refresh_token), {
      client_id: 'web',
      client_secret: 's',
    })
    expect(body).toMatchObject({ active: true, token_type: 'refresh_token', sub })
    expect(body).not.toHaveProperty('username')
  })

  it('stays with a refresh', async () => {
    const { sub, visitor } = await signInTo('one')
    const given = await tokensByCode('one', visitor)
    const refresh_token = String(given['refresh_token'])
    const form = { grant_type: 'refresh_token', refresh_token, client_id: 'one' }
    const { body } = await call(`${server.issuer}/token`, form)
    for (const { id_token, access_token } of [given, body]) {
      expect(decodeJwt(String(id_token)).sub).toBe(sub)
      expect((await userinfo(server.issuer, String(access_token))).claims['sub']).toBe(sub)
    }
  })

  it('is on the consent page, where the real one is not', async () => {
    const { sub } = await signInTo('one')
    const alice = createVisitor(server.issuer)
    const asked = await appOf('one').ask(alice, { scope: 'openid', prompt: 'consent' })
    const consent = await signIn(alice, asked)
    expect(consent.body).toContain(sub)
    expect(consent.page.text('scopes')).not.toContain('alice')
  })

  it('names its user as id_token_hint, and another user by another (OIDC Core §3.1.2.1)', async () => {
    const { visitor, idToken } = await signInTo('one')
    const bob = await signInTo('one', 'bob')
    expect(await silently(appOf('one'), visitor, { id_token_hint: idToken })).toBe('ok')
    const other = { id_token_hint: bob.idToken }
    expect(await silently(appOf('one'), visitor, other)).toBe('login_required')
  })

  it('names its user in the claims parameter; the real one names nobody (OIDC Core §5.5.1)', async () => {
    const { visitor, sub } = await signInTo('one')
    const elsewhere = await signInTo('elsewhere')
    const claims = (value: string) => ({
      claims: JSON.stringify({ id_token: { sub: { value } } }),
    })
    expect(await silently(appOf('one'), visitor, claims(sub))).toBe('ok')
    for (const other of ['alice', elsewhere.sub, '']) {
      expect([other, await silently(appOf('one'), visitor, claims(other))]).toEqual([
        other,
        'login_required',
      ])
    }
  })

  it('survives the pages: the hint is kept as whom it means', async () => {
    const { idToken, sub } = await signInTo('one')
    const alice = createVisitor(server.issuer)
    const asked = await appOf('one').ask(alice, { id_token_hint: idToken, prompt: 'login' })
    const next = await signIn(alice, asked)
    const { values } = answerOf(
      next.page.has('consent') ? await decide(alice, next, 'allow') : next,
    )
    expect(decodeJwt(values.get('id_token') ?? '').sub).toBe(sub)
  })

  it('is in the logout token, and its ID Token ends the session (OIDC Back-Channel Logout §2.4)', async () => {
    const { visitor, idToken, accessToken, sub, sid } = await signInTo('one')
    const asked = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: bye })
    await visitor.open(`${server.issuer}/logout?${asked}`)
    const tokens = () =>
      site.requests
        .filter(({ url }) => url.pathname === '/told')
        .map(({ body }) => decodeJwt(new URLSearchParams(String(body)).get('logout_token') ?? ''))
    await expect.poll(() => tokens().find((token) => token['sid'] === sid)?.sub).toBe(sub)
    expect(await silently(appOf('one'), visitor)).toBe('login_required')
    expect((await userinfo(server.issuer, accessToken)).status).toBe(401)
  })

  it('keeps no user from withdrawing the app', async () => {
    const { visitor, accessToken } = await signInTo('elsewhere')
    expect((await userinfo(server.issuer, accessToken)).status).toBe(200)
    const account = await visitor.open(`${server.issuer}/account`)
    await visitor.submit(account, 'form-withdraw-all', 'withdraw-all')
    expect((await userinfo(server.issuer, accessToken)).status).toBe(401)
    // what is given in the second of a withdrawal is withdrawn as well
    server.clock.ahead += 2
  })

  it('is another in another realm', async () => {
    const { sub } = await signInTo('one')
    const there = await signInTo('one', 'alice', `${server.issuer}/realms/two`)
    expect(there.sub).toMatch(/^[\w-]{43}$/)
    expect(there.sub).not.toBe(sub)
  })

  it('stays over a restart where there is a data folder', async () => {
    const options = { data_dir: scratchFolder(), clients: [clientOf('one')] }
    const subs: string[] = []
    for (const _ of ['before', 'after']) {
      const restarted = await startServer(options)
      subs.push((await signInTo('one', 'alice', restarted.issuer)).sub)
      await restarted.close()
    }
    expect(subs[1]).toBe(subs[0])
  })
})

describe('the metadata', () => {
  it('offer pairwise subjects where some client may have them (OIDC Discovery §3)', async () => {
    const offeredBy = async (options: FragrantOptions) => {
      const other = await startServer(options)
      const at = `${other.issuer}/.well-known/openid-configuration`
      const { subject_types_supported: types } = (await (await fetch(at)).json()) as {
        readonly subject_types_supported: readonly string[]
      }
      await other.close()
      return types
    }
    const shut = { registration: 'off' as const }
    expect(
      await offeredBy({ ...shut, clients: [clientOf('public', { subject_type: 'public' })] }),
    ).toEqual(['public'])
    expect(await offeredBy({ ...shut, clients: [clientOf('one')] })).toEqual(['public', 'pairwise'])
    expect(await offeredBy({})).toEqual(['public', 'pairwise'])
  })
})
