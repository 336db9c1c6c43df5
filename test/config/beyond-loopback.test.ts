import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { faultsOf, faultsOfYaml, hashed } from './folder.ts'

const users = [{ username: 'carol', password: hashed }]

/** What may be reached by others. */
const sound = {
  host: '0.0.0.0',
  issuer: 'https://id.example.com',
  behind_proxy: true,
  mode: 'strict',
  users,
}

const pathsOf = (options: object) => faultsOf(() => parseOptions(options)).map(({ path }) => path)

describe('Beyond loopback the server', () => {
  it('starts in strict mode, with an https issuer, TLS acknowledged and hashed passwords', () => {
    expect(pathsOf(sound)).toEqual([])
    expect(pathsOf({ ...sound, behind_proxy: false, tls: 'generated' })).toEqual([])
  })

  it.each(['0.0.0.0', '::', '[::]', '192.168.1.2', 'auth.test', 'localhost.example'])(
    'does not start on host %s with nothing else set, and says all that must be',
    (host) => {
      expect(pathsOf({ host })).toEqual(['mode', 'issuer', 'tls', 'users'])
    },
  )

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.8.8', '::1', '[::1]', 'auth.localhost'])(
    'is not meant by host %s',
    (host) => {
      expect(pathsOf({ host })).toEqual([])
    },
  )

  it.each([
    ['mode', { mode: 'local' }],
    ['issuer', { issuer: undefined }],
    ['issuer', { issuer: 'http://localhost:9400' }],
    ['tls', { behind_proxy: false }],
    ['users', { users: undefined }],
    ['users[0].password', { users: [{ username: 'carol', password: 'tulip' }] }],
    [
      'realms.one.users[0].password',
      { realms: { one: { users: [{ username: 'a', password: 'b' }] } } },
    ],
    ['login.mode', { login: { mode: 'picker' } }],
    ['login.mode', { login: { mode: 'auto', user: 'carol' } }],
    ['consent', { consent: 'auto' }],
    ['control', { control: true }],
    ['console_password', { console: true, console_password: 'open sesame' }],
    ['console_password', { console: true }],
    ['loopback_clients', { loopback_clients: true }],
    ['store_key', { store: 'rediss://redis:6379' }],
    ['metrics', { metrics: true }],
    ['metrics', { metrics: {} }],
  ])('does not start because of %s when it is %j', (path, change) => {
    expect(pathsOf({ ...sound, ...change })).toContain(path)
  })

  it('is meant by an issuer that is not on loopback, too', () => {
    expect(pathsOf({ issuer: 'https://id.example.com' })).toEqual([
      'issuer',
      'mode',
      'tls',
      'users',
    ])
  })

  it('blames what is missing on the setting that let others in', () => {
    const places = (faults: ReturnType<typeof faultsOfYaml>) =>
      faults.map(({ path, place }) => `${path} ${place}`)
    const environment = { FRAGRANT_HOST: '0.0.0.0' }
    expect(places(faultsOfYaml('mode: local', { environment }))).toEqual([
      'mode fragrant.yaml:1:7',
      'issuer FRAGRANT_HOST',
      'tls FRAGRANT_HOST',
      'users FRAGRANT_HOST',
    ])
    expect(places(faultsOfYaml('port: 1', { flags: { host: '0.0.0.0' } }))).toContain('mode --host')
  })

  it('says why', () => {
    const [fault] = faultsOf(() => parseOptions({ host: '0.0.0.0' }))
    expect(fault?.problem).toBe(
      'must be strict, since host 0.0.0.0 is reached from other machines ' +
        '(or container: true, in a container whose port is published on loopback only)',
    )
  })
})

describe('In a container whose port is published on loopback only the server', () => {
  const container = { container: true, host: '0.0.0.0' }

  it.each([
    ['nothing else set', {}],
    ['an http issuer on loopback', { issuer: 'http://localhost:9400' }],
    ['every convenience', { login: { mode: 'auto', user: 'carol' }, consent: 'auto' }],
    ['users in plain text', { users: [{ username: 'carol', password: 'tulip' }] }],
    ['IPv6', { host: '::' }],
  ])('starts in local mode with %s', (_, change) => {
    const plain = [{ username: 'carol', password: 'tulip' }]
    expect(pathsOf({ ...container, users: plain, ...change })).toEqual([])
  })

  it('is known to browsers as localhost, which it says of itself', () => {
    const { warnings } = parseOptions({ ...container, port: 9500 })
    expect(warnings).toEqual([
      'Local mode listens on 0.0.0.0:9500, and container: true says that this port is published on ' +
        'loopback only (-p 127.0.0.1:9500:9500). Whoever else reaches it signs in as anybody.',
    ])
  })

  it('may be published under another port, and warns of no app on localhost', () => {
    const { warnings } = parseOptions({ ...container, issuer: 'http://localhost:8080' })
    expect(warnings).toHaveLength(1)
    const clients = [{ client_id: 'app', redirect_uris: ['http://localhost:5173/cb'] }]
    expect(parseOptions({ ...container, clients }).warnings).toHaveLength(1)
  })

  it('says that it is reached by nobody while it listens on loopback alone', () => {
    expect(parseOptions({ container: true }).warnings).toEqual([
      'container: true has no effect: the server listens on localhost alone, which no published port ' +
        'leads to. Set host: 0.0.0.0 (FRAGRANT_HOST).',
    ])
  })

  it.each([
    ['an issuer beyond loopback', { issuer: 'https://id.example.com', behind_proxy: true }, 'mode'],
    ['strict mode on plain http', { mode: 'strict', users }, 'issuer'],
    ['strict mode without users', { ...sound, users: undefined }, 'users'],
    ['strict mode without TLS', { ...sound, behind_proxy: false }, 'tls'],
    [
      'strict mode and plain passwords',
      { ...sound, users: [{ username: 'a', password: 'b' }] },
      'users[0].password',
    ],
  ])('keeps the rules beyond loopback with %s', (_, change, path) => {
    expect(pathsOf({ ...container, ...change })).toContain(path)
  })

  it('is controlled by whoever brings a token that the operator has given', () => {
    const token = 'a token that only tests have'.replaceAll(' ', '-')
    expect(pathsOf({ ...container, control: true })).toEqual(['control_token'])
    expect(pathsOf({ ...container, control: true, control_token: token })).toEqual([])
  })

  it('is as without the setting in strict mode', () => {
    const { warnings, written: _, ...config } = parseOptions({ ...sound, container: true })
    const { warnings: before, written: __, ...strict } = parseOptions(sound)
    expect(config).toEqual(strict)
    expect(warnings).toEqual(['Strict mode leaves container without effect.', ...before])
  })

  it('does not start without the word, whatever else is set', () => {
    expect(pathsOf({ ...container, container: false })).toContain('mode')
  })
})

describe('A further address', () => {
  const at = (address: string, change: object = {}) => pathsOf({ also_at: [address], ...change })

  it.each([
    'http://fragrant:9400',
    'http://fragrant',
    'http://my_service:9400',
    'http://host.docker.internal:9400',
    'http://op.test:9400',
    'http://auth.localhost:9400',
    'http://127.0.0.1:9500',
  ])('is %s on plain http, which no public resolver knows', (address) => {
    expect(at(address)).toEqual([])
  })

  it.each([
    'http://op.example:9400',
    'http://192.168.1.2:9400',
    'http://0.0.0.0:9400',
    'http://internal.example',
    'http://fragrant:9400/',
    'http://fragrant:80',
    'http://Fragrant:9400',
    'http://user@fragrant:9400',
    'http://fragrant:9400/realms/one',
    'ftp://fragrant',
    'fragrant:9400',
    '*',
  ])('is not %s', (address) => {
    expect(at(address)).toEqual(['also_at[0]'])
  })

  it('by https asks for TLS, here or in front', () => {
    expect(at('https://op.example')).toEqual(['also_at'])
    expect(at('https://op.example', { tls: 'generated' })).toEqual([])
    expect(at('https://op.example', { behind_proxy: true })).toEqual([])
  })

  it('by http is no address of a server that serves TLS, nor of one in strict mode', () => {
    expect(at('http://fragrant:9400', { tls: 'generated' })).toEqual(['also_at'])
    expect(at('http://fragrant:9400', { ...sound })).toEqual(['also_at'])
    expect(at('https://fragrant:9400', { ...sound })).toEqual([])
  })

  it('is no place for the answers of an app', () => {
    const clients = [
      { client_id: 'app', redirect_uris: ['http://localhost:1/cb', 'http://localhost:9500/cb'] },
    ]
    expect(at('http://localhost:9500', { clients })).toEqual(['clients[0].redirect_uris[1]'])
    expect(at('http://localhost:9500', { realms: { one: { clients } } })).toEqual([
      'realms.one.clients[0].redirect_uris[1]',
    ])
  })
})

describe('The address of the server itself', () => {
  const app = { client_id: 'app', redirect_uris: ['http://localhost:5173/cb'] }
  const faults = (own: object, server: object = {}) =>
    pathsOf({ ...server, clients: [{ ...app, ...own }] })

  it.each([
    ['redirect_uris[0]', { redirect_uris: ['http://localhost:9400/authorize'] }, {}],
    ['redirect_uris[0]', { redirect_uris: ['http://127.0.0.1:9400/'] }, {}],
    ['redirect_uris[0]', { redirect_uris: ['http://[::1]:9401/cb'] }, { port: 9401 }],
    ['post_logout_redirect_uris[0]', { post_logout_redirect_uris: ['http://localhost:9400/'] }, {}],
    ['backchannel_logout_uri', { backchannel_logout_uri: 'http://localhost:9400/revoke' }, {}],
    ['redirect_uris[0]', { redirect_uris: ['https://id.example.com/cb'] }, sound],
    [
      'redirect_uris[0]',
      { redirect_uris: ['https://op.test/cb'] },
      { ...sound, allowed_hosts: ['op.test'] },
    ],
  ])('is no %s of an app (RFC 9700 §4.1.3): %j', (path, own, server) => {
    expect(faults(own, server)).toEqual([`clients[0].${path}`])
  })

  it.each([
    [{ redirect_uris: ['http://localhost:9401/cb'] }, {}],
    [{ redirect_uris: ['http://localhost/cb'] }, sound],
    [{ redirect_uris: ['https://id.example.com:8443/cb'] }, sound],
    [{ redirect_uris: ['com.example.app:/cb'], application_type: 'native' }, {}],
    [{ client_id: 'playground', redirect_uris: ['http://localhost:9400/playground/callback'] }, {}],
  ])('is another one than %j', (own, server) => {
    expect(faults(own, server)).toEqual([])
  })
})
