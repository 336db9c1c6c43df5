/**
 * Variables that a file `.env` in the working directory gives to the command.
 *
 * @module
 */

import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { readText } from './file.ts'

export const dotEnvName = '.env'

export type DotEnv =
  | { readonly kind: 'read'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'unreadable'; readonly problem: string }

/** The `FRAGRANT_` variables of `.env` in `folder`; others are no business of ours. */
export function readDotEnv(folder: string): DotEnv {
  const file = lstatSync(join(folder, dotEnvName), { throwIfNoEntry: false })
  if (file === undefined) return { kind: 'read', variables: {} }
  const read = readText(folder, dotEnvName)
  if (read.kind === 'unreadable') return read
  const own = Object.entries(parseEnv(read.text)).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('FRAGRANT_') && entry[1] !== undefined,
  )
  return { kind: 'read', variables: Object.fromEntries(own) }
}
