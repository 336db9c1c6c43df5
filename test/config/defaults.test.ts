import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { clientsOf, usersOf } from '../../src/config/realm-config.ts'
import { responseTypes } from '../../src/protocol/response/response-type.ts'
import { standardScopes } from '../../src/protocol/scope.ts'
import { faultsOf, hashed } from './folder.ts'

const spa = { client_id: 'spa', redirect_uris: ['https://app.example/cb'] }

const realmOf = (options: unknown, id = 'default') => {
  const realm = parseOptions(options).realms.find((one) => one.id === id)
  if (realm === undefined) throw new Error(`There is no realm ${id}.`)
  return realm
}

const clientOf = (options: object) => {
  const [client] = realmOf({ clients: [{ ...spa, ...options }] }).clients
  if (client === undefined) throw new Error('There is no client.')
  return client
}

describe('Nothing configured', () => {
  it('is local mode on http://localhost:9400, with tokens of an hour (RFC 6819 §5.1.5.3)', () => {
    expect(parseOptions()).toMatchObject({
      issuer: undefined,
      host: 'localhost',
      port: 9400,
      mode: 'local',
      behindProxy: false,
      trustProxy: [],
      allowedHosts: [],
      container: false,
      alsoAt: [],
      tls: { kind: 'off' },
      dataDir: undefined,
      shutdownGrace: 10,
      log: { level: 'info', format: 'auto' },
      warnings: [],
    })
    expect(realmOf({})).toMatchObject({
      signingAlg: 'RS256',
      accessTokenLifetime: 3600,
      idTokenLifetime: 3600,
      sessionIdle: 28_800,
      sessionLifetime: 86_400,
      interactionLifetime: 600,
      acrValues: ['urn:fragrant:acr:password'],
      login: { kind: 'picker' },
      consent: 'ask',
      loopbackClients: true,
      dpopNonce: false,
      sessionCookieSameSite: 'lax',
    })
  })

  it('has alice and bob, whose passwords are their names', () => {
    expect(realmOf({}).accounts).toMatchObject([
      { user: { sub: 'alice', username: 'alice', enabled: true }, password: 'alice' },
      { user: { sub: 'bob', username: 'bob', enabled: true }, password: 'bob' },
    ])
  })

  it('has users with every standard claim, each of its type (OIDC Core §5.1)', () => {
    const standard = standardScopes.flatMap(({ claims }) => claims).filter((name) => name !== 'sub')
    expect(standard).toHaveLength(19)
    for (const { claims } of usersOf(realmOf({}))) {
      expect(Object.keys(claims).toSorted()).toEqual(standard.toSorted())
      for (const name of standard) expect(claims[name]).not.toBe('')
      expect(claims).toMatchObject({
        email_verified: expect.any(Boolean) as boolean,
        phone_number_verified: expect.any(Boolean) as boolean,
        updated_at: expect.any(Number) as number,
        address: { formatted: expect.any(String) as string, country: expect.any(String) as string },
        birthdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
        phone_number: expect.stringMatching(/^\+\d{8,15}$/) as string,
      })
    }
  })

  it('has demo users that could have been configured', () => {
    const users = realmOf({}).accounts.map(({ user, password }) => ({ ...user, password }))
    expect(faultsOf(() => parseOptions({ users }))).toEqual([])
  })

  it('has three demo clients, the playground at home under the issuer', () => {
    const clients = clientsOf(realmOf({}), 'http://localhost:4711')
    expect(clients).toMatchObject([
      {
        id: 'playground',
        redirectUris: ['http://localhost:4711/playground/callback'],
        postLogoutRedirectUris: ['http://localhost:4711/playground'],
        responseTypes,
        responseModes: ['fragment', 'form_post'],
        source: 'operator',
      },
      { id: 'demo-swagger', responseTypes: ['token'] },
      {
        id: 'demo-web',
        redirectUris: ['http://localhost:3000/callback'],
        responseTypes: ['id_token'],
        responseModes: ['form_post'],
      },
    ])
  })
})

describe('Configured users and clients', () => {
  it('replace the demo users, with the user name as sub', () => {
    expect(realmOf({ users: [{ username: 'carol' }] }).accounts).toEqual([
      {
        user: { sub: 'carol', username: 'carol', enabled: true, claims: {} },
        password: undefined,
      },
    ])
  })

  it('replace the demo clients, but not the playground', () => {
    const clients = clientsOf(realmOf({ clients: [spa] }), 'http://localhost:9400')
    expect(clients.map(({ id }) => id)).toEqual(['playground', 'spa'])
  })

  it('may be nobody', () => {
    expect(realmOf({ users: [], clients: [] })).toMatchObject({ accounts: [], clients: [] })
  })

  it('may name their own playground', () => {
    const realm = realmOf({ clients: [{ ...spa, client_id: 'playground' }] })
    expect(clientsOf(realm, 'http://localhost:9400')).toHaveLength(1)
  })

  it('are those of every realm that names none of its own', () => {
    const options = {
      users: [{ username: 'carol' }],
      realms: { one: { users: [{ username: 'dave' }] }, two: {} },
    }
    expect(parseOptions(options).realms.map(({ id }) => id)).toEqual(['default', 'one', 'two'])
    expect(usersOf(realmOf(options, 'one')).map(({ sub }) => sub)).toEqual(['dave'])
    expect(usersOf(realmOf(options, 'two')).map(({ sub }) => sub)).toEqual(['carol'])
    expect(realmOf(options, 'two').withPlayground).toBe(true)
  })
})

describe('Strict mode', () => {
  it('has no demo users, no demo clients, no playground and no conveniences', () => {
    const config = parseOptions({
      mode: 'strict',
      login: { mode: 'picker' },
      consent: 'auto',
      loopback_clients: true,
    })
    expect(config.realms).toMatchObject([
      {
        login: { kind: 'form' },
        consent: 'ask',
        loopbackClients: false,
        accounts: [],
        clients: [],
        withPlayground: false,
      },
    ])
    expect(config.warnings).toEqual([
      'Strict mode leaves login.mode picker without effect.',
      'Strict mode leaves consent auto without effect.',
      'Strict mode leaves loopback_clients without effect.',
      'Nobody can sign in: realm default has no users.',
      'No app can ask for tokens: realm default has no clients.',
    ])
  })

  it.each([
    [{ registration: 'open' }, ['Strict mode leaves registration: open without effect']],
    [{ initial_access_token: 'x'.repeat(16) }, ['initial_access_token has no effect', 'is off']],
    [{ registration: 'token', initial_access_token: 'x'.repeat(16) }, undefined],
    [{ registration: 'off' }, undefined],
    [{ mode: 'local', registration: 'open' }, undefined],
    [{ mode: 'local', initial_access_token: 'x'.repeat(16) }, ['has no effect', 'open to anybody']],
  ])('says where registration is other than it is written: %j', (own, says) => {
    const [warning] = parseOptions({ mode: 'strict', ...own }).warnings
    if (says === undefined) expect(warning ?? '').not.toMatch(/registration/)
    else for (const words of says) expect(warning).toContain(words)
  })

  it('takes hashed passwords', () => {
    const users = [{ username: 'carol', password: hashed }]
    expect(realmOf({ mode: 'strict', users }).accounts).toMatchObject([{ password: hashed }])
  })
})

describe('A client', () => {
  it('may ask for codes and ID Tokens only, of every scope, unless it says otherwise (RFC 9700 §2.1.2)', () => {
    expect(clientOf({})).toMatchObject({
      name: 'spa',
      enabled: true,
      applicationType: 'web',
      responseTypes: ['code', 'id_token'],
      responseModes: ['fragment', 'form_post'],
      grantTypes: ['authorization_code', 'implicit', 'refresh_token'],
      auth: { methods: ['none'], secretHash: undefined, keys: [] },
      requirePkce: true,
      requirePushedRequests: false,
      requireDpop: false,
      requestObjectAlg: undefined,
      refresh: { always: false, endsWithSession: false, grace: 0 },
      scopes: undefined,
      tokenShape: {},
      defaultScopes: new Set(['openid']),
      idTokenAlg: 'RS256',
      accessTokenFormat: 'jwt',
      firstParty: false,
      initiateLoginUri: undefined,
      clientUri: undefined,
    })
  })

  it.each([
    [['id_token token'], ['id_token', 'id_token token']],
    [['token id_token'], ['id_token', 'id_token token']],
    [['token'], ['token']],
    [['id_token'], ['id_token']],
    [
      ['id_token token', 'token'],
      ['token', 'id_token', 'id_token token'],
    ],
  ])('that lists %j may ask for %j', (listed, allowed) => {
    expect(clientOf({ response_types: listed }).responseTypes).toEqual(allowed)
  })

  it.each(['openid api', ['openid', 'api'], ' openid  api '])(
    'may list its scopes as %j',
    (scope) => {
      const scopes = [{ name: 'api', words: 'call the API' }]
      const realm = realmOf({ scopes, clients: [{ ...spa, scope }] })
      expect(realm.clients[0]?.scopes).toEqual(new Set(['openid', 'api']))
      expect(realm.scopes.at(-1)).toEqual({ name: 'api', words: 'call the API', claims: [] })
    },
  )

  it('without the scope openid has no scope by default', () => {
    expect(clientOf({ scope: 'email' }).defaultScopes).toEqual(new Set())
    expect(clientOf({ scope: 'email', default_scope: 'email' }).defaultScopes).toEqual(
      new Set(['email']),
    )
  })

  it('has its ID Tokens signed as the server signs, or as it says', () => {
    const clients = [spa, { ...spa, client_id: 'other', id_token_signed_response_alg: 'EdDSA' }]
    expect(
      realmOf({ signing_alg: 'ES256', clients }).clients.map(({ idTokenAlg }) => idTokenAlg),
    ).toEqual(['ES256', 'EdDSA'])
  })
})

describe('The start warns', () => {
  it('of each client that gets access tokens in the front channel (RFC 9700 §2.1.2)', () => {
    const clients = [
      { ...spa, response_types: ['id_token token'] },
      { ...spa, client_id: 'quiet' },
    ]
    const { warnings } = parseOptions({ issuer: 'http://localhost:9400', clients })
    expect(warnings.filter((warning) => warning.includes('RFC 9700'))).toEqual([
      'Client spa may get access tokens in the front channel, which RFC 9700 §2.1.2 advises against: docs/moving-to-code.md has the way to code and PKCE.',
    ])
  })

  it('warns of pairwise subjects that no data folder keeps', () => {
    const clients = [{ ...spa, subject_type: 'pairwise' as const }]
    const told = ({ warnings }: { readonly warnings: readonly string[] }) =>
      warnings.filter((warning) => warning.includes('pairwise'))
    expect(told(parseOptions({ clients }))).toEqual([
      'Client spa has subject_type pairwise and there is no data_dir: after each start it takes its users for strangers.',
    ])
    expect(told(parseOptions({ clients, data_dir: 'data' }))).toEqual([])
    expect(told(parseOptions({ clients: [spa] }))).toEqual([])
  })

  it.each(['http://127.0.0.1:5173/', 'http://app.localhost:5173/'])(
    'of a client on %s, which is another site than localhost',
    (uri) => {
      const { warnings } = parseOptions({ clients: [{ ...spa, redirect_uris: [uri] }] })
      expect(warnings).toEqual([expect.stringContaining('another site than localhost')])
    },
  )

  it('not of a client on localhost, whatever its port', () => {
    const clients = [{ ...spa, redirect_uris: ['http://localhost:5173', 'http://localhost:1/a'] }]
    expect(parseOptions({ clients }).warnings).toEqual([])
  })

  it('of a client named like an API that cannot tell its ID Tokens from access tokens (RFC 9068 §5)', () => {
    const orders = { ...spa, client_id: 'orders', redirect_uris: ['http://localhost/cb'] }
    const warned = (options: object, own: object = {}) =>
      parseOptions({ clients: [{ ...orders, ...own }], ...options }).warnings.filter((warning) =>
        warning.startsWith('Client orders is named like an API'),
      ).length
    expect(warned({ audience: 'orders' })).toBe(0)
    expect(warned({ audience: 'orders', access_token_typ: 'JWT' })).toBe(1)
    expect(warned({ audience: 'billing', access_token_typ: 'JWT' })).toBe(0)
    expect(warned({}, { audience: 'orders', access_token_typ: 'JWT' })).toBe(1)
    expect(warned({ audience: 'orders' }, { access_token_typ: 'JWT' })).toBe(1)
    const realms = { one: { audience: 'orders', access_token_typ: 'JWT' } }
    expect(warned({ realms })).toBe(1)
  })

  it('tells of a proxy that is not named: all users share one address there (RFC 9700 §4.13)', () => {
    const behind = { issuer: 'https://localhost:9443', behind_proxy: true }
    const about = (options: object) =>
      parseOptions({ ...behind, ...options }).warnings.filter((one) => one.includes('trust_proxy'))
    expect(about({})).toEqual([expect.stringContaining('Set trust_proxy')])
    expect(about({ trust_proxy: ['10.0.0.1'] })).toEqual([])
  })

  it('of an issuer on another port than the one that is listened on', () => {
    expect(parseOptions({ issuer: 'http://localhost:9500' }).warnings).toEqual([
      'The issuer is http://localhost:9500, but the server listens on localhost:9400.',
    ])
  })
})

describe('createFragrant options', () => {
  it('are blamed as options', () => {
    expect(faultsOf(() => parseOptions({ prot: 1, clients: [{}] }))).toMatchObject([
      { path: 'prot', place: 'options' },
      { path: 'clients[0].client_id', place: 'options' },
      { path: 'clients[0].redirect_uris', place: 'options' },
    ])
  })

  it.each([null, [], 'x', 7, () => {}])('cannot be %s', (options) => {
    expect(faultsOf(() => parseOptions(options))).toMatchObject([
      { path: '', place: 'options', problem: 'must be an object of settings' },
    ])
  })
})
