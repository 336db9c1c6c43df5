import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { clientsOf } from '../../src/config/realm-config.ts'
import type { FragrantOptions } from '../../src/index.ts'
import { faultsOf, faultsOfYaml, hashed } from './folder.ts'

const spa = { client_id: 'spa', redirect_uris: ['https://app.example/cb'] }

function realmsOf(options: FragrantOptions) {
  const [top, one, two] = parseOptions(options).realms
  if (top === undefined || one === undefined) throw new Error('There is no further realm.')
  return { top, one, two }
}

const faultTexts = (options: object): readonly string[] =>
  faultsOf(() => parseOptions(options)).map(({ path, problem }) => `${path} ${problem}`)

/** Each setting of a realm: what it may be, and what it then is. */
const settings = [
  [{ signing_alg: 'ES256' }, { signingAlg: 'ES256' }],
  [{ access_token_lifetime: '7m' }, { accessTokenLifetime: 420 }],
  [{ id_token_lifetime: '8m' }, { idTokenLifetime: 480 }],
  [{ session_idle: '9m' }, { sessionIdle: 540 }],
  [{ session_lifetime: '2d' }, { sessionLifetime: 172_800 }],
  [{ interaction_lifetime: '5m' }, { interactionLifetime: 300 }],
  [{ acr_values: ['gold'] }, { acrValues: ['gold'] }],
  [{ login: { mode: 'form' } }, { login: { kind: 'form' } }],
  [{ login: { mode: 'auto', user: 'bob' } }, { login: { kind: 'auto', username: 'bob' } }],
  [{ consent: 'auto' }, { consent: 'auto' }],
  [{ loopback_clients: false }, { loopbackClients: false }],
  [{ audience: 'https://api.example' }, { tokenShape: { audiences: ['https://api.example'] } }],
  [{ users: [{ username: 'carol' }] }, { accounts: [{ user: { sub: 'carol' } }] }],
  [{ clients: [spa] }, { clients: [{ id: 'spa' }] }],
] as const satisfies readonly (readonly [FragrantOptions, object])[]

describe('A realm', () => {
  it.each(settings)('inherits %j, when it does not say otherwise', (said, meant) => {
    const { top, one } = realmsOf({ ...said, realms: { one: {} } })
    expect(top).toMatchObject(meant)
    expect(one).toEqual({ ...top, id: 'one' })
  })

  it.each(settings)('may say %j for itself, which no other hears', (said, meant) => {
    const { top, one, two } = realmsOf({ realms: { one: said, two: {} } })
    expect(one).toMatchObject(meant)
    expect(top).not.toMatchObject(meant)
    expect(two).toEqual({ ...top, id: 'two' })
  })

  it('may send its session cookie to frames of other sites, by https', () => {
    const { top, one } = realmsOf({
      tls: 'generated',
      realms: { one: { session_cookie_same_site: 'none' } },
    })
    expect([top.sessionCookieSameSite, one.sessionCookieSameSite]).toEqual(['lax', 'none'])
  })

  it('inherits scopes, or has its own in their place', () => {
    const scopes = [{ name: 'api', words: 'call the API' }]
    const own = [{ name: 'shop', words: 'shop' }]
    const { one, two } = realmsOf({ scopes, realms: { one: {}, two: { scopes: own } } })
    expect(one.scopes.map(({ name }) => name)).toContain('api')
    expect(two?.scopes.map(({ name }) => name)).toContain('shop')
    expect(two?.scopes.map(({ name }) => name)).not.toContain('api')
  })

  it('inherits one member of login beside another of its own', () => {
    const login = { mode: 'auto', user: 'alice' } as const
    const { one, two } = realmsOf({
      login,
      realms: { one: { login: { user: 'bob' } }, two: { login: { mode: 'picker' } } },
    })
    expect(one.login).toEqual({ kind: 'auto', username: 'bob' })
    expect(two?.login).toEqual({ kind: 'picker' })
  })

  it('signs what its inherited clients get as it signs everything', () => {
    const { top, one } = realmsOf({ clients: [spa], realms: { one: { signing_alg: 'EdDSA' } } })
    expect([top, one].map(({ clients }) => clients[0]?.idTokenAlg)).toEqual(['RS256', 'EdDSA'])
  })

  it('has a playground of its own, at home under its issuer', () => {
    const { one } = realmsOf({ clients: [spa], realms: { one: {} } })
    const [playground] = clientsOf(one, 'http://localhost:9400/realms/one')
    expect(playground?.redirectUris).toEqual([
      'http://localhost:9400/realms/one/playground/callback',
    ])
  })

  it('ends idle sessions no later than sessions at all, when only their lifetime is said', () => {
    const { top, one } = realmsOf({
      session_idle: '2h',
      realms: { one: { session_lifetime: '1h' } },
    })
    expect(top.sessionIdle).toBe(7200)
    expect(one.sessionIdle).toBe(3600)
    expect(realmsOf({ session_lifetime: '1h', realms: { one: {} } }).top.sessionIdle).toBe(3600)
  })

  it('has none of the conveniences in strict mode, whatever it says', () => {
    const config = parseOptions({
      mode: 'strict',
      clients: [spa],
      users: [{ username: 'carol', password: hashed }],
      realms: { one: { login: { mode: 'picker' }, consent: 'auto', loopback_clients: true } },
    })
    expect(config.realms[1]).toMatchObject({
      login: { kind: 'form' },
      consent: 'ask',
      loopbackClients: false,
      withPlayground: false,
    })
    expect(config.warnings.filter((warning) => warning.startsWith('Strict'))).toEqual([
      'Strict mode leaves login.mode picker without effect.',
      'Strict mode leaves consent auto without effect.',
      'Strict mode leaves loopback_clients without effect.',
    ])
  })
})

describe('What is wrong with a realm', () => {
  it('is told at its place in the file', () => {
    const yaml = `realms:
  one:
    access_token_lifetime: soon
    consent: maybe
    login: { mode: auto }
    lifetime: 1h
`
    expect(
      faultsOfYaml(yaml)
        .map(({ path, place }) => `${path} ${place}`)
        .toSorted(),
    ).toEqual([
      'realms.one.access_token_lifetime fragrant.yaml:3:28',
      'realms.one.consent fragrant.yaml:4:14',
      'realms.one.lifetime fragrant.yaml:6:5',
      'realms.one.login.user fragrant.yaml:5:20',
    ])
  })

  it.each([
    [
      { realms: { one: { login: { mode: 'auto', user: 'carol' } } } },
      ['realms.one.login.user must be the username of an enabled user.'],
    ],
    [
      {
        login: { mode: 'auto', user: 'alice' },
        realms: { one: { users: [{ username: 'carol' }] } },
      },
      ['realms.one inherits login.user, which must be the username of an enabled user.'],
    ],
    [
      { realms: { one: { session_idle: '25h' } } },
      ['realms.one.session_idle must be no longer than session_lifetime'],
    ],
    [
      { realms: { one: { session_cookie_same_site: 'none' } } },
      [
        'realms.one.session_cookie_same_site must be lax, unless the issuer is https: browsers drop the cookie',
      ],
    ],
    [
      {
        clients: [{ ...spa, client_id: 'carol' }],
        realms: { one: { users: [{ username: 'carol' }] } },
      },
      [
        'realms.one inherits clients[0].client_id, which must differ from the sub of every user (RFC 9700 §4.15)',
      ],
    ],
    [
      { login: { mode: 'auto', user: 'carol' }, realms: { one: {}, two: {} } },
      ['login.user must be the username of an enabled user.'],
    ],
    [
      { clients: [spa, spa], realms: { one: {} } },
      ['clients[1].client_id must be another client_id: this one is taken'],
    ],
  ])('is said once, and of the realm that suffers from it: %j', (options, said) => {
    expect(faultTexts(options)).toEqual(said)
  })

  it.each([
    ['login.mode', { login: { mode: 'picker' } }, 'must be form'],
    ['consent', { consent: 'auto' }, 'must be ask'],
    ['loopback_clients', { loopback_clients: true }, 'must be false'],
  ])('is what others could misuse beyond loopback: %s', (path, own, problem) => {
    const faults = faultTexts({
      host: '0.0.0.0',
      issuer: 'https://id.example.com',
      behind_proxy: true,
      mode: 'strict',
      users: [{ username: 'carol', password: hashed }],
      realms: { one: own },
    })
    expect(faults).toEqual([
      `realms.one.${path} ${problem}, since host 0.0.0.0 is reached from other machines`,
    ])
  })
})
