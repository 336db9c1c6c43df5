/**
 * Files that are either the old or the new one, whenever the process or the machine stops.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const tempMark = '.tmp-'

/** Writes `text` for its owner alone (mode 0600), in a folder for its owner alone (0700). */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temp = `${file}${tempMark}${randomBytes(8).toString('hex')}`
  try {
    await writeSynced(temp, text)
    await rename(temp, file)
  } catch (error) {
    await rm(temp, { force: true })
    throw error
  }
  await syncFolder(folder)
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A rename is on the disk only when its folder is. Windows sees to that by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The names of what a process left behind that was killed while it wrote `file`. */
export async function leftoversOf(file: string): Promise<readonly string[]> {
  const names = await readdir(dirname(file)).catch(() => [])
  return names.filter((name) => name.startsWith(basename(file) + tempMark))
}

/** Removes those. */
export async function removeLeftovers(file: string): Promise<void> {
  const folder = dirname(file)
  const names = await leftoversOf(file)
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
}
