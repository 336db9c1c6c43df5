/**
 * Builds a server from its configuration: adapters, then realms, then HTTP on top of them.
 *
 * @module
 */

import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import {
  createDataFolderLock,
  type DataFolderLock,
} from './adapters/data-folder/data-folder-lock.ts'
import { createFolderRecords } from './adapters/data-folder/kept-records.ts'
import type { EventStream } from './adapters/events/event-stream.ts'
import type { LogDestination } from './adapters/events/log-destination.ts'
import { createSystemClock } from './adapters/time/clock.ts'
import { createBinding, originOf, plannedOrigin } from './binding.ts'
import type { Config } from './config/config.ts'
import type { ControlApi, OpenedControl } from './control/open-control.ts'
import { type Ground, openGround } from './ground.ts'
import { buildApp } from './http/build-app.ts'
import { transportHeaders } from './http/edge/headers.ts'
import type { ReportRefusal } from './http/edge/refusal.ts'
import { createDrain } from './http/server/drain.ts'
import { createListeners, type Listeners } from './http/server/listeners.ts'
import { createOverloadGuard } from './http/server/overload.ts'
import { createRequestGuard } from './http/server/request-guard.ts'
import type { Tls } from './http/server/server-options.ts'
import type { Fragrant } from './index.ts'
import { createNewcomers } from './newcomers.ts'
import { aboutFile, aboutServer } from './opening/about.ts'
import { warnOfExposures, warnOfSetAside } from './opening/data-folder-warnings.ts'
import { type OpenedLog, openLog } from './opening/log.ts'
import { type OpenedMetrics, openMetrics } from './opening/metrics.ts'
import { createReadiness } from './opening/readiness.ts'
import { createReports, openEvents } from './opening/reports.ts'
import { openStore } from './opening/store/open-store.ts'
import type { OpenStore } from './opening/store/opened-store.ts'
import { readTls } from './opening/tls.ts'
import { type OpenedTraces, openTraces } from './opening/traces.ts'
import { type OwnChanges, openOwnChanges } from './own-changes.ts'
import type { Clock } from './ports/clock.ts'
import type { EventSink } from './ports/events.ts'
import { isPossible } from './protocol/time.ts'
import type { Realms } from './realms.ts'

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
  /** What tests control it by; undefined where that is switched off. */
  readonly control: (ControlApi & Pick<OpenedControl, 'call'>) | undefined
  /** Where metrics are told; undefined where none are, or before the server listens. */
  metricsAt(): string | undefined
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
  const log = openLog(config, own.logTo)
  const { logger, destination } = log
  const opened = await openRealms(config, own, log)
  const { changes, control, metrics, traces, events, ground, bound } = opened
  const tls = await readTls(config)
  await warnOfExposures(config, logger)
  warnOfSetAside(changes, logger)
  const inForce = { config, isStale: false }
  const reports = createReports(events, logger, metrics)
  const listeners = guardedListeners(tls, bound.allowedHosts, reports.refused)
  const whyNotReady = createReadiness(config, ground)
  const app = buildApp({
    listeners,
    trustProxy: config.trustProxy,
    transport: transportHeaders(plannedOrigin(config)),
    findRealm: bound.findRealm,
    isConfigStale: () => inForce.isStale,
    whyNotReady,
    traces,
    metrics: metrics?.beside,
    about: {
      ...aboutServer(config, own.configFile, opened),
      ...aboutFile(config, inForce),
      whyNotReady,
    },
    operations: control,
    control: control?.api,
    ...reports,
  })
  const drain = createDrain(app, { listeners, graceMs: config.shutdownGrace * 1000 })
  if (isPlanned(config)) bound.bind(plannedOrigin(config), config.port)

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
      const listening = await listen(config, app, { listeners, bound, ground, metrics })
      changes.share(async () => control?.follow())
      return listening
    },
    metricsAt: () => metrics?.at(bound.table().find('default')?.origin),
    logger,
    reload(next) {
      inForce.isStale = true
      if (next === undefined) return
      takeOver(next, opened)
      Object.assign(inForce, { config: next, isStale: false })
      warnOfSetAside(changes, logger)
    },
    control: control?.api && { ...control.api, call: control.call },
    close: () => close({ drain, metrics, ground, destination, lock }),
  }
}

interface Closing {
  readonly drain: ReturnType<typeof createDrain>
  readonly metrics: OpenedMetrics | undefined
  readonly ground: { close(): Promise<void> }
  readonly destination: LogDestination
  readonly lock: DataFolderLock | undefined
}

async function close({ drain, metrics, ground, destination, lock }: Closing): Promise<void> {
  await drain.close()
  await metrics?.close()
  await ground.close()
  await destination.flush(logGrace)
  await lock?.release()
}

interface Listening {
  readonly listeners: Listeners
  readonly bound: ReturnType<typeof createBinding>
  readonly ground: Pick<Ground, 'keys'>
  readonly metrics: OpenedMetrics | undefined
}

/** Opens the ports. From now on the names of the realms are known. */
async function listen(
  config: Config,
  app: FastifyInstance,
  { listeners, bound, ground, metrics }: Listening,
): ReturnType<Fragrant['listen']> {
  // first, so that nobody is served by a server that does not start
  await metrics?.listen()
  const port = await listeners.listen(app, config)
  const origin = config.issuer ?? originOf(config, port)
  bound.bind(origin, port)
  ground.keys.lookAfter()
  return { issuer: origin, url: `${origin}/` }
}

/** The realms, with all that they stand on and whatever looks after them. */
async function openRealms(config: Config, own: Overrides, log: OpenedLog): Promise<Opened> {
  const { logger } = log
  const clock = checked(own.clock ?? createSystemClock(), logger)
  const metrics = await openMetrics(config, (id) => bound.findRealm(id) !== undefined)
  const traces = await openTraces(config, logger)
  let control: OpenedControl | undefined
  // what is controlled stands on the store, and that tells of itself
  const journal: EventSink = (recorded) => control?.recorder.hear(recorded)
  const events = openEvents(clock, log, traces, [
    hasControl(config) ? journal : undefined,
    metrics?.hear,
  ])
  const store = await openStore(config, { events: events.of(undefined), took: metrics?.roundTrip })
  const records = store.records ?? folderRecords(config)
  const changes = await openOwnChanges({ config, realms: () => bound.table(), records })
  control = await controlOf(config, () => bound.table(), changes, store)
  const kept = { ...config, realms: changes.realms }
  const ground = await openGround(kept, events, clock, store)
  const bound = createBinding(kept, { ...ground, newcomersOf: createNewcomers(changes.open) })
  return { bound, changes, control, metrics, traces, events, ground }
}

interface Opened {
  readonly bound: ReturnType<typeof createBinding>
  readonly changes: OwnChanges
  readonly control: OpenedControl | undefined
  readonly metrics: OpenedMetrics | undefined
  readonly traces: OpenedTraces
  readonly events: EventStream
  readonly ground: Awaited<ReturnType<typeof openGround>>
}

/** Another configuration is in force. */
function takeOver(next: Config, { bound, changes, control, events }: Opened): void {
  const { configured, made } = changes.follow(next)
  bound.reload({ ...next, realms: configured })
  for (const realm of made) bound.table().replace(realm)
  control?.follow().catch((error: unknown) => {
    events.of('default').emit({ kind: 'fault.unexpected', where: 'a reload', error })
  })
}

const folderRecords = ({ dataDir }: Config) =>
  dataDir === undefined ? undefined : createFolderRecords(dataDir)

const hasControl = ({ control, console }: Config): boolean =>
  control.kind === 'on' || console.kind === 'on'

function checked(clock: Clock, logger: Logger): Clock {
  if (!isPossible(clock.now())) logger.error({ event: 'clock.impossible' }, clockAdvice)
  return clock
}

/** Whether the address is known before the server listens. */
const isPlanned = ({ issuer, port }: Config): boolean => issuer !== undefined || port !== 0

/** Nothing of it is loaded where it is switched off. */
async function controlOf(
  config: Config,
  realms: () => Realms,
  changes: OwnChanges,
  { journalOf }: Pick<OpenStore, 'journalOf'>,
): Promise<OpenedControl | undefined> {
  if (!hasControl(config)) return undefined
  const { openControl } = await import('./control/open-control.ts')
  return openControl(config, realms, await changes.open(), journalOf)
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
