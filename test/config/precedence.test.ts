import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { faultsOf, faultsOfYaml, folderWith, loadYaml } from './folder.ts'

describe('A setting', () => {
  it('is taken from the flag before the variable, from that before the file', () => {
    const environment = { FRAGRANT_PORT: '2', FRAGRANT_HOST: '127.0.0.1' }
    const { config } = loadYaml('port: 1\nhost: localhost\nsession_idle: 5', {
      environment,
      flags: { port: '3' },
    })
    expect(config).toMatchObject({ port: 3, host: '127.0.0.1', realms: [{ sessionIdle: 5 }] })
  })

  it('is blamed on the place that decided it', () => {
    const environment = { FRAGRANT_PORT: 'two', FRAGRANT_HOST: 'a b', FRAGRANT_LOG_LEVEL: 'loud' }
    const faults = faultsOfYaml('port: one\nlog: { level: loud, format: x }', {
      environment,
      flags: { port: 'three' },
    })
    expect(faults.map(({ path, place }) => [path, place])).toEqual([
      ['host', 'FRAGRANT_HOST'],
      ['port', '--port'],
      ['log.level', 'FRAGRANT_LOG_LEVEL'],
      ['log.format', 'fragrant.yaml:2:29'],
    ])
  })

  it('is taken from .env where the environment says nothing, and from no other name in it', () => {
    const folder = folderWith({
      '.env': 'FRAGRANT_PORT=1234\nFRAGRANT_HOST=127.0.0.1 # here\nOTHER=x\n',
      'fragrant.yaml': 'port: 1',
    })
    const load = (environment: Readonly<Record<string, string>>) =>
      loadConfig({ environment, folder })
    expect(load({}).config).toMatchObject({ port: 1234, host: '127.0.0.1' })
    expect(load({ FRAGRANT_PORT: '4321' }).config).toMatchObject({ port: 4321 })
    expect(load({ FRAGRANT_PORT: '' }).config).toMatchObject({ port: 1234 })
    expect(load({}).warnings).toEqual([])
  })

  it('of .env is blamed on it, and a .env that cannot be read is a fault', () => {
    const wrong = folderWith({ '.env': 'FRAGRANT_PORT=many\n' })
    expect(faultsOf(() => loadConfig({ environment: {}, folder: wrong }))).toMatchObject([
      { path: 'port', place: '.env (FRAGRANT_PORT)' },
    ])
    const bytes = folderWith({ '.env': Buffer.from([0xff, 0xfe]) })
    expect(faultsOf(() => loadConfig({ environment: {}, folder: bytes }))).toMatchObject([
      { place: '.env', problem: 'The file .env must be UTF-8 text.' },
    ])
  })

  it('is strict by --strict, whatever the file says', () => {
    const { config } = loadYaml('mode: local', { flags: { mode: 'strict' } })
    expect(config).toMatchObject({ mode: 'strict', realms: [{ loopbackClients: false }] })
  })

  it('in a variable may be a list, separated by commas', () => {
    const environment = { FRAGRANT_ALLOWED_HOSTS: 'auth.test, Other.test:9400' }
    expect(loadYaml('', { environment }).config.allowedHosts).toEqual([
      'auth.test',
      'other.test:9400',
    ])
  })

  it('in a variable may be true or false, a time or a number', () => {
    const environment = {
      FRAGRANT_LOOPBACK_CLIENTS: 'false',
      FRAGRANT_SESSION_IDLE: '15m',
      FRAGRANT_ID_TOKEN_LIFETIME: '90',
    }
    expect(loadYaml('', { environment }).config.realms[0]).toMatchObject({
      loopbackClients: false,
      sessionIdle: 900,
      idTokenLifetime: 90,
    })
  })

  it('in a variable may be JSON, which replaces what the file says', () => {
    const environment = { FRAGRANT_USERS: '[{"username":"dave"}]' }
    const { config } = loadYaml('users: [{ username: carol }, { username: erin }]', { environment })
    expect(config.realms[0]?.accounts.map(({ user }) => user.username)).toEqual(['dave'])
  })

  it.each(['[{"username"', '{}', 'dave', '7'])(
    'in a variable for users is refused as %s',
    (text) => {
      expect(faultsOfYaml('', { environment: { FRAGRANT_USERS: text } })).toEqual([
        { path: 'users', place: 'FRAGRANT_USERS', problem: 'must be a list of users' },
      ])
    },
  )

  it('within JSON in a variable is blamed on the variable', () => {
    const environment = { FRAGRANT_CLIENTS: '[{"client_id":"a","redirect_uris":["/"]}]' }
    expect(faultsOfYaml('', { environment })).toMatchObject([
      { path: 'clients[0].redirect_uris[0]', place: 'FRAGRANT_CLIENTS' },
    ])
  })

  it('is not set by an empty variable', () => {
    expect(loadYaml('port: 1', { environment: { FRAGRANT_PORT: '' } }).config.port).toBe(1)
  })

  it('of a pair may come from two places', () => {
    const environment = { FRAGRANT_LOGIN_MODE: 'auto' }
    expect(loadYaml('login: { user: bob }', { environment }).config.realms[0]?.login).toEqual({
      kind: 'auto',
      username: 'bob',
    })
  })

  it('is missed where the setting that asks for it stands', () => {
    expect(faultsOfYaml('', { environment: { FRAGRANT_LOGIN_MODE: 'auto' } })).toMatchObject([
      { path: 'login.user', place: 'FRAGRANT_LOGIN_MODE' },
    ])
  })

  it('in a variable that nothing reads is warned of, with the name that was meant', () => {
    const environment = { FRAGRANT_ISSUR: 'x', HOME: '/' }
    expect(loadYaml('port: 1', { environment }).warnings).toEqual([
      'The environment variable FRAGRANT_ISSUR has no meaning; FRAGRANT_ISSUER has.',
    ])
  })
})

describe('Traces', () => {
  const tracesBy = (environment: Readonly<Record<string, string>>) =>
    loadConfig({ environment, folder: folderWith({}) }).config.traces

  it('are on where a variable of OpenTelemetry names an exporter, unless ours or theirs says no', () => {
    expect(tracesBy({})).toBe(false)
    expect(tracesBy({ OTEL_SERVICE_NAME: 'id' })).toBe(false)
    expect(tracesBy({ OTEL_TRACES_EXPORTER: 'otlp' })).toBe(true)
    expect(tracesBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' })).toBe(true)
    expect(tracesBy({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318' })).toBe(true)
    expect(tracesBy({ OTEL_TRACES_EXPORTER: 'none' })).toBe(false)
    expect(tracesBy({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'true' })).toBe(false)
    expect(tracesBy({ OTEL_TRACES_EXPORTER: 'otlp', FRAGRANT_TRACES: 'false' })).toBe(false)
    expect(tracesBy({ FRAGRANT_TRACES: 'true' })).toBe(true)
  })
})
