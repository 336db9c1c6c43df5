/**
 * Tells when a file has been written, however its editor writes it: in place, by rename, by deleting
 * and making it anew, or by turning a link. It never tells of a file that is still being written.
 *
 * @module
 */

import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface FileWatch {
  close(): void
}

/**
 * @param isWhole whether the file is still the one that is told of: to be asked after reading it.
 */
export type OnWritten = (isWhole: () => boolean) => void

interface Options {
  /** Milliseconds without a further change before the file is told of. */
  readonly quiet?: number
  /** Milliseconds between two looks where no watch works: links, network drives, too many watches. */
  readonly poll?: number
}

/**
 * The folder is watched, not the file: a file that is renamed into place is another file. A file
 * that stays away, or empty, from one look of the poll to the next is told of as well.
 */
export function watchFile(
  path: string,
  onWritten: OnWritten,
  { quiet = 100, poll = 2000 }: Options = {},
): FileWatch {
  /** Undefined at first: what happened between reading the file and watching it is not missed. */
  let told: string | undefined
  let isAway = false
  let timer: NodeJS.Timeout | undefined

  const tell = (stamp: string): void => {
    told = stamp
    onWritten(() => stampOf(path) === stamp)
  }
  const look = (before: string | undefined): void => {
    const now = stampOf(path)
    timer = undefined
    if (now === away || now === told) return
    if (now === before) tell(now)
    else wait(now)
  }
  const wait = (before: string | undefined): void => {
    clearTimeout(timer)
    timer = setTimeout(() => look(before), quiet).unref()
  }
  const lookAgain = (): void => {
    const now = stampOf(path)
    const wasAway = isAway
    isAway = now === away
    if (now === told || timer !== undefined) return
    if (!isAway) wait(now)
    else if (wasAway) tell(away)
  }
  const watcher = watchFolder(path, () => {
    isAway = false
    wait(undefined)
  })
  const polling = setInterval(lookAgain, poll).unref()
  return {
    close() {
      clearTimeout(timer)
      clearInterval(polling)
      watcher?.close()
    },
  }
}

/** Undefined where the system has no watch to give; the poll does without. */
function watchFolder(path: string, onChange: () => void): FSWatcher | undefined {
  const name = basename(path)
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) onChange()
    })
    return watcher.on('error', () => watcher.close())
  } catch {
    return undefined
  }
}

/** The stamp of no file, and of an empty one. */
const away = 'away'

/** What changes when a file does. */
function stampOf(path: string): string {
  try {
    const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true })
    return size === 0n ? away : `${size} ${mtimeNs} ${ctimeNs} ${ino}`
  } catch {
    return away
  }
}
