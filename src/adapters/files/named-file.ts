/**
 * Files that a setting names: small and regular, read at once and never waited for.
 *
 * @module
 */

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'

export type FileReading =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** The problem completes "The setting …". */
  | { readonly kind: 'unreadable'; readonly problem: string }

interface Limits {
  /** The most that it may have; a kilobyte has 1,024 bytes. */
  readonly kilobytes: number
  /** What else is wrong with it. */
  readonly problemOf?: (file: Stats) => string | undefined
}

/** A pipe that nobody writes to would keep a reader waiting for ever: it is not waited for. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * A link is followed, as to a mounted secret: what counts is the file that is read.
 *
 * @param path absolute.
 */
export function readNamedFile(path: string, limits: Limits): FileReading {
  let descriptor: number
  try {
    descriptor = openSync(path, withoutWaiting)
  } catch (error) {
    return unreadable(problems[(error as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read')
  }
  try {
    const problem = problemIn(fstatSync(descriptor), limits)
    if (problem !== undefined) return unreadable(problem)
    return { kind: 'read', bytes: readFileSync(descriptor) }
  } finally {
    closeSync(descriptor)
  }
}

const unreadable = (problem: string): FileReading => ({ kind: 'unreadable', problem })

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'must be the path of a file: there is none',
  ENOTDIR: 'must be the path of a file: there is none',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a symbolic link that leads to itself',
  ENXIO: 'must be a regular file',
}

function problemIn(file: Stats, { kilobytes, problemOf }: Limits): string | undefined {
  if (file.isDirectory()) return 'is a folder: name a file'
  if (!file.isFile()) return 'must be a regular file'
  if (file.size > kilobytes * 1024) return `must have at most ${kilobytes} kB`
  return problemOf?.(file)
}
