/**
 * The text of a file that holds a secret: small, regular, and for this user.
 *
 * @module
 */

import type { Stats } from 'node:fs'
import { readNamedFile } from '../../../files/named-file.ts'

export type PrivateText =
  | { readonly kind: 'text'; readonly text: string }
  /** The problem completes "The setting …". */
  | { readonly kind: 'unreadable'; readonly problem: string }

/** A key of 8192 bits has 7,000 bytes. */
const kilobytes = 64

/** @param path absolute. */
export function readPrivateText(path: string): PrivateText {
  const read = readNamedFile(path, { kilobytes, problemOf })
  return read.kind === 'unreadable' ? read : { kind: 'text', text: read.bytes.toString('utf8') }
}

/** A group may read it, as mounted secrets have it; whoever else can, can sign tokens. */
function problemOf(file: Stats): string | undefined {
  if (process.getuid === undefined) return undefined
  if (file.uid !== 0 && file.uid !== process.getuid()) {
    return `belongs to another user (uid ${file.uid}), who can change it`
  }
  if ((file.mode & 0o027) === 0) return undefined
  const mode = (file.mode & 0o777).toString(8).padStart(4, '0')
  const allowed = (file.mode & 0o022) === 0 ? 'read' : 'change'
  return `has mode ${mode}, so that others can ${allowed} it: chmod 600`
}
