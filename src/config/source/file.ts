/**
 * Finds and reads the configuration file: bounded, and strict about what it may be.
 *
 * @module
 */

import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const fileNames = ['fragrant.yaml', 'fragrant.yml', 'fragrant.json'] as const

/** Larger files are not read (bytes). */
const sizeLimit = 1_048_576

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly problem: string }

/** The configuration files that lie in `folder`, the one that counts first. */
export function filesIn(folder: string): readonly string[] {
  return fileNames.filter(
    (name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined,
  )
}

/** Reads `file` as UTF-8, with or without a byte order mark; every line ends in LF. */
export function readText(folder: string, file: string): FileText {
  try {
    const path = resolve(folder, file)
    const about = statSync(path)
    if (about.isDirectory()) return unreadable('is a folder: name a file')
    if (!about.isFile()) return unreadable('must be a regular file')
    const bytes = readUpTo(path, sizeLimit + 1)
    if (bytes.length > sizeLimit) return unreadable('must be at most 1 MB')
    return { kind: 'text', text: decode(bytes).replaceAll('\r\n', '\n') }
  } catch (error) {
    return unreadable(problemOf(error))
  }
}

const unreadable = (problem: string): FileText => ({ kind: 'unreadable', problem })

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a symbolic link that leads to itself',
  ENAMETOOLONG: 'has a name that is too long',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'must be UTF-8 text',
}

function problemOf(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException
  return problems[code] ?? `cannot be read${code && ` (${code})`}`
}

function readUpTo(path: string, limit: number): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(limit)
    let length = 0
    for (;;) {
      const count = readSync(descriptor, buffer, length, limit - length, null)
      length += count
      if (count === 0 || length === limit) return buffer.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** A byte order mark is dropped; bytes that are not UTF-8 are an error. */
function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
