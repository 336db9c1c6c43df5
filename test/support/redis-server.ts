/**
 * Redis servers for tests: each on a free port, with nothing on the disk. Debian's package
 * redis-server has the program; Valkey's is used where that is found first.
 *
 * @module
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { freePort } from './free-port.ts'

export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly process: ChildProcess
  /** What it answers to a command, as redis-cli prints it. */
  ask(...command: readonly string[]): string
  stop(): Promise<void>
}

const named = (name: string): boolean => spawnSync(name, ['--version']).status === 0

const program = ['valkey-server', 'redis-server'].find(named)
const client = ['valkey-cli', 'redis-cli'].find(named) ?? 'redis-cli'

/** Where it is missing the tests are left out with a word; not where everything must hold. */
export const hasRedis = program !== undefined || process.env['CI'] === 'true'

if (program === undefined) {
  process.stderr.write('Tests on Redis need redis-server: apt-get install redis-server\n')
}

/** `settings`: such as `['--maxmemory', '3mb']`. `at`: a port that it had before. */
export async function startRedis(
  settings: readonly string[] = [],
  at?: number,
): Promise<RedisServer> {
  const port = at ?? (await freePort())
  const fixed = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const password = settings[settings.indexOf('--requirepass') + 1]
  const access = settings.includes('--requirepass') ? password : undefined
  return started(port, [...fixed, ...settings], access)
}

/** `file`: its configuration, which it writes as well; the port and the password are there. */
export const startSentinel = (file: string, port: number, password: string): Promise<RedisServer> =>
  started(port, [file, '--sentinel'], password)

async function started(
  port: number,
  settings: readonly string[],
  password: string | undefined,
): Promise<RedisServer> {
  if (program === undefined) throw new Error('There is no redis-server on this machine.')
  const child = spawn(program, settings, { stdio: 'ignore' })
  await listens(port)
  const access = password === undefined ? [] : ['-a', password, '--no-auth-warning']
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    process: child,
    ask(...command) {
      const { stdout } = spawnSync(client, ['-p', `${port}`, ...access, ...command], {
        encoding: 'utf8',
      })
      return stdout.trim()
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(port)) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`No Redis listens on ${port}.`)
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
