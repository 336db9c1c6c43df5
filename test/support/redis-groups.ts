/**
 * Groups of Redis servers for tests: a master with a replica and the sentinels that watch them, and
 * a cluster. All are processes of their own that have one password, and find out within a second that
 * one of them is gone.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../reliability/artefact.ts'
import { freePort } from './free-port.ts'
import { type RedisServer, startRedis, startSentinel } from './redis-server.ts'

export interface RedisGroup {
  /** What `store` names. */
  readonly url: string
  /** Those that keep records. */
  readonly servers: readonly RedisServer[]
  readonly sentinels: readonly RedisServer[]
  /** The same one again, on its port and with its disk, after it was stopped. */
  restart(server: RedisServer): Promise<RedisServer>
  stop(): Promise<void>
}

export const groupPassword = 'open-sesame'
const access = ['--requirepass', groupPassword, '--masterauth', groupPassword]

/** Milliseconds after which a server that does not answer counts as gone. */
const gone = 500

/** One master, one replica, three sentinels of which two decide. `settings` are those of the servers. */
export async function startSentinelGroup(settings: readonly string[] = []): Promise<RedisGroup> {
  const group = createGroup()
  const master = await group.start(await freePort(), settings)
  const of = ['--replicaof', `127.0.0.1 ${master.port}`]
  const replica = await group.start(await freePort(), [...settings, ...of])
  await until(() => replica.ask('INFO', 'replication').includes('master_link_status:up'))
  for (let at = 0; at < 3; at += 1) await group.watch(master.port)
  const knowAll = () =>
    group.sentinels.every(
      (one) =>
        one.ask('SENTINEL', 'ckquorum', 'main').startsWith('OK 3') &&
        one.ask('SENTINEL', 'replicas', 'main').includes(`${replica.port}`),
    )
  await until(knowAll, 20_000)
  const [first, ...others] = group.sentinels.map(({ port }) => port)
  const url = `redis://:${groupPassword}@127.0.0.1:${first}?sentinel=main`
  return { ...group, url: [url, ...others.map((port) => `redis://127.0.0.1:${port}`)].join() }
}

/** Three masters, each with as many replicas as it says. */
export async function startRedisCluster(replicas = 0): Promise<RedisGroup> {
  const group = createGroup()
  for (let at = 0; at < 3 * (1 + replicas); at += 1) {
    const [port, bus] = [await freePort(), await freePort()]
    await group.start(port, [
      ...['--cluster-enabled', 'yes', '--cluster-node-timeout', `${gone}`],
      ...['--cluster-port', `${bus}`, '--cluster-config-file', `nodes-${port}.conf`],
    ])
  }
  const [first] = group.servers
  const nodes = group.servers.map(({ port }) => `127.0.0.1:${port}`)
  const many = ['--cluster-replicas', `${replicas}`, '--cluster-yes']
  const made = first?.ask('--cluster', 'create', ...nodes, ...many) ?? ''
  if (!made.includes('All 16384 slots covered')) throw new Error(made)
  const isWell = ({ ask }: RedisServer) =>
    ask('CLUSTER', 'INFO').includes('cluster_state:ok') &&
    !ask('INFO', 'replication').includes('master_link_status:down')
  await until(() => group.servers.every(isWell), 20_000)
  return { ...group, url: `redis://:${groupPassword}@${nodes[0]},redis://${nodes[1]}` }
}

function createGroup() {
  const folder = mkdtempSync(join(tmpdir(), 'fragrant-redis-'))
  const servers: RedisServer[] = []
  const sentinels: RedisServer[] = []
  const settingsOf = new Map<number, readonly string[]>()
  const start = async (port: number, settings: readonly string[]): Promise<RedisServer> => {
    settingsOf.set(port, settings)
    const own = join(folder, `${port}`)
    mkdirSync(own, { recursive: true })
    const server = await startRedis([...access, '--dir', own, ...settings], port)
    servers.push(server)
    return server
  }
  return {
    servers,
    sentinels,
    start,
    restart(server: RedisServer) {
      servers.splice(servers.indexOf(server), 1)
      return start(server.port, settingsOf.get(server.port) ?? [])
    },
    async watch(master: number) {
      const port = await freePort()
      const file = join(folder, `sentinel-${port}.conf`)
      writeFileSync(file, sentinelFile(port, master))
      sentinels.push(await startSentinel(file, port, groupPassword))
    },
    async stop() {
      await Promise.all([...sentinels, ...servers].map((one) => one.stop()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const sentinelFile = (port: number, master: number): string => `
port ${port}
bind 127.0.0.1
requirepass ${groupPassword}
sentinel sentinel-pass ${groupPassword}
sentinel monitor main 127.0.0.1 ${master} 2
sentinel auth-pass main ${groupPassword}
sentinel down-after-milliseconds main ${gone}
sentinel failover-timeout main 3000
`
