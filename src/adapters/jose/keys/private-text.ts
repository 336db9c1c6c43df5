/**
 * The text of a file that holds a secret: small, regular, and for this user.
 *
 * @module
 */

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'

export type PrivateText =
  | { readonly kind: 'text'; readonly text: string }
  /** The problem completes "The setting …". */
  | { readonly kind: 'unreadable'; readonly problem: string }

/** Bytes; a key of 8192 bits has 7,000. */
const sizeLimit = 65_536

/** A pipe that nobody writes to would keep a reader waiting for ever: it is not waited for. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** A link is followed, as to a mounted secret: what counts is the file that is read. */
export function readPrivateText(path: string): PrivateText {
  let descriptor: number
  try {
    descriptor = openSync(path, withoutWaiting)
  } catch (error) {
    return unreadable(problems[(error as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read')
  }
  try {
    const problem = problemOf(fstatSync(descriptor))
    if (problem !== undefined) return unreadable(problem)
    return { kind: 'text', text: readFileSync(descriptor, 'utf8') }
  } finally {
    closeSync(descriptor)
  }
}

const unreadable = (problem: string): PrivateText => ({ kind: 'unreadable', problem })

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'must be the path of a file: there is none',
  ENOTDIR: 'must be the path of a file: there is none',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a symbolic link that leads to itself',
  ENXIO: 'must be a regular file',
}

/** A group may read it, as mounted secrets have it; whoever else can, can sign tokens. */
function problemOf(file: Stats): string | undefined {
  if (file.isDirectory()) return 'is a folder: name a file'
  if (!file.isFile()) return 'must be a regular file'
  if (file.size > sizeLimit) return 'must have at most 64 kB'
  if (process.getuid === undefined) return undefined
  if (file.uid !== 0 && file.uid !== process.getuid()) {
    return `belongs to another user (uid ${file.uid}), who can change it`
  }
  if ((file.mode & 0o027) === 0) return undefined
  const mode = (file.mode & 0o777).toString(8).padStart(4, '0')
  const allowed = (file.mode & 0o022) === 0 ? 'read' : 'change'
  return `has mode ${mode}, so that others can ${allowed} it: chmod 600`
}
