/**
 * Metrics where they are switched on: what counts, and where it is told. Nothing of it is loaded where they
 * are not.
 *
 * @module
 */

import type { Metrics } from '../adapters/metrics/metrics.ts'
import type { Config, MetricsConfig } from '../config/config.ts'
import { hostInUrl } from '../config/schema/address.ts'
import type { MetricsNeeds } from '../http/metrics/metrics.ts'
import type { MetricsListener } from '../http/metrics/metrics-listener.ts'
import { serverPaths } from '../protocol/paths.ts'
import { version } from '../version.ts'

export interface OpenedMetrics extends Pick<Metrics, 'hear' | 'answered' | 'roundTrip'> {
  /** What the server itself tells; undefined where they have a port of their own. */
  readonly beside: MetricsNeeds | undefined
  /** Opens that port, if there is to be one. Rejects when it is taken. */
  listen(): Promise<void>
  /** Where to read them, once the server listens at `origin`. */
  at(origin: string | undefined): string | undefined
  close(): Promise<void>
}

/** @param isRealm whether there is a realm of that id now. */
export async function openMetrics(
  { metrics: config }: Config,
  isRealm: (id: string) => boolean,
): Promise<OpenedMetrics | undefined> {
  if (config.kind === 'off') return undefined
  const { createMetrics } = await import('../adapters/metrics/metrics.ts')
  const metrics = createMetrics({ version, isRealm })
  const { hear, answered, roundTrip } = metrics
  const told = { text: metrics.text, contentType: metrics.contentType, token: config.token }
  let own: MetricsListener | undefined
  return {
    ...{ hear, answered, roundTrip },
    beside: config.kind === 'beside' ? told : undefined,
    async listen() {
      own = await listenOwn(config, told)
    },
    at: (origin) =>
      config.kind === 'beside'
        ? origin && origin + serverPaths.metrics
        : own && `http://${hostInUrl(config.host)}:${own.port}${serverPaths.metrics}`,
    async close() {
      await own?.close()
      metrics.close()
    },
  }
}

type SwitchedOn = Exclude<MetricsConfig, { readonly kind: 'off' }>

async function listenOwn(config: SwitchedOn, told: MetricsNeeds) {
  if (config.kind === 'beside') return undefined
  const { listenForMetrics } = await import('../http/metrics/metrics-listener.ts')
  return listenForMetrics({ ...told, host: config.host, port: config.port })
}
