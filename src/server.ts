/**
 * Builds a server from its configuration: adapters, then realms, then HTTP on top of them.
 *
 * @module
 */

import { join } from 'node:path'
import type { Logger } from 'pino'
import {
  createDataFolderLock,
  type DataFolderLock,
} from './adapters/data-folder/data-folder-lock.ts'
import { exposuresOf } from './adapters/data-folder/private-file.ts'
import { createLogDestination, type LogDestination } from './adapters/events/log-destination.ts'
import { createLogEvents } from './adapters/events/log-events.ts'
import { createLogger } from './adapters/events/logger.ts'
import { createSigningKeys } from './adapters/jose/key-store.ts'
import { createMemoryBudgets } from './adapters/memory/memory-budgets.ts'
import { createSystemClock } from './adapters/time/clock.ts'
import type { Config } from './config/config.ts'
import { hostInUrl, isLoopback } from './config/judge/address.ts'
import { algsOf } from './config/realm-config.ts'
import { type AppNeeds, buildApp } from './http/build-app.ts'
import { transportHeaders } from './http/edge/headers.ts'
import type { ReportRefusal } from './http/refusal.ts'
import { allowedHosts } from './http/server/allowed-hosts.ts'
import { createDrain } from './http/server/drain.ts'
import { createListeners, type Listeners } from './http/server/listeners.ts'
import { createOverloadGuard } from './http/server/overload.ts'
import { createRequestGuard } from './http/server/request-guard.ts'
import type { Tls } from './http/server/server-options.ts'
import type { Fragrant } from './index.ts'
import type { Clock } from './ports/clock.ts'
import type { Events } from './ports/events.ts'
import { isPossible } from './protocol/time.ts'
import { readTls } from './tls.ts'
import { version } from './version.ts'
import { createRealm, type Shared, type WiredRealm } from './wire.ts'

/** Milliseconds that the last lines of the log have at the end. */
const logGrace = 1_000

const clockAdvice = 'the clock of this machine is before 2020: no tokens are issued until it is set'

/** What a server may be given from outside: tests bring a clock, and read the log. */
export interface Overrides {
  readonly clock?: Clock
  /** Where log lines go; standard output by default. */
  readonly logTo?: LogDestination
  /** The configuration file that was read, as it was named. */
  readonly configFile?: string | undefined
}

export interface Server extends Fragrant {
  /**
   * Takes over what a changed configuration says of clients and users. Without one the file that
   * changed cannot be used: what was read before stays in force, and /health says so.
   */
  reload(next: Config | undefined): void
  /** For lines that are no events. */
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
}

export async function createServer(config: Config, own: Overrides = {}): Promise<Server> {
  const lock = config.dataDir === undefined ? undefined : await createDataFolderLock(config.dataDir)
  try {
    return await buildServer(config, own, lock)
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function buildServer(
  config: Config,
  own: Overrides,
  lock: DataFolderLock | undefined,
): Promise<Server> {
  const destination = own.logTo ?? createLogDestination()
  const logger = openLog(config, destination)
  const events = createLogEvents(logger)
  const clock = own.clock ?? createSystemClock()
  if (!isPossible(clock.now())) logger.error({ event: 'clock.impossible' }, clockAdvice)
  const bound = createBinding({
    config,
    events,
    clock,
    keys: await signingKeys(config),
  })
  const tls = await readTls(config)
  await warnOfExposures(config, logger)
  let stale = false
  const reports = createReports(events, logger)
  const listeners = guardedListeners(tls, bound.allowedHosts, reports.refused)
  const app = buildApp({
    listeners,
    trustProxy: config.trustProxy,
    transport: transportHeaders(plannedOrigin(config)),
    findRealm: bound.findRealm,
    isConfigStale: () => stale,
    about: aboutServer(own, bound),
    ...reports,
  })
  const drain = createDrain(app, { listeners, graceMs: config.shutdownGrace * 1000 })
  if (config.issuer !== undefined || config.port !== 0)
    bound.bind(plannedOrigin(config), config.port)

  return {
    app,
    get issuer() {
      return bound.realms()[0]?.issuer ?? ''
    },
    get realms() {
      return bound.realms().map(({ id, issuer }) => ({ id, issuer }))
    },
    certificate: tls?.cert,
    async listen() {
      const port = await listeners.listen(app, config)
      const origin = config.issuer ?? originOf(config, port)
      bound.bind(origin, port)
      return { issuer: origin, url: `${origin}/` }
    },
    logger,
    reload(next) {
      stale = next === undefined
      if (next !== undefined) bound.reload(next)
    },
    async close() {
      await drain.close()
      await destination.flush(logGrace)
      await lock?.release()
    },
  }
}

/** What HTTP has to tell, as events. */
function createReports(
  events: Events,
  logger: Logger,
): Pick<AppNeeds, 'refused' | 'answered' | 'report'> {
  return {
    refused: (refusal) => events.emit({ kind: 'http.refused', ...refusal }),
    answered: logger.isLevelEnabled('debug')
      ? (answer) => events.emit({ kind: 'http.answered', ...answer })
      : undefined,
    report: (error, { method, routeOptions }) =>
      events.emit({ kind: 'fault.unexpected', where: `${method} ${routeOptions.url}`, error }),
  }
}

function guardedListeners(
  https: Tls | undefined,
  allowed: () => ReadonlySet<string>,
  report: ReportRefusal,
): Listeners {
  const refuses = createRequestGuard(allowed, report)
  const defers = createOverloadGuard({ report })
  return createListeners({
    https,
    report,
    guard: (request, response) => refuses(request, response) || defers(request, response),
  })
}

function aboutServer({ configFile }: Overrides, bound: ReturnType<typeof createBinding>) {
  return { version, configFile, realmIds: () => bound.realms().map(({ id }) => id) }
}

function openLog({ log: { level, format } }: Config, destination: LogDestination): Logger {
  const { stdout } = process
  const pretty = format === 'pretty' || (format === 'auto' && stdout.isTTY === true)
  // A terminal knows of NO_COLOR by itself.
  const coloured = stdout.isTTY === true && stdout.hasColors()
  return createLogger({ level, format: pretty ? 'pretty' : 'json', coloured, destination })
}

async function warnOfExposures({ dataDir }: Config, logger: Logger): Promise<void> {
  if (dataDir === undefined) return
  for (const exposure of await exposuresOf(dataDir)) {
    logger.warn({ event: 'data-folder.exposed' }, exposure)
  }
}

/** Realms know their issuer, which with port 0 is known only when the server listens. */
function createBinding(ground: Omit<Shared, 'isOwnOrigin' | 'memory'>) {
  const { config } = ground
  const realms = new Map<string, WiredRealm>()
  let hosts: ReadonlySet<string> = new Set()
  const shared: Shared = {
    ...ground,
    memory: createMemoryBudgets(),
    isOwnOrigin: (origin) => hosts.has(new URL(origin).host),
  }
  return {
    bind(origin: string, port: number) {
      const { allowedHosts: extra, alsoAt } = config
      hosts = allowedHosts({ issuer: origin, extra, alsoAt, ports: [port] })
      if (realms.size > 0) return
      for (const seed of config.realms) realms.set(seed.id, createRealm(seed, origin, shared))
    },
    reload({ realms: seeds }: Config) {
      for (const seed of seeds) realms.get(seed.id)?.reload(seed)
    },
    allowedHosts: () => hosts,
    findRealm: (id: string) => realms.get(id),
    realms(): readonly WiredRealm[] {
      if (realms.size === 0) throw new Error('With port 0 the issuer is known once it listens.')
      return [...realms.values()]
    },
  }
}

function signingKeys(config: Config) {
  const { dataDir, realms } = config
  const algs = [...new Set(realms.flatMap(algsOf))]
  return createSigningKeys({ algs, ...(dataDir && { file: join(dataDir, 'keys.json') }) })
}

const plannedOrigin = (config: Config): string => config.issuer ?? originOf(config, config.port)

function originOf({ tls, host, container }: Config, port: number): string {
  const scheme = tls.kind === 'off' ? 'http' : 'https'
  // What a container listens on is no address to go to: its port is published on loopback.
  const name = container && !isLoopback(host) ? 'localhost' : hostInUrl(host)
  return new URL(`${scheme}://${name}:${port}`).origin
}
