import { describe, expect, it } from 'vitest'
import { faultsOfYaml, hashed, loadYaml } from './folder.ts'

/** A broken configuration, and where it is at fault: key path, line and column, part of the text. */
type Broken = readonly [yaml: string, path: string, spot: string, says: string]

const client = (lines: string) =>
  `clients:\n  - client_id: spa\n    redirect_uris: [https://app.example/cb]\n    ${lines}\n`

const redirecting = (uri: string) => `clients:\n  - client_id: spa\n    redirect_uris: ['${uri}']\n`

const user = (lines: string) => `users:\n  - username: carol\n    ${lines}\n`

const broken: readonly Broken[] = [
  ['just text', '', '1:1', 'must be an object of settings'],
  ['- a\n- b', '', '1:1', 'must be an object of settings'],
  ['isuer: https://id.example', 'isuer', '1:1', 'Did you mean issuer?'],
  ['signingAlg: RS256', 'signingAlg', '1:1', 'Did you mean signing_alg?'],
  ['frobnicate: 1', 'frobnicate', '1:1', 'Known here: '],
  ['__proto__: { mode: strict }', '__proto__', '1:1', 'is not a setting'],
  ['issuer: 7', 'issuer', '1:9', 'https origin'],
  ['issuer: id.example', 'issuer', '1:9', 'https origin'],
  ['issuer: http://localhost:9400/', 'issuer', '1:9', 'trailing slash'],
  ['issuer: http://localhost:9400?a=1', 'issuer', '1:9', 'without path, query'],
  ["issuer: 'http://localhost:9400#a'", 'issuer', '1:9', 'fragment'],
  ['issuer: http://id.example', 'issuer', '1:9', 'http origin on loopback'],
  ['issuer: HTTP://LOCALHOST:9400', 'issuer', '1:9', 'lower case'],
  ['issuer: http://user:pw@localhost:9400', 'issuer', '1:9', 'https origin'],
  ['issuer: https://localhost:9400', 'issuer', '1:9', 'TLS must be served'],
  ['issuer: http://localhost:9400\ntls: generated', 'issuer', '1:9', 'since tls is set'],
  ['host: two words', 'host', '1:7', 'a host name or an IP address'],
  ['host: 999.1.1.1', 'host', '1:7', 'a host name or an IP address'],
  ['port: "9400"', 'port', '1:7', 'a whole number from 0 to 65535'],
  ['port: 65536', 'port', '1:7', 'a whole number from 0 to 65535'],
  ['port: -1', 'port', '1:7', 'a whole number from 0 to 65535'],
  ['port: 80.5', 'port', '1:7', 'a whole number from 0 to 65535'],
  ['port:', 'port', '1:6', 'a whole number from 0 to 65535'],
  ['mode: production', 'mode', '1:7', 'local or strict'],
  ['preset: wso3', 'preset', '1:9', 'none, wso2'],
  ['preset_tenant: shop', 'preset_tenant', '1:16', 'set preset, or take it out'],
  [
    'preset: wso2\npreset_tenant: shop',
    'preset_tenant',
    '2:16',
    'must be left out: the paths of wso2',
  ],
  [
    'preset: keycloak\nrealms:\n  master: {}',
    'preset',
    '1:9',
    'must leave /realms/master to the realm',
  ],
  [
    'preset: keycloak\npreset_tenant: shop\nrealms:\n  shop: {}',
    'preset_tenant',
    '2:16',
    'set preset_tenant to another name',
  ],
  [
    'realms:\n  shop: { preset: keycloak, preset_tenant: x }',
    'realms.shop.preset_tenant',
    '2:44',
    'have no place for it in this realm',
  ],
  ['preset: wso2\npreset_tenant: a/b', 'preset_tenant', '2:16', 'letters, digits, hyphens'],
  ['behind_proxy: yes', 'behind_proxy', '1:15', 'true or false'],
  ['trust_proxy: true', 'trust_proxy', '1:14', 'never a number or true'],
  ['trust_proxy: 1', 'trust_proxy', '1:14', 'never a number or true'],
  ['trust_proxy: [10.0.0.0/8, everyone]', 'trust_proxy[1]', '1:27', 'an IP address or a network'],
  ['trust_proxy: [0.0.0.0/0]', 'trust_proxy[0]', '1:15', 'never everything'],
  ['trust_proxy: [10.0.0.0/33]', 'trust_proxy[0]', '1:15', 'an IP address or a network'],
  ["allowed_hosts: ['*.example']", 'allowed_hosts[0]', '1:17', 'a host, with its port'],
  ['allowed_hosts: [auth.test:99999]', 'allowed_hosts[0]', '1:17', 'a host, with its port'],
  ['tls: self-signed', 'tls', '1:6', 'generated, or an object with key and cert'],
  ['tls: { key: package.json }', 'tls.cert', '1:6', 'is missing'],
  ['tls: { key: no.pem, cert: no.pem }', 'tls.key', '1:13', 'a file that can be read'],
  ['data_dir: fragrant.yaml', 'data_dir', '1:11', 'it is a file'],
  ['store: postgres://db', 'store', '1:8', 'redis:// or rediss:// URLs'],
  ['store: redis://a/x', 'store', '1:8', 'redis:// or rediss:// URLs'],
  ['store_key: abc', 'store_key', '1:12', '32 bytes in base64, base64url or hexadecimal'],
  [
    'signing_alg: HS256',
    'signing_alg',
    '1:14',
    'RS256, RS384, RS512, PS256, ES256, ES384, EdDSA or Ed25519',
  ],
  [
    'signing_alg: none',
    'signing_alg',
    '1:14',
    'RS256, RS384, RS512, PS256, ES256, ES384, EdDSA or Ed25519',
  ],
  ['access_token_lifetime: 0', 'access_token_lifetime', '1:24', 'from 1s to 30d'],
  ['id_token_lifetime: 1 hour', 'id_token_lifetime', '1:20', '90s, 15m, 1h or 2d'],
  ['session_idle: -5', 'session_idle', '1:15', 'from 1s to 365d'],
  ['session_idle: 2d', 'session_idle', '1:15', 'no longer than session_lifetime'],
  ['interaction_lifetime: 11m', 'interaction_lifetime', '1:23', 'from 1s to 10m'],
  ['acr_values: []', 'acr_values', '1:13', 'at least one'],
  ['login: picker', 'login', '1:8', 'an object with mode'],
  ['login: { mode: magic }', 'login.mode', '1:16', 'form, picker or auto'],
  ['login: { mode: auto }', 'login.user', '1:16', 'is missing'],
  ['login: { mode: auto, user: alcie }', 'login.user', '1:28', 'Did you mean alice?'],
  ['consent: never', 'consent', '1:10', 'ask or auto'],
  ['loopback_clients: 1', 'loopback_clients', '1:19', 'true or false'],
  ['session_cookie_same_site: strict', 'session_cookie_same_site', '1:27', 'lax or none'],
  [
    'session_cookie_same_site: none',
    'session_cookie_same_site',
    '1:27',
    'unless the issuer is https',
  ],
  ['log: { level: loud }', 'log.level', '1:15', 'trace, debug'],
  ['log: { file: x }', 'log.file', '1:8', 'is not a setting'],
  ['scopes: [{ name: a b, words: x }]', 'scopes[0].name', '1:18', 'a scope'],
  [
    'scopes: [{ name: api, words: "\\u202egnp" }]',
    'scopes[0].words',
    '1:30',
    'turning the direction',
  ],
  [
    client('client_name: "My\\u200bBank"'),
    'clients[0].client_name',
    '4:18',
    'none of them invisible',
  ],
  ['users: [{ username: "al\\u2060ice" }]', 'users[0].username', '1:21', 'none of them invisible'],
  [
    'apis: [{ identifier: a, scopes: [{ name: b, words: "\\u2066" }] }]',
    'apis[0].scopes[0]',
    '1:34',
    'must be a scope',
  ],
  ['scopes: [{ name: api }]', 'scopes[0].words', '1:10', 'is missing'],
  ['scopes: [{ name: email }, { name: email }]', 'scopes[1].name', '1:35', 'another scope'],
  [
    'scopes: [{ name: email, claims_in: [cookie] }]',
    'scopes[0].claims_in[0]',
    '1:37',
    'access_token, id_token or userinfo',
  ],
  ['scopes: [{ name: email, claims_in: [] }]', 'scopes[0].claims_in', '1:36', 'a list of'],
  ['audience: []', 'audience', '1:11', 'at least one API'],
  ['audience: " "', 'audience', '1:11', 'at least one API'],
  ['audience: [a b]', 'audience', '1:11', 'at least one API'],
  ['audience: [7]', 'audience', '1:11', 'at least one API'],
  ['access_token_typ: jwt', 'access_token_typ', '1:19', 'at+jwt or JWT'],
  ['access_token_claims: roles', 'access_token_claims', '1:22', 'a list of claim names'],
  ['id_token_claims: [é]', 'id_token_claims[0]', '1:19', 'printable ASCII'],
  ['clients: {}', 'clients', '1:10', 'a list of clients'],
  ['clients:', 'clients', '1:9', 'a list of clients'],
  ['clients: [spa]', 'clients[0]', '1:11', 'must be a client'],
  [
    'clients: [{ client_id: spa }]',
    'clients[0].redirect_uris',
    '1:11',
    'at least one redirect URI',
  ],
  [
    'clients: [{ redirect_uris: [https://a.example/] }]',
    'clients[0].client_id',
    '1:11',
    'is missing',
  ],
  [client('client_id: spa2'), '', '4:5', 'a key that stands above already'],
  [client('redirectUris: []'), 'clients[0].redirectUris', '4:5', 'Did you mean redirect_uris?'],
  [
    client('response_types: [code none]'),
    'clients[0].response_types[0]',
    '4:22',
    'code none is not supported. Write code, and have the app send it as response_type',
  ],
  [
    client('token_endpoint_auth_method: client_secret_post'),
    'clients[0].client_secret',
    '2:5',
    'is missing: token_endpoint_auth_method names a way that needs it',
  ],
  [
    client('client_secret: s\n    token_endpoint_auth_method: none'),
    'clients[0].token_endpoint_auth_method',
    '5:33',
    'must not be none',
  ],
  [
    client('grant_types: [client_credentials]'),
    'clients[0].grant_types',
    '4:18',
    'add a client_secret',
  ],
  [
    client('response_types: [code]\n    grant_types: [implicit]'),
    'clients[0].grant_types',
    '5:18',
    'must have what response_types needs',
  ],
  [
    `mode: strict\n${client('backchannel_logout_uri: http://localhost:5173/out')}`,
    'clients[0].backchannel_logout_uri',
    '5:29',
    'must use https, to another host than loopback, in strict mode',
  ],
  [
    client('initiate_login_uri: http://app.example/login'),
    'clients[0].initiate_login_uri',
    '4:25',
    'must use https: http is for loopback only',
  ],
  [client('refresh_token_grace: 61'), 'clients[0].refresh_token_grace', '4:26', 'from 0 to 60'],
  [client('response_types: []'), 'clients[0].response_types', '4:21', 'a list of code, token'],
  [client('response_types: id_token token'), 'clients[0].response_types', '4:21', 'such as [code]'],
  [
    client('response_modes: [query]'),
    'clients[0].response_modes[0]',
    '4:22',
    'fragment, form_post, jwt, query.jwt, fragment.jwt, form_post.jwt, web_message or okta_post_message',
  ],
  [client('scope: openid emial'), 'clients[0].scope', '4:12', 'Did you mean email?'],
  [client('scope: [openid, 7]'), 'clients[0].scope', '4:12', 'scopes, as a list'],
  [
    client('{ scope: openid, default_scope: email }')
      .replace('{ ', '')
      .replace(' }', '')
      .replace(', default', '\n    default'),
    'clients[0].default_scope',
    '5:20',
    'scopes of the client only',
  ],
  [client('application_type: spa'), 'clients[0].application_type', '4:23', 'web or native'],
  [
    client('client_uri: javascript:alert(1)'),
    'clients[0].client_uri',
    '4:17',
    'http or https address',
  ],
  [
    client('id_token_signed_response_alg: HS256'),
    'clients[0].id_token_signed_response_alg',
    '4:35',
    'RS256',
  ],
  [client('access_token_format: saml'), 'clients[0].access_token_format', '4:26', 'jwt or opaque'],
  [
    client('post_logout_redirect_uris: [javascript:alert(1)]'),
    'clients[0].post_logout_redirect_uris[0]',
    '4:33',
    'use https',
  ],
  [
    'clients: [{ client_id: 7, redirect_uris: [https://a.example/] }]',
    'clients[0].client_id',
    '1:24',
    'a number needs quotes',
  ],
  [redirecting('/callback'), 'clients[0].redirect_uris[0]', '3:21', 'be absolute'],
  [redirecting('https://app.example/#x'), 'clients[0].redirect_uris[0]', '3:21', 'no fragment'],
  [
    redirecting('http://app.example/cb'),
    'clients[0].redirect_uris[0]',
    '3:21',
    'http is for loopback only',
  ],
  [redirecting('https://*.app.example/cb'), 'clients[0].redirect_uris[0]', '3:21', 'no wildcard'],
  [
    redirecting('https://APP.example/cb'),
    'clients[0].redirect_uris[0]',
    '3:21',
    'normal form, https://app.example/cb',
  ],
  [
    redirecting('com.example.app:/cb'),
    'clients[0].redirect_uris[0]',
    '3:21',
    'application_type native',
  ],
  [redirecting('myapp:/cb'), 'clients[0].redirect_uris[0]', '3:21', 'reverse-domain'],
  [
    redirecting(`https://app.example/${'a'.repeat(2048)}`),
    'clients[0].redirect_uris[0]',
    '3:21',
    'at most 2048',
  ],
  [
    `${redirecting('https://a.example/')}  - client_id: spa\n    redirect_uris: ['https://b.example/']\n`,
    'clients[1].client_id',
    '4:16',
    'another client_id',
  ],
  [
    `${redirecting('https://a.example/')}${user('sub: spa')}`,
    'clients[0].client_id',
    '2:16',
    'RFC 9700',
  ],
  [
    'clients: [{ client_id: alice, redirect_uris: [https://a.example/] }]',
    'clients[0].client_id',
    '1:24',
    'the sub of every user',
  ],
  ['users: [{ sub: a }]', 'users[0].username', '1:9', 'is missing'],
  [user('password: 1234'), 'users[0].password', '3:15', 'a number needs quotes'],
  [user("password: ''"), 'users[0].password', '3:15', '1 to 1024 bytes'],
  [user(`password: ${'a'.repeat(1025)}`), 'users[0].password', '3:15', '1 to 1024 bytes'],
  [user("password: '$2b$10$abcdefghijklmnopqrstuv'"), 'users[0].password', '3:15', '$scrypt$ hash'],
  [
    user("password: '$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA'"),
    'users[0].password',
    '3:15',
    '$scrypt$ hash',
  ],
  [user(`sub: '${'a'.repeat(256)}'`), 'users[0].sub', '3:10', '1 to 255'],
  ['users: [{ username: zoë }]', 'users[0].username', '1:21', 'go with a sub'],
  [
    'users: [{ username: a }, { username: a, sub: b }]',
    'users[1].username',
    '1:38',
    'another username',
  ],
  ['users: [{ username: a }, { username: a }]', 'users[1].username', '1:38', 'another username'],
  ['users: [{ username: a }, { username: b, sub: a }]', 'users[1].sub', '1:46', 'another sub'],
  ['users: [{ username: a, sub: b }, { username: b }]', 'users[1].username', '1:46', 'another sub'],
  [user('claims: { email: null }'), 'users[0].claims.email', '3:22', 'with no null'],
  [user("claims: { name: '' }"), 'users[0].claims.name', '3:21', 'no empty text'],
  [user('claims: { sub: x }'), 'users[0].claims.sub', '3:20', 'the server sets it'],
  [
    user('claims: { email_verified: "true" }'),
    'users[0].claims.email_verified',
    '3:31',
    'true or false',
  ],
  [
    user('claims: { phone_number: +15551234 }'),
    'users[0].claims.phone_number',
    '3:29',
    'put it in quotes',
  ],
  [
    user('claims: { address: 1 Main Street }'),
    'users[0].claims.address',
    '3:24',
    'an object of texts',
  ],
  [
    user('claims: { updated_at: yesterday }'),
    'users[0].claims.updated_at',
    '3:27',
    'seconds since 1970',
  ],
  ['realms: [a]', 'realms', '1:9', 'an object of realms'],
  ['realms: { Upper: {} }', 'realms.Upper', '1:11', 'lower-case letters'],
  ['realms: { default: {} }', 'realms.default', '1:11', 'not default'],
  ['realms: { one: { port: 1 } }', 'realms.one.port', '1:18', 'is not a setting'],
  [
    'realms: { one: { users: [{ username: 7 }] } }',
    'realms.one.users[0].username',
    '1:38',
    'a number needs quotes',
  ],
  [
    'mode: strict\nissuer: https://id.example\nbehind_proxy: true\nusers: [{ username: a, password: plain }]',
    'users[0].password',
    '4:34',
    'since the issuer https://id.example is not on loopback',
  ],
  ['a: b: c', '', '1:4', 'put the value in quotes'],
  ['port: 1\nport: 2', '', '2:1', 'stands above already'],
  ['users:\n\t- username: a', '', '2:1', 'use spaces'],
  ['a: 1\n---\nb: 2', '', '2:1', 'second document'],
  [user('password: *secret'), '', '3:15', 'YAML alias'],
  [user('password: !secret'), '', '3:15', 'YAML tag'],
  [user('password: @secret'), '', '3:15', 'must be in quotes'],
  [user('password: "secret'), '', '3:15', 'lacks a quote'],
]

describe('A broken configuration', () => {
  it.each(broken.map(([yaml, path, spot, says]) => ({ yaml, path, spot, says })))(
    'is told at $spot, of $path, with $says',
    ({ yaml, path, spot, says }) => {
      expect(faultsOfYaml(yaml)).toContainEqual({
        path,
        place: `fragrant.yaml:${spot}`,
        problem: expect.stringContaining(says) as string,
      })
    },
  )

  it('is told whole, by what cannot be read and by what does not fit together', () => {
    const faults = faultsOfYaml(
      [
        'isuer: x',
        'port: 70000',
        'clients:',
        '  - client_id: alice',
        '    redirect_uris: [javascript:alert(1), com.example.app:/cb]',
        '    scope: openid profil',
        'users:',
        '  - username: alice',
        '    claims: { email: null, sub: x }',
        'login: { mode: auto, user: bob }',
      ].join('\n'),
    )
    expect(faults.map(({ path }) => path)).toEqual([
      'isuer',
      'port',
      'clients[0].redirect_uris[0]',
      'users[0].claims.email',
      'users[0].claims.sub',
      'clients[0].client_id',
      'clients[0].redirect_uris[1]',
      'clients[0].scope',
      'login.user',
    ])
  })

  it('never shows a value, for it may be a password', () => {
    const secrets = [
      'hunter2',
      '*hunter2',
      '!hunter2',
      '@hunter2',
      '"hunter2',
      "'$2b$hunter2'",
      '{ hunter2: 1 }',
    ]
    const told = secrets.flatMap((secret) => [
      ...faultsOfYaml(`mode: strict\nusers:\n  - username: a\n    password: ${secret}\n`),
      ...faultsOfYaml('', {
        environment: { FRAGRANT_USERS: `[{"username":"a","password":${secret}` },
      }),
      ...faultsOfYaml('', { environment: { FRAGRANT_TLS: secret, FRAGRANT_PORT: secret } }),
    ])
    expect(told.length).toBeGreaterThan(secrets.length * 2)
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })

  it('is refused in time when it is built to grow (YAML aliases)', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const inner = 'abcdefgh'[index]
        return `${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]`
      }),
    ].join('\n')
    const start = performance.now()
    expect(faultsOfYaml(bomb)[0]?.problem).toContain('YAML alias')
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('is refused when a claim is nested without end', () => {
    const deep = `${'{ a: '.repeat(2000)}1${' }'.repeat(2000)}`
    expect(faultsOfYaml(user(`claims: ${deep}`)).length).toBeGreaterThan(0)
  })
})

it('A sound configuration has no fault', () => {
  const { config } = loadYaml(`
issuer: https://id.example.com
behind_proxy: true
mode: strict
host: 0.0.0.0
trust_proxy: [10.0.0.0/8, '::1']
allowed_hosts: [auth.test:9400, auth.test]
clients:
  - client_id: spa
    redirect_uris: [https://app.example.com/cb, http://localhost:5173]
    scope: [openid, api]
users:
  - { username: carol, password: '${hashed}', claims: { roles: [], address: { country: NZ } } }
scopes:
  - { name: api, words: call the API, claims: [roles] }
realms:
  second: { users: [{ username: dave }] }
`)
  expect(config.realms.map(({ id }) => id)).toEqual(['default', 'second'])
})
