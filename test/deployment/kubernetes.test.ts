import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { folderWith } from '../config/folder.ts'
import { startServer } from '../support/server.ts'
import { type Container, faults, manifestOf, manifests, type Probe } from './manifest.ts'

const pod = () => {
  const spec = manifestOf('Deployment').spec?.template?.spec
  const [container, ...more] = spec?.containers ?? []
  if (spec === undefined || container === undefined) throw new Error('There is no container.')
  expect(more).toEqual([])
  return { spec, container }
}

const written = () => manifestOf('ConfigMap').data?.['fragrant.yaml'] ?? ''

/** As the Secret and the container set it, which the configuration lies beside. */
const environmentOf = ({ env }: Container) => ({
  ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
  FRAGRANT_STORE: 'rediss://user:password@valkey.example.internal:6379',
  FRAGRANT_STORE_KEY: Buffer.alloc(32, 7).toString('base64'),
})

describe('docs/examples/kubernetes', () => {
  it('holds two replicas, what keeps one of them alive, and the way to them', () => {
    expect(faults).toEqual([])
    expect(manifests.map(({ kind }) => kind)).toEqual([
      ...['ConfigMap', 'ServiceAccount', 'Deployment', 'Service', 'Ingress'],
      ...['PodDisruptionBudget', 'NetworkPolicy'],
    ])
    expect(manifestOf('Deployment').spec?.replicas).toBe(2)
    expect(manifestOf('PodDisruptionBudget').spec?.minAvailable).toBe(1)
  })

  it('selects the pods that it makes, everywhere', () => {
    const labels = manifestOf('Deployment').spec?.template?.metadata.labels
    for (const kind of ['Deployment', 'PodDisruptionBudget']) {
      expect(manifestOf(kind).spec?.selector).toEqual({ matchLabels: labels })
    }
    expect(manifestOf('Service').spec?.selector).toEqual(labels)
  })

  it('runs as nobody, on a root that cannot be written, with no more rights than it has', () => {
    const { spec, container } = pod()
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(spec.automountServiceAccountToken).toBe(false)
  })

  it('is told its secrets by a Secret alone, and no address of a Service as a setting', () => {
    const { spec, container } = pod()
    expect(container.envFrom).toEqual([{ secretRef: { name: 'fragrant' } }])
    expect(written()).not.toMatch(/store|key/)
    expect(spec.enableServiceLinks).toBe(false)
  })

  it('holds a configuration that a server takes, with its secrets, and without a warning', () => {
    const { container } = pod()
    const folder = folderWith({ 'fragrant.yaml': written() })
    const { config, warnings } = loadConfig({ environment: environmentOf(container), folder })
    expect(config).toMatchObject({
      ...{ mode: 'strict', issuer: 'https://id.example.com', dataDir: undefined },
      ...{ store: { kind: 'redis' }, metrics: { kind: 'own', port: 9464 } },
    })
    expect(container.ports.map(({ containerPort }) => containerPort)).toEqual([config.port, 9464])
    // said with the NetworkPolicy in mind
    expect(warnings.filter((warning) => !warning.startsWith('Metrics '))).toEqual([])
    const { terminationGracePeriodSeconds: grace } = pod().spec
    expect(grace).toBeGreaterThan(config.shutdownGrace + 5)
  })

  it('asks where the server answers, by a name that it answers to', async () => {
    const { container } = pod()
    const server = await startServer({
      ...{ ...parse(written()), host: '127.0.0.1', metrics: false },
    })
    // Safe: it listens on a TCP address.
    const { port } = server.app.server.address() as AddressInfo
    const statusOf = ({ path, httpHeaders }: Pick<Probe['httpGet'], 'path' | 'httpHeaders'>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = Object.fromEntries(httpHeaders.map((one) => [one.name, one.value]))
        const asked = request({ port, path, headers }, (answer) => resolve(answer.statusCode))
        asked.on('error', reject).end()
      })
    const { startupProbe, livenessProbe, readinessProbe } = container
    const probes = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)
    const statuses = await Promise.all(probes.map(statusOf))
    // by the address of its pod, as a probe asks that names no other
    const unnamed = { path: '/health', httpHeaders: [{ name: 'Host', value: '10.1.2.3:9400' }] }
    const refused = await statusOf(unnamed)
    await server.close()
    expect([statuses, refused]).toEqual([[200, 200, 200], 421])
    expect(probes.map(({ path }) => path)).toEqual(['/health', '/health', '/ready'])
    expect(new Set(probes.map((probe) => probe.port))).toEqual(new Set(['http']))
    expect(container.ports[0]).toEqual({ name: 'http', containerPort: 9400 })
  })
})
