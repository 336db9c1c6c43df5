/**
 * One writer to a file at a time, in this process and beyond it: the command line changes what a
 * running server keeps.
 *
 * @module
 */

import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isLeftOf, takeLock } from './lock-file.ts'

/** Lets the next writer in. */
export type Release = () => Promise<void>

/** Milliseconds: to make an RSA key takes a second, and a realm has a few. */
const patience = 30_000
const pause = 25

/** The last in line for each file: the own pid in a lock says nothing by itself. */
const lines = new Map<string, Promise<void>>()

const lockOf = (file: string): string => `${file}.lock`

/** Waits until the file is ours, making its folder for this user alone when it is not there. */
export async function lockFile(file: string): Promise<Release> {
  const path = resolve(file)
  const before = lines.get(path)
  let leave = (): void => {}
  const turn = new Promise<void>((done) => {
    leave = done
  })
  lines.set(path, turn)
  await before
  const end = () => {
    if (lines.get(path) === turn) lines.delete(path)
    leave()
  }
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await takePatiently(path)
  } catch (error) {
    end()
    throw error
  }
  return async () => {
    await rm(lockOf(path), { force: true })
    end()
  }
}

async function takePatiently(path: string): Promise<void> {
  const until = Date.now() + patience
  for (;;) {
    const holder = await takeLock(lockOf(path))
    if (holder === undefined) return
    if (Date.now() > until) {
      throw Object.assign(new Error('locked'), { code: `process ${holder} writes it` })
    }
    await new Promise((done) => setTimeout(done, pause))
  }
}

/** Whether a process was killed while it had the lock of `file`, or took it. */
export async function hasLocksLeft(file: string): Promise<boolean> {
  const own = basename(lockOf(file))
  const names = await readdir(dirname(file)).catch(() => [])
  return names.some((name) => name === own || isLeftOf(own, name))
}

/** Removes what was left by who took the lock; only for whoever has it. */
export async function removeLeftLocks(file: string): Promise<void> {
  const own = basename(lockOf(file))
  const names = await readdir(dirname(file)).catch(() => [])
  const left = names.filter((name) => isLeftOf(own, name))
  await Promise.all(left.map((name) => rm(join(dirname(file), name), { force: true })))
}
