/**
 * Fragrant as a library: an authorization server that starts in one call.
 *
 * @module
 */

import type { FastifyInstance } from 'fastify'
import { type Config, parseOptions } from './config/config.ts'
import type { FragrantOptions } from './config/schema/schema.ts'
import { createServer } from './server.ts'

export type { Config } from './config/config.ts'
// biome-ignore lint/performance/noBarrelFile: this file is the public entry, and imports nothing else
export { ConfigError } from './config/fault.ts'
export type { FragrantOptions } from './config/schema/schema.ts'
export { version } from './version.ts'

/** A realm as its users see it. */
export interface FragrantRealm {
  readonly id: string
  /** The `iss` of its tokens. */
  readonly issuer: string
}

/** An authorization server: the app apart from the process. */
export interface Fragrant {
  /** The Fastify instance, for `inject()` and for whoever must know. */
  readonly app: FastifyInstance
  /**
   * The issuer of the default realm, without a slash at the end. With port 0 it is known once the
   * server listens; asking earlier throws.
   */
  readonly issuer: string
  /** The realms, `default` first; with port 0 likewise. */
  readonly realms: readonly FragrantRealm[]
  /**
   * The certificate that https is served with, PEM text, for whoever must trust it (`ca` of a TLS
   * client, NODE_EXTRA_CA_CERTS, `curl --cacert`); undefined with plain http.
   */
  readonly certificate: string | undefined
  /** Listens where the configuration says; `url` is the address to open. */
  listen(): Promise<{ readonly issuer: string; readonly url: string }>
  /** Answers what is under way, then stops. May be called more than once. */
  close(): Promise<void>
}

/**
 * Makes a server. `options` takes the keys of `fragrant.yaml`; nothing given means the demo users
 * alice and bob, and any app on loopback. It logs nothing unless `log` says so.
 *
 * @throws {ConfigError} with every fault at once, each with its key path and what is accepted.
 */
export async function createFragrant(
  options: FragrantOptions | { readonly config: Config } = {},
): Promise<Fragrant> {
  const config =
    'config' in options ? options.config : parseOptions({ log: { level: 'silent' }, ...options })
  const server = await createServer(config)
  for (const warning of config.warnings) server.logger.warn({ event: 'config.warning' }, warning)
  return server
}
