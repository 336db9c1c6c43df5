/**
 * Network namespaces as an engine makes them for containers: a bridge on the host, a leg of it in
 * each container, names in /etc/hosts, a port published on the host's loopback.
 *
 * @module
 */

import { execFileSync, type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

const ip = (...words: readonly string[]): void => {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Why no namespaces can be made here; undefined where they can. */
export function namespaceProblem(): string | undefined {
  const name = `fragrant-probe-${process.pid}`
  try {
    if (process.getuid?.() !== 0) return 'only root may make network namespaces'
    ip('netns', 'add', name)
    ip('netns', 'delete', name)
    execFileSync('unshare', ['--pid', '--fork', '--mount-proc', 'setpriv', '--version'])
    return undefined
  } catch (error) {
    // `ip` (iproute2), `unshare` or `setpriv` (util-linux) is missing, or the right to use them
    return error instanceof Error ? error.message : String(error)
  }
}

export interface Containers {
  /** Starts a process on the `host`, or in a container, where it is the first one. */
  spawn(where: string, command: readonly string[], options: SpawnOptions): ReturnType<typeof spawn>
  addressOf(container: string): string
  remove(): void
}

/** @param uid whom the processes in containers run as. */
export function createContainers(containers: readonly string[], uid: number): Containers {
  const full = (name: string): string => `fragrant-${process.pid}-${name}`
  const addressOf = (name: string): string => `10.77.0.${containers.indexOf(name) + 2}`
  const hosts = containers.map((name) => `${addressOf(name)} ${name}\n`).join('')

  ip('netns', 'add', full('host'))
  ip('-n', full('host'), 'link', 'set', 'lo', 'up')
  ip('-n', full('host'), 'link', 'add', 'br0', 'type', 'bridge')
  ip('-n', full('host'), 'address', 'add', '10.77.0.1/24', 'dev', 'br0')
  ip('-n', full('host'), 'link', 'set', 'br0', 'up')
  for (const [at, name] of containers.entries()) {
    const leg = `leg${at}`
    ip('netns', 'add', full(name))
    ip(
      '-n',
      full('host'),
      'link',
      'add',
      leg,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      full(name),
    )
    ip('-n', full('host'), 'link', 'set', leg, 'master', 'br0', 'up')
    ip('-n', full(name), 'link', 'set', 'lo', 'up')
    ip('-n', full(name), 'address', 'add', `${addressOf(name)}/24`, 'dev', 'eth0')
    ip('-n', full(name), 'link', 'set', 'eth0', 'up')
    mkdirSync(`/etc/netns/${full(name)}`, { recursive: true })
    writeFileSync(`/etc/netns/${full(name)}/hosts`, `127.0.0.1 localhost\n${hosts}`)
  }

  return {
    spawn(where, command, options) {
      const inside = ['netns', 'exec', full(where)]
      if (where === 'host') return spawn('ip', [...inside, ...command], options)
      const first = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']
      const user = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
      return spawn('ip', [...inside, ...first, ...user, ...command], options)
    },
    addressOf,
    remove() {
      for (const name of [...containers, 'host']) {
        ip('netns', 'delete', full(name))
        rmSync(`/etc/netns/${full(name)}`, { recursive: true, force: true })
      }
    },
  }
}
