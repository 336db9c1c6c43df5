/**
 * Files that are for their owner alone: how they are read, and whether others get at them.
 *
 * @module
 */

import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A pipe that nobody writes to would keep a reader waiting for ever: it is not waited for. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The text of a regular file, undefined when there is none. Whatever else has that name is an error
 * whose `code` says so (`EISDIR`, or `not a regular file` for a pipe, a socket or a device).
 */
export async function readRegularFile(file: string): Promise<string | undefined> {
  const handle = await open(file, withoutWaiting).catch(undefinedWhenGone)
  if (handle === undefined) return undefined
  try {
    const kind = await handle.stat()
    if (!kind.isFile()) throw withCode(kind.isDirectory() ? 'EISDIR' : 'not a regular file')
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

function undefinedWhenGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

const withCode = (code: string): Error => Object.assign(new Error(code), { code })

/** What others may do by the mode of a folder, which lists only names … */
const writable = 0o022
/** … and by that of a file, which holds keys. */
const accessible = 0o077

/**
 * Says of a data folder and of each file in it whether others than its owner get at it, a sentence
 * each. Whoever can write there can sign tokens. Empty on systems without such modes.
 */
export async function exposuresOf(folder: string): Promise<readonly string[]> {
  if (process.getuid === undefined) return []
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const told = await Promise.all([folder, ...names.map((name) => join(folder, name))].map(exposure))
  return told.flatMap((sentence) => sentence ?? [])
}

async function exposure(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined)
  // The mode of a link says nothing: nobody can write through it by that.
  if (found === undefined || found.isSymbolicLink()) return undefined
  const isFolder = found.isDirectory()
  const mode = found.mode & 0o777
  if (isForeign(found.uid)) {
    return `${path} belongs to another user (uid ${found.uid}), who can change the signing keys.`
  }
  if ((mode & (isFolder ? writable : accessible)) === 0) return undefined
  const allowed = (mode & writable) === 0 ? 'read' : 'change'
  const advice = `chmod ${isFolder ? '700' : '600'} ${path}`
  return `${path} has mode ${mode.toString(8).padStart(4, '0')}, so that others can ${allowed} it: ${advice}`
}

/** Root can change every file anyway. */
const isForeign = (uid: number): boolean => uid !== 0 && uid !== process.getuid?.()
