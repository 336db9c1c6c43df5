import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, type Changes, createApp, goThrough, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const api = 'https://api.example'
const own = { redirectUri: 'http://localhost:5173/callback' }
const registered = {
  redirect_uris: [own.redirectUri],
  response_types: ['id_token token' as const],
}

const alice = {
  username: 'alice',
  password: 'alice',
  claims: {
    name: 'Alice Liddell',
    email: 'alice@people.example',
    roles: ['admin'],
    tenant: 'blue',
  },
}

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    users: [alice],
    scopes: [
      { name: 'api:read', words: 'read', claims: ['tenant'], claims_in: ['access_token'] },
      { name: 'email', claims_in: ['id_token', 'userinfo'] },
    ],
    clients: [
      { ...registered, client_id: 'listing', audience: [api, 'my-api'] },
      { ...registered, client_id: 'for-spring', access_token_typ: 'JWT', audience: 'for-spring' },
      {
        ...registered,
        client_id: 'roles',
        access_token_claims: ['roles', 'shoe_size'],
        id_token_claims: ['name'],
      },
      { ...registered, client_id: 'opaque', access_token_format: 'opaque', audience: api },
    ],
    realms: {
      wide: { users: [alice], audience: `${api}/wide`, access_token_typ: 'JWT' },
    },
  })
})
afterAll(() => server.close())

const tokensFor = async (clientId: string | undefined, changes: Changes = {}, realm = '') => {
  const issuer = server.issuer + realm
  const app = createApp(issuer, clientId === undefined ? own : { ...own, clientId })
  const { values } = await goThrough(app, createVisitor(issuer), { changes })
  const token = values.get('access_token') ?? ''
  return { issuer, values, token, idToken: values.get('id_token') ?? '' }
}

const claimsFor = async (...of: Parameters<typeof tokensFor>) => {
  const { issuer, token } = await tokensFor(...of)
  return readToken(issuer, token)
}

const errorFor = async (clientId: string, query: string) => {
  const app = createApp(server.issuer, { ...own, clientId })
  const { values } = answerOf(await createVisitor(server.issuer).open(`${app.url()}&${query}`))
  return [values.get('error'), values.get('error_description')]
}

describe('the audience of an access token', () => {
  it('is the issuer when nobody says otherwise (RFC 9068 §3)', async () => {
    expect((await claimsFor(undefined)).claims.aud).toBe(server.issuer)
  })

  it.each([
    [undefined, api],
    [{ audience: 'my-api' }, 'my-api'],
    [{ resource: api }, api],
    [{ resource: api, audience: 'my-api' }, [api, 'my-api']],
  ])('of a client that lists some is, for %j, %j (RFC 8707 §2)', async (changes, aud) => {
    expect((await claimsFor('listing', changes)).claims.aud).toEqual(aud)
  })

  it('is what an app on loopback asks for, in local mode', async () => {
    const { claims } = await claimsFor(undefined, { audience: 'orders' })
    expect(claims.aud).toBe('orders')
  })

  it('is several when resource is repeated (RFC 8707 §2)', async () => {
    const app = createApp(server.issuer, own)
    const visitor = createVisitor(server.issuer)
    const asked = await visitor.open(`${app.url()}&resource=urn:a&resource=${api}`)
    const consent = await signIn(visitor, asked)
    const { values } = answerOf(await visitor.submit(consent, 'consent', 'consent-allow'))
    const { claims } = await readToken(server.issuer, values.get('access_token'))
    expect(claims.aud).toEqual(['urn:a', api])
  })

  it('is never another one in silence: what is not listed is invalid_target', async () => {
    const only =
      'The request must ask by resource and audience only for what its access tokens may be for.'
    expect(await errorFor('listing', 'audience=orders')).toEqual(['invalid_target', only])
    const two = `resource=${api}&resource=https://evil.example`
    expect(await errorFor('listing', two)).toEqual(['invalid_target', only])
    expect(await errorFor('listing', 'resource=my-api')).toEqual([
      'invalid_target',
      'The request must send as resource only absolute URIs without a fragment.',
    ])
    expect((await errorFor('listing', 'audience=a&audience=b'))[0]).toBe('invalid_request')
  })

  it('is that of its realm, when the client says nothing', async () => {
    const { claims, header } = await claimsFor(undefined, {}, '/realms/wide')
    expect([claims.aud, header.typ]).toEqual([`${api}/wide`, 'JWT'])
  })

  it.each(['listing', 'for-spring', 'opaque'])(
    'may be anybody: userinfo here answers %s all the same',
    async (clientId) => {
      const { issuer, token } = await tokensFor(clientId)
      const { status, claims } = await userinfo(issuer, token)
      expect([status, claims]).toMatchObject([200, { sub: 'alice', name: 'Alice Liddell' }])
    },
  )
})

describe('an access token of typ JWT', () => {
  it('is what a client has that says so; any other is at+jwt (RFC 9068 §2.1)', async () => {
    expect((await claimsFor('for-spring')).header.typ).toBe('JWT')
    expect((await claimsFor('listing')).header.typ).toBe('at+jwt')
  })

  it('passes for no ID Token, even when it is for its own client (RFC 9068 §5)', async () => {
    const app = createApp(server.issuer, { ...own, clientId: 'for-spring' })
    const visitor = createVisitor(server.issuer)
    const { values } = await goThrough(app, visitor)
    const token = values.get('access_token') ?? ''
    expect((await readToken(server.issuer, token)).claims.aud).toBe('for-spring')
    const hinted = answerOf(await app.ask(visitor, { id_token_hint: token }))
    expect(hinted.values.get('error_description')).toMatch(/only an ID Token that this server gave/)
    const leave = (hint = '') => visitor.open(`${server.issuer}/logout?id_token_hint=${hint}`)
    expect((await leave(token)).page.has('logout-confirm')).toBe(true)
    expect((await leave(values.get('id_token'))).page.has('logout-confirm')).toBe(false)
  })

  it('is passed for by no ID Token: userinfo refuses that (RFC 9068 §5)', async () => {
    const { issuer, idToken } = await tokensFor('for-spring')
    expect(await userinfo(issuer, idToken)).toMatchObject({
      status: 401,
      claims: { error: 'invalid_token' },
    })
  })
})

describe('the claims of the user', () => {
  it('are in an access token when its client says so, if the user has them', async () => {
    const { claims } = await claimsFor('roles')
    expect(claims).toMatchObject({ roles: ['admin'], client_id: 'roles', sub: 'alice' })
    expect(claims).not.toHaveProperty('shoe_size')
    expect((await claimsFor('listing')).claims).not.toHaveProperty('roles')
  })

  it('are in an ID Token beside an access token when its client says so', async () => {
    const { idToken, issuer } = await tokensFor('roles', { scope: 'openid' })
    expect((await readToken(issuer, idToken)).claims).toMatchObject({ name: 'Alice Liddell' })
    const other = await tokensFor('listing', { scope: 'openid profile' })
    expect((await readToken(issuer, other.idToken)).claims).not.toHaveProperty('name')
  })

  it('go where their scope says, also a scope of OpenID Connect', async () => {
    const { idToken, issuer, token } = await tokensFor('listing', {
      scope: 'openid email api:read',
    })
    expect((await readToken(issuer, token)).claims).toMatchObject({ tenant: 'blue' })
    const idClaims = (await readToken(issuer, idToken)).claims
    expect(idClaims).toMatchObject({ email: 'alice@people.example' })
    expect(idClaims).not.toHaveProperty('tenant')
    const { claims } = await userinfo(issuer, token)
    expect(claims).toEqual({ sub: 'alice', email: 'alice@people.example' })
  })

  it('that tokens carry anyhow are shown on the consent page', async () => {
    const app = createApp(server.issuer, { ...own, clientId: 'roles' })
    const visitor = createVisitor(server.issuer)
    const consent = await signIn(visitor, await app.ask(visitor, { scope: 'openid' }))
    expect(consent.page.text('claims')).toMatch(/name.*roles/)
  })
})

describe('a scope that is not known', () => {
  it('is granted in local mode, by its raw name on the consent page', async () => {
    const app = createApp(server.issuer, own)
    const visitor = createVisitor(server.issuer)
    const asked = await app.ask(visitor, { scope: 'openid api1 offline_access' })
    const consent = await signIn(visitor, asked)
    expect(consent.page.text('scopes')).toContain('api1')
    expect(consent.page.text('left-out')).toBe('Also asked for, and left out: offline_access')
    const { values } = answerOf(await visitor.submit(consent, 'consent', 'consent-allow'))
    expect(values.get('scope')).toBe('openid api1')
    const { claims } = await readToken(server.issuer, values.get('access_token'))
    expect(claims['scope']).toBe('openid api1')
    expect(server.log).toContainEqual(
      expect.objectContaining({ event: 'scope.left-out', scopes: ['offline_access'] }),
    )
  })

  it('is left out in strict mode, with a line on the page and in the log', async () => {
    const strict = await startServer({
      mode: 'strict',
      users: [alice],
      clients: [{ ...registered, client_id: 'spa' }],
    })
    try {
      const app = createApp(strict.issuer, { ...own, clientId: 'spa' })
      const visitor = createVisitor(strict.issuer)
      const consent = await signIn(visitor, await app.ask(visitor, { scope: 'openid api1' }))
      expect(consent.page.text('left-out')).toMatch(/left out: api1$/)
      const { values } = answerOf(await visitor.submit(consent, 'consent', 'consent-allow'))
      expect(values.get('scope')).toBe('openid')
      const lines = strict.log.filter(({ event }) => event === 'scope.left-out')
      expect(lines).toEqual([expect.objectContaining({ clientId: 'spa', scopes: ['api1'] })])
    } finally {
      await strict.close()
    }
  })
})

describe('the longest access token that a request can ask for', () => {
  it('is one that the server takes, in the header and in a form (RFC 6750 §2)', async () => {
    const sub = '"'.repeat(255)
    const mine = { ['c'.repeat(200)]: 'x' }
    const big = await startServer({ users: [{ ...alice, sub, claims: mine }] })
    try {
      const app = createApp(big.issuer, { ...own, clientId: '"'.repeat(256) })
      const visitor = createVisitor(big.issuer)
      const names = Array.from({ length: 14 }, (_, at) => [`${at}`.padStart(255, 'é'), null])
      const asked = await app.askByPost(visitor, {
        scope: `openid ${Array.from({ length: 32 }, (_, at) => `${at}`.padStart(62, 'a')).join(' ')}`,
        audience: 'a'.repeat(2048),
        claims: JSON.stringify({
          userinfo: { ...Object.fromEntries(names), ['c'.repeat(200)]: null },
        }),
      })
      const consent = await signIn(visitor, asked)
      expect(consent.page.text('claims')).toBe('c'.repeat(200))
      const { values } = answerOf(await visitor.submit(consent, 'consent', 'consent-allow'))
      const token = values.get('access_token') ?? ''
      expect(token.length).toBeGreaterThan(7_000)
      expect(await userinfo(big.issuer, token)).toMatchObject({ status: 200, claims: { sub } })
      const body = new URLSearchParams({ access_token: token })
      const posted = await userinfo(big.issuer, undefined, { method: 'POST', body })
      expect(posted).toMatchObject({ status: 200, claims: { sub, ...mine } })
    } finally {
      await big.close()
    }
  })

  it('is not issued when claims of its user make it longer than the server takes', async () => {
    const groups = Array.from({ length: 900 }, (_, at) => `group-${at}`)
    const big = await startServer({
      users: [{ ...alice, claims: { groups } }],
      access_token_claims: ['groups'],
    })
    try {
      const { values } = await goThrough(createApp(big.issuer, own), createVisitor(big.issuer))
      expect(values.get('error')).toBe('server_error')
      expect(values.has('access_token')).toBe(false)
      expect(big.log.filter(({ event }) => event === 'fault.unexpected')).toEqual([
        expect.objectContaining({
          err: expect.objectContaining({ message: expect.stringContaining('fewer claims') }),
        }),
      ])
    } finally {
      await big.close()
    }
  })
})
