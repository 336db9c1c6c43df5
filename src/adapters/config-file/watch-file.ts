/**
 * Tells when a file has been written, however its editor writes it: in place, by rename, or by
 * deleting and making it anew. It never tells of a file that is still being written.
 *
 * @module
 */

import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export interface FileWatch {
  close(): void
}

/** Milliseconds without a further change before the file is looked at, and between two looks. */
const quiet = 100

/** The folder is watched, not the file: a file that is renamed into place is another file. */
export function watchFile(path: string, onWritten: () => void): FileWatch {
  const name = basename(path)
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const look = async (before: string | undefined): Promise<void> => {
    const now = await lookAt(path)
    if (closed) return
    if (now !== undefined && now === before) onWritten()
    else if (now !== undefined) wait(now)
  }

  const wait = (before: string | undefined): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(before), quiet).unref()
  }

  const watcher: FSWatcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
    if (changed === null || changed === name) wait(undefined)
  })
  // a folder that goes away can be watched no longer; what was read stays in force
  watcher.on('error', () => watcher.close())
  return {
    close() {
      closed = true
      clearTimeout(timer)
      watcher.close()
    },
  }
}

/** What changes when a file does; undefined while there is none, or an empty one. */
async function lookAt(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined || found.size === 0
    ? undefined
    : `${found.size} ${found.mtimeMs} ${found.ino}`
}
