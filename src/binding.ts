/**
 * The address of the server, and the realms that are named by it.
 *
 * @module
 */

import type { Config } from './config/config.ts'
import { hostInUrl, isLoopback } from './config/schema/address.ts'
import type { Ground } from './ground.ts'
import type { Realm } from './http/realm.ts'
import { allowedHosts, isAnsweredBy } from './http/server/allowed-hosts.ts'
import { createRealms, type Realms, reloadRealms } from './realms.ts'

/** Realms know their issuer, which with port 0 is known only when the server listens. */
export function createBinding(config: Config, common: Omit<Ground, 'isOwnAddress'>) {
  let seeds = config.realms
  let realms: Realms | undefined
  let hosts: ReadonlySet<string> = new Set()
  const ground: Ground = {
    ...common,
    isOwnAddress: (url) => isAnsweredBy(hosts, url),
  }
  return {
    bind(origin: string, port: number) {
      const { allowedHosts: extra, alsoAt } = config
      hosts = allowedHosts({ issuer: origin, extra, alsoAt, ports: [port] })
      if (realms !== undefined) return
      realms = createRealms(origin, ground)
      for (const seed of seeds) realms.add(seed)
    },
    reload(next: Config) {
      if (realms !== undefined) reloadRealms(realms, seeds, next.realms)
      seeds = next.realms
    },
    allowedHosts: () => hosts,
    findRealm: (id: string) => realms?.find(id),
    /** Those that may come and go. */
    table(): Realms {
      if (realms === undefined) throw new Error('With port 0 the issuer is known once it listens.')
      return realms
    },
    realms(): readonly Realm[] {
      if (realms === undefined) throw new Error('With port 0 the issuer is known once it listens.')
      return realms.list()
    },
  }
}

/** The origin of its configuration; with port 0 the port is put in once it listens. */
export const plannedOrigin = (config: Config): string =>
  config.issuer ?? originOf(config, config.port)

export function originOf({ tls, host, container }: Config, port: number): string {
  const scheme = tls.kind === 'off' ? 'http' : 'https'
  // What a container listens on is no address to go to: its port is published on loopback.
  const name = container && !isLoopback(host) ? 'localhost' : hostInUrl(host)
  return new URL(`${scheme}://${name}:${port}`).origin
}
