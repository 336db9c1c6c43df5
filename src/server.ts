/**
 * Builds a server from its configuration: adapters, then realms, then HTTP on top of them.
 *
 * @module
 */

import type { Logger } from 'pino'
import {
  createDataFolderLock,
  type DataFolderLock,
} from './adapters/data-folder/data-folder-lock.ts'
import { exposuresOf } from './adapters/data-folder/private-file.ts'
import { createEventStream, type EventStream } from './adapters/events/event-stream.ts'
import { createLogDestination, type LogDestination } from './adapters/events/log-destination.ts'
import { createLogEvents } from './adapters/events/log-events.ts'
import { createLogger } from './adapters/events/logger.ts'
import { createRealmKeys, type RealmKeys } from './adapters/jose/realm-keys.ts'
import { createMemoryBudgets } from './adapters/memory/memory-budgets.ts'
import { createLoginLimits } from './adapters/passwords/login-limits.ts'
import { createHashingQueue } from './adapters/passwords/password-hasher.ts'
import { createSystemClock } from './adapters/time/clock.ts'
import type { Config } from './config/config.ts'
import { algsOf, keySettingsOf } from './config/realm-config.ts'
import { registrationLines } from './config/registration-lines.ts'
import { hostInUrl, isLoopback } from './config/schema/address.ts'
import { type AppNeeds, buildApp } from './http/build-app.ts'
import { transportHeaders } from './http/edge/headers.ts'
import type { ReportRefusal } from './http/edge/refusal.ts'
import { realmIdIn } from './http/edge/start-link.ts'
import type { Realm } from './http/realm.ts'
import { allowedHosts } from './http/server/allowed-hosts.ts'
import { createDrain } from './http/server/drain.ts'
import { createListeners, type Listeners } from './http/server/listeners.ts'
import { createOverloadGuard } from './http/server/overload.ts'
import { createRequestGuard } from './http/server/request-guard.ts'
import type { Tls } from './http/server/server-options.ts'
import type { Fragrant } from './index.ts'
import type { Clock } from './ports/clock.ts'
import { isPossible } from './protocol/time.ts'
import { createRealms, type Realms, reloadRealms } from './realms.ts'
import { readTls } from './tls.ts'
import { version } from './version.ts'
import type { Shared } from './wire.ts'

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
   * Takes over what a changed configuration says of realms. Without one the file that changed cannot
   * be used: what was read before stays in force, and /health says so.
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
  const clock = own.clock ?? createSystemClock()
  const events = createEventStream({ clock, sinks: [createLogEvents(logger, registrationLines)] })
  if (!isPossible(clock.now())) logger.error({ event: 'clock.impossible' }, clockAdvice)
  const shared = await openShared(config, events, clock)
  const bound = createBinding(config, shared)
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
      shared.keys.lookAfter()
      return { issuer: origin, url: `${origin}/` }
    },
    logger,
    reload(next) {
      stale = next === undefined
      if (next !== undefined) bound.reload(next)
    },
    async close() {
      await drain.close()
      shared.keys.close()
      await destination.flush(logGrace)
      await lock?.release()
    },
  }
}

/** What HTTP has to tell, as events. */
function createReports(
  events: EventStream,
  logger: Logger,
): Pick<AppNeeds, 'refused' | 'answered' | 'report'> {
  return {
    refused: (refusal) => events.of(refusal.realm).emit({ kind: 'http.refused', ...refusal }),
    answered: logger.isLevelEnabled('debug')
      ? (answer) => events.of(answer.realm).emit({ kind: 'http.answered', ...answer })
      : undefined,
    report: (error, { method, routeOptions, raw }) =>
      events
        .of(realmIdIn(raw.url ?? '') ?? 'default')
        .emit({ kind: 'fault.unexpected', where: `${method} ${routeOptions.url}`, error }),
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
  return {
    version,
    configFile,
    registrationLines,
    realmIds: () => bound.realms().map(({ id }) => id),
  }
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
function createBinding(config: Config, common: Omit<Shared, 'isOwnOrigin'>) {
  let seeds = config.realms
  let realms: Realms | undefined
  let hosts: ReadonlySet<string> = new Set()
  const shared: Shared = {
    ...common,
    isOwnOrigin: (origin) => hosts.has(new URL(origin).host),
  }
  return {
    bind(origin: string, port: number) {
      const { allowedHosts: extra, alsoAt } = config
      hosts = allowedHosts({ issuer: origin, extra, alsoAt, ports: [port] })
      if (realms !== undefined) return
      realms = createRealms(origin, shared)
      for (const seed of seeds) realms.add(seed)
    },
    reload(next: Config) {
      if (realms !== undefined) reloadRealms(realms, seeds, next.realms)
      seeds = next.realms
    },
    allowedHosts: () => hosts,
    findRealm: (id: string) => realms?.find(id),
    realms(): readonly Realm[] {
      if (realms === undefined) throw new Error('With port 0 the issuer is known once it listens.')
      return realms.list()
    },
  }
}

/** What there is one of in a process, however many realms it has. */
async function openShared(config: Config, events: EventStream, clock: Clock) {
  return {
    config,
    events,
    clock,
    keys: await openKeys(config, events, clock),
    hashing: createHashingQueue(),
    loginLimits: createLoginLimits(),
    memory: createMemoryBudgets(),
  }
}

/**
 * Keys in the data folder are read now, so that a damaged file stops the start. Those of the default
 * realm are made now, so that its first login is quick; the others when they are asked for.
 */
async function openKeys(
  { dataDir, realms }: Config,
  events: EventStream,
  clock: Clock,
): Promise<RealmKeys> {
  const keys = createRealmKeys(dataDir, {
    clock,
    report: (realmId, error) =>
      events.of(realmId).emit({ kind: 'fault.unexpected', where: 'the signing keys', error }),
    changed: (realmId, change) => events.of(realmId).emit({ kind: 'keys.rotated', ...change }),
  })
  const opened = realms.map((realm) => keys.of(realm.id, keySettingsOf(realm)))
  await Promise.all(opened.map((own) => own.load()))
  const [first] = realms
  // Whoever asks for a key that cannot be made is told; now there is nobody to tell.
  const making = first && opened[0]?.all(algsOf(first))
  making?.catch(() => {})
  return keys
}

const plannedOrigin = (config: Config): string => config.issuer ?? originOf(config, config.port)

function originOf({ tls, host, container }: Config, port: number): string {
  const scheme = tls.kind === 'off' ? 'http' : 'https'
  // What a container listens on is no address to go to: its port is published on loopback.
  const name = container && !isLoopback(host) ? 'localhost' : hostInUrl(host)
  return new URL(`${scheme}://${name}:${port}`).origin
}
