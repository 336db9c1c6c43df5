/**
 * One process to a data folder.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readRegularFile } from './private-file.ts'

export interface DataFolderLock {
  /** Lets the next process in. May be called more than once. */
  release(): Promise<void>
}

/** Folders that this process holds: its own pid in a lock file says nothing by itself. */
const held = new Set<string>()

/**
 * Takes the folder, making it when it is not there (mode 0700), or throws a sentence that names the
 * pid of the process that has it. The lock of a process that is dead is taken over.
 */
export async function createDataFolderLock(dir: string): Promise<DataFolderLock> {
  const folder = resolve(dir)
  if (held.has(folder)) throw inUse(dir, process.pid)
  held.add(folder)
  try {
    await acquire(dir, join(folder, 'fragrant.lock'))
  } catch (error) {
    held.delete(folder)
    throw error
  }
  return {
    async release() {
      if (held.delete(folder)) await rm(join(folder, 'fragrant.lock'), { force: true })
    },
  }
}

/** A link appears at once and complete, or not at all: no reader sees half a lock. */
async function acquire(dir: string, lock: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const own = `${lock}.${process.pid}-${randomBytes(6).toString('hex')}`
  await writeFile(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), {
    mode: 0o600,
  })
  try {
    while (!(await linked(own, lock))) await clearStale(dir, lock)
  } finally {
    await rm(own, { force: true })
  }
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
 * Moves a dead process's lock away, or throws. Between reading and moving, another process may have
 * done the same and taken the folder: then its lock is what was moved, and it is put back.
 */
async function clearStale(dir: string, lock: string): Promise<void> {
  const holder = await readHolder(lock)
  if (holder === undefined) return
  if (isAlive(holder)) throw inUse(dir, holder.pid)
  const moved = `${lock}.stale-${randomBytes(6).toString('hex')}`
  try {
    await rename(lock, moved)
    const found = await readHolder(moved)
    if (found !== undefined && isAlive(found)) {
      await linked(moved, lock)
      throw inUse(dir, found.pid)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
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

function inUse(dir: string, pid: number): Error {
  return new Error(
    `The data folder ${dir} is in use by another Fragrant (process ${pid}). ` +
      'Stop that one, or give this one a data folder of its own.',
  )
}
