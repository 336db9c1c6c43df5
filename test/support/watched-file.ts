/**
 * A file to be watched, in a folder of its own.
 *
 * @module
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type FileWatch, watchFile } from '../../src/adapters/config-file/watch-file.ts'
import { scratchFolder } from './scratch-folder.ts'

export interface WatchedFile {
  readonly folder: string
  readonly file: string
  /** Watches the file as it is now; answers the texts that are told of from now on. */
  watchIt(options?: { readonly poll?: number }): {
    readonly told: string[]
    readonly watch: FileWatch
  }
}

/** A new fragrant.yaml that holds `first`, for the test that is running. */
export function watchedFile(): WatchedFile {
  const folder = scratchFolder()
  const file = join(folder, 'fragrant.yaml')
  writeFileSync(file, 'first')
  return {
    folder,
    file,
    watchIt({ poll = 10_000 } = {}) {
      const told: string[] = []
      const onWritten = (): void => void told.push(textOf(file))
      return { told, watch: closedAfterTest(watchFile(file, onWritten, { quiet: 40, poll })) }
    },
  }
}

/** `watch`, which ends with the test that is running. */
export function closedAfterTest(watch: FileWatch): FileWatch {
  onTestFinished(() => watch.close())
  return watch
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'gone'
  }
}
