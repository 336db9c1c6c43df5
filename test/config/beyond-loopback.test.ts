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
    ['loopback_clients', { loopback_clients: true }],
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
    expect(fault?.problem).toBe('must be strict, since host 0.0.0.0 is reached from other machines')
  })
})
