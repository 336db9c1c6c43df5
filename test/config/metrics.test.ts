import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { faultsOf, loadYaml } from './folder.ts'

const token = 'a-token-for-whoever-scrapes'

const configured = (metrics: unknown) => parseOptions({ metrics }).metrics

describe('Metrics', () => {
  it('are off, at the address of the server, or at a port of their own', () => {
    expect(parseOptions({}).metrics).toEqual({ kind: 'off' })
    expect(configured(false)).toEqual({ kind: 'off' })
    expect(configured(true)).toEqual({ kind: 'beside', token: undefined })
    expect(configured({ token })).toEqual({ kind: 'beside', token })
    expect(configured({ port: 9464 })).toEqual({
      ...{ kind: 'own', host: '127.0.0.1', port: 9464, token: undefined },
    })
  })

  it.each([
    [{ FRAGRANT_METRICS: 'true' }, { kind: 'beside' }],
    [{ FRAGRANT_METRICS_PORT: '9464' }, { kind: 'own', host: '127.0.0.1', port: 9464 }],
    [
      { FRAGRANT_METRICS: 'true', FRAGRANT_METRICS_PORT: '9464', FRAGRANT_METRICS_HOST: '0.0.0.0' },
      { kind: 'own', host: '0.0.0.0', port: 9464 },
    ],
    [{ FRAGRANT_METRICS_TOKEN: token }, { kind: 'beside', token }],
    [{ FRAGRANT_METRICS: 'false' }, { kind: 'off' }],
  ])('are switched on by variables: %j', (environment, expected) => {
    expect(loadYaml('port: 1', { environment }).config.metrics).toMatchObject(expected)
  })

  it.each([
    ['metrics', 'yes'],
    ['metrics.port', { port: 70_000 }],
    ['metrics.host', { port: 9464, host: 'a b' }],
    ['metrics.token', { token: 'short' }],
    ['metrics.host', { host: '127.0.0.1' }],
  ])('are at fault at %s with %j', (path, metrics) => {
    const faults = faultsOf(() => parseOptions({ metrics }))
    expect(faults.map((fault) => fault.path)).toEqual([path])
    expect(JSON.stringify(faults)).not.toContain('short')
  })

  it('have a token in a container, whose address others may reach', () => {
    const inContainer = { container: true, host: '0.0.0.0' }
    const paths = (metrics: unknown) =>
      faultsOf(() => parseOptions({ ...inContainer, metrics })).map(({ path }) => path)
    expect(paths(true)).toEqual(['metrics'])
    expect(() => parseOptions({ ...inContainer, metrics: { token } })).not.toThrow()
  })

  it('are warned of where everybody may read them', () => {
    const about = (metrics: unknown) =>
      parseOptions({ metrics }).warnings.filter((warning) => warning.startsWith('Metrics '))
    expect(about({ port: 9464, host: '0.0.0.0' })).toHaveLength(1)
    expect(about({ port: 9464, host: '0.0.0.0', token })).toEqual([])
    expect(about({ port: 9464 })).toEqual([])
  })
})
