/**
 * What a command reads and writes.
 *
 * @module
 */

import { replaceHidden } from '../protocol/hidden-characters.ts'

/** Where a command runs: what it may read, and where it writes. */
export interface Console {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The working directory. */
  readonly folder: string
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
}

/** Exit codes, as sysexits.h has them where it has one. */
export const exitCodes = { done: 0, failed: 1, usage: 64, configuration: 78 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * Text that others have written, a server that answered among them, for a terminal: it could give that orders, or
 * look like what it is not.
 */
export const forTerminal = (text: string): string =>
  replaceHidden(text.replace(orders, codesOf), codesOf)

/** What moves a cursor, names a window or ends a line; but for the ends of lines and tabs that we write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const orders = /[\0-\x08\x0b-\x1f]/g

const codesOf = (found: string): string =>
  [...found].map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join('')
