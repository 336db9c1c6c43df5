/**
 * The configuration, read and judged.
 *
 * @module
 */

import { resolve } from 'node:path'
import { parseRedisAddress, type RedisAddress } from '../adapters/redis/connection/address.ts'
import { parseStoreKey } from '../adapters/redis/secrets/store-key.ts'
import { ConfigError, type Finding, pathText } from './fault.ts'
import { judge } from './judge/judge.ts'
import { warningsOf } from './judge/warnings.ts'
import { idleKeysOf, type RealmConfig, realmConfigs } from './realm-config.ts'
import { type Options, schema } from './schema/schema.ts'
import { readDraft } from './source/read.ts'

/** Everything that was configured: of the server, and of each realm. Paths are absolute. */
export interface Config {
  /** Undefined: the address that the server listens on, once it does. */
  readonly issuer: string | undefined
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly mode: 'local' | 'strict'
  readonly behindProxy: boolean
  readonly trustProxy: readonly string[]
  readonly allowedHosts: readonly string[]
  /** Whether only a port on loopback leads here though the server listens on all addresses. */
  readonly container: boolean
  /** Further origins that the server is reached by. */
  readonly alsoAt: readonly string[]
  readonly tls: TlsConfig
  readonly dataDir: string | undefined
  /** Where what is not configured is kept. */
  readonly store: StoreConfig
  /** Whether there are pages by which whoever sits at this machine looks after the server. */
  readonly console: ConsoleConfig
  /** What opens the control API: its token, made at the start where none is configured. */
  readonly control: ControlConfig
  readonly metrics: MetricsConfig
  /** Whether OpenTelemetry is told of requests. */
  readonly traces: boolean
  readonly shutdownGrace: number
  readonly log: LogConfig
  /** `default` comes first. */
  readonly realms: readonly RealmConfig[]
  /** The settings as they were written, for realms that are made from them later. */
  readonly written: {
    readonly settings: unknown
    readonly folder: string
    /** The keys of the file at the top level; none without one. */
    readonly inFile: readonly string[]
  }
  /** What should be known to whoever starts the server, a sentence each. */
  readonly warnings: readonly string[]
}

/** The key is undefined where none is set, which only a server on loopback may do without. */
export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'redis'; readonly address: RedisAddress; readonly key: Buffer | undefined }

export type ConsoleConfig =
  | { readonly kind: 'off' }
  /** Without a password it is for whoever sits at this machine, in local mode. */
  | { readonly kind: 'on'; readonly password: string | undefined }

export type MetricsConfig =
  | { readonly kind: 'off' }
  /** At the address of the server, for this machine or by the token. */
  | { readonly kind: 'beside'; readonly token: string | undefined }
  | {
      readonly kind: 'own'
      readonly host: string
      readonly port: number
      readonly token: string | undefined
    }

export type ControlConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly token: string | undefined }

export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'generated' }
  | { readonly kind: 'files'; readonly key: string; readonly cert: string }

export interface LogConfig {
  readonly level: Options['log']['level']
  readonly format: Options['log']['format']
}

/** Where settings come from, so that a fault can say it. */
export interface Origin {
  /** Paths are relative to this folder. */
  readonly folder: string
  /** The keys of the file, where there is one. */
  readonly inFile?: readonly string[]
  /** The place of the setting at a path, or undefined when there is none. */
  placeOf(path: Finding['path'], isAboutKey: boolean): string | undefined
  /** What to name when nothing else is known. */
  readonly place: string
}

/**
 * Reads options as `createFragrant()` takes them: the keys of `fragrant.yaml`.
 *
 * @throws {ConfigError} with every fault at once.
 */
export function parseOptions(options: unknown = {}): Config {
  return readConfig(options, {
    folder: process.cwd(),
    placeOf: () => undefined,
    place: 'options',
  })
}

/** Reads settings that come from `origin`; paths are told from `within`. @throws {ConfigError} with every fault at once. */
export function readConfig(raw: unknown, origin: Origin, within: Finding['path'] = []): Config {
  const found: Finding[] = []
  const draft = readDraft(schema, raw, found)
  const unread = new Set(found.map(({ path }) => pathText(path)))
  // The whole may not be an object at all; then there is nothing to judge.
  const judged = draft === undefined ? [] : judge(draft, origin.folder)
  const findings = [...found, ...judged.filter(({ path }) => !unread.has(pathText(path)))]
  if (findings.length > 0)
    throw new ConfigError(findings.map((one) => toFault(one, origin, within)))
  // Nothing was found at fault, so nothing is missing from the draft.
  return toConfig(draft as Options, {
    settings: raw,
    folder: origin.folder,
    inFile: origin.inFile ?? [],
  })
}

/**
 * One realm by settings of its own, in the words of `realms` in `fragrant.yaml`; what it does not say
 * is as the configuration says at the top level. For the default realm they are put over those.
 *
 * @throws {ConfigError} with every fault at once, each with its path in the realm.
 */
export function parseRealm({ written }: Pick<Config, 'written'>, id: string, own: object) {
  const { realms: _, ...top } = Object(written.settings) as Readonly<Record<string, unknown>>
  const isDefault = id === 'default'
  const within = isDefault ? [] : ['realms', id]
  const settings = isDefault ? { ...top, ...own } : { ...top, realms: { [id]: own } }
  const origin = { folder: written.folder, placeOf: () => undefined, place: `realm ${id}` }
  const { realms } = readConfig(settings, origin, within)
  const realm = realms.find((one) => one.id === id)
  if (realm === undefined) throw new Error(`The realm ${id} was read and is not there.`)
  return realm
}

/** Where a server listens on its machine. */
export interface Reach {
  readonly host: string
  readonly port: number
  readonly https: boolean
}

/** Reads where a server listens, whatever else is wrong with its settings; else as is usual. */
export function readReach(raw: unknown): Reach {
  const usual = schema.parse({})
  const { host = usual.host, port = usual.port, tls } = readDraft(schema, raw, []) ?? usual
  return { host, port, https: tls !== undefined }
}

/** `within`: what every path begins with that its reader has written. */
function toFault(finding: Finding, origin: Origin, within: Finding['path']) {
  const { path, problem, becauseOf, isAboutKey = false } = finding
  const isWithin = within.every((step, index) => path[index] === step)
  const own = origin.placeOf(path, isAboutKey)
  const reason = becauseOf && origin.placeOf(becauseOf, false)
  const place = own ?? reason ?? placeAround(path, origin)
  return { path: pathText(isWithin ? path.slice(within.length) : path), place, problem }
}

/** The place of the nearest setting around a missing one. */
function placeAround(path: Finding['path'], origin: Origin): string {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const place = origin.placeOf(path.slice(0, length), false)
    if (place !== undefined) return place
  }
  return origin.place
}

function toConfig(options: Options, written: Config['written']): Config {
  const { folder } = written
  const isLocal = options.mode === 'local'
  const realms = realmConfigs(options, folder)
  return {
    issuer: options.issuer,
    host: options.host,
    port: options.port,
    mode: options.mode,
    behindProxy: options.behind_proxy,
    trustProxy: options.trust_proxy,
    allowedHosts: options.allowed_hosts,
    container: isLocal && options.container,
    alsoAt: options.also_at,
    tls: toTls(options.tls, folder),
    dataDir: options.data_dir === undefined ? undefined : resolve(folder, options.data_dir),
    store: toStore(options),
    console: toConsole(options),
    control: options.control ? { kind: 'on', token: options.control_token } : { kind: 'off' },
    metrics: toMetrics(options.metrics),
    traces: options.traces,
    shutdownGrace: options.shutdown_grace,
    log: options.log,
    realms,
    written,
    warnings: [...warningsOf(options), ...realms.flatMap(idleKeysOf)],
  }
}

function toConsole({ console, console_password: password, mode }: Options): ConsoleConfig {
  return (console ?? mode === 'local') ? { kind: 'on', password } : { kind: 'off' }
}

/** What the schema has taken can be read. */
function toStore({ store, store_key: key }: Options): StoreConfig {
  const address = store === undefined || store === 'memory' ? undefined : parseRedisAddress(store)
  if (address === undefined) return { kind: 'memory' }
  return { kind: 'redis', address, key: key === undefined ? undefined : parseStoreKey(key) }
}

function toMetrics(metrics: Options['metrics']): MetricsConfig {
  if (metrics === undefined || metrics === false) return { kind: 'off' }
  const { port, host = '127.0.0.1', token } = metrics === true ? {} : metrics
  return port === undefined ? { kind: 'beside', token } : { kind: 'own', host, port, token }
}

function toTls(tls: Options['tls'], folder: string): TlsConfig {
  if (tls === undefined) return { kind: 'off' }
  if (tls === 'generated') return { kind: 'generated' }
  return { kind: 'files', key: resolve(folder, tls.key), cert: resolve(folder, tls.cert) }
}
