/**
 * One process to a data folder.
 *
 * @module
 */

import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { takeLock } from './lock-file.ts'

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

async function acquire(dir: string, lock: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const holder = await takeLock(lock)
  if (holder !== undefined) throw inUse(dir, holder)
}

function inUse(dir: string, pid: number): Error {
  return new Error(
    `The data folder ${dir} is in use by another Fragrant (process ${pid}). ` +
      'Stop that one, or give this one a data folder of its own.',
  )
}
