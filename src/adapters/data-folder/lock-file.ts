/**
 * Lock files: one process at a time, and a process that is dead keeps nobody out.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, rename, rm, writeFile } from 'node:fs/promises'
import { readRegularFile } from './private-file.ts'

/**
 * Takes the lock, in a folder that is there; else gives the pid of the process that has it. A link
 * appears at once and complete, or not at all: no reader sees half a lock.
 */
export async function takeLock(lock: string): Promise<number | undefined> {
  const own = `${lock}.${process.pid}-${randomBytes(6).toString('hex')}`
  await writeFile(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), {
    mode: 0o600,
  })
  try {
    while (!(await linked(own, lock))) {
      const holder = await clearStale(lock)
      if (holder !== undefined) return holder
    }
    return undefined
  } finally {
    await rm(own, { force: true })
  }
}

/** What a process left of `lock` that was killed while it took it. Not to be asked while taking it. */
export function isLeftOf(lock: string, name: string): boolean {
  const [, pid] = /^\.(\d+)-[0-9a-f]{12}$/.exec(name.slice(lock.length)) ?? []
  if (pid === undefined || !name.startsWith(lock)) return false
  return !isAlive({ pid: Number(pid), started: undefined })
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Moves a dead process's lock away, or gives the pid of the living one. Between reading and moving,
 * another process may have done the same and taken the lock: then that is what was moved, and it is
 * put back.
 */
async function clearStale(lock: string): Promise<number | undefined> {
  const holder = await readHolder(lock)
  if (holder === undefined) return undefined
  if (isAlive(holder)) return holder.pid
  const moved = `${lock}.stale-${randomBytes(6).toString('hex')}`
  try {
    await rename(lock, moved)
    const found = await readHolder(moved)
    if (found === undefined || !isAlive(found)) return undefined
    await linked(moved, lock)
    return found.pid
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  } finally {
    await rm(moved, { force: true })
  }
}

interface Holder {
  readonly pid: number
  /** When the process started, in ticks of the system; undefined where that is not known. */
  readonly started: string | undefined
}

const nobody: Holder = { pid: 0, started: undefined }

/** Who holds the lock; undefined when it is gone, nobody when it cannot be read. */
async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    const text = await readRegularFile(lock)
    if (text === undefined) return undefined
    const { pid, started } = JSON.parse(text) as Partial<Holder>
    return typeof pid === 'number' ? { pid, started } : nobody
  } catch {
    return nobody
  }
}

/**
 * Whether the process that wrote the lock still runs. Its pid may have gone to another process since
 * then, or to this one, as in a container, where the first pid is always the same.
 */
function isAlive({ pid, started }: Holder): boolean {
  if (pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const now = startOf(pid)
  return started === undefined || now === undefined || started === now
}

/** The start time of a process (proc(5), field 22 of stat); undefined on other systems. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
