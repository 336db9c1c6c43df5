/**
 * The kinds of value that client metadata are made of, and the configuration with them. Each says
 * what it takes in one sentence, which is the fault message and the documentation at once.
 *
 * @module
 */

import { z } from 'zod'
import { hidesNothing } from '../hidden-characters.ts'

/** Text without control characters that `test` accepts. `takes` completes "must be …". */
export function text(takes: string, test: RegExp | ((value: string) => boolean) = /./) {
  const error = `must be ${takes}`
  const holds = typeof test === 'function' ? test : (value: string) => test.test(value)
  const checked = z
    .string({ error })
    .refine((value) => value.length <= 2048 && !/\p{Cc}/u.test(value) && holds(value), { error })
  return typeof test === 'function' ? checked : checked.meta({ pattern: test.source })
}

/** Text that people read on a page, of at most so many characters: it is what it looks like. */
export function shownText(most: number, also = '') {
  return text(
    `text of 1 to ${most} characters${also}, none of them invisible or turning the direction of text`,
    (value) => [...value].length <= most && visible.test(value) && hidesNothing(value),
  )
}

const visible = /[^\s\p{M}]/u

export function oneOf<const Names extends readonly [string, ...string[]]>(...names: Names) {
  return z.enum(names, { error: `must be ${listed(names)}` })
}

export function flag() {
  return z.boolean({ error: 'must be true or false' })
}

/** `a, b or c`. */
export function listed(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** A list that may not be empty, if `takes` says so. */
export function list<Item extends z.ZodType>(item: Item, takes: string) {
  return z.array(item, { error: `must be ${takes}` })
}
