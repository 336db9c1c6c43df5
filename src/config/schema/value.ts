/**
 * The kinds of value that a configuration is made of. Each says what it takes in one sentence,
 * which is the fault message and the documentation at once.
 *
 * @module
 */

import { z } from 'zod'

/** Text without control characters that `test` accepts. `takes` completes "must be …". */
export function text(takes: string, test: RegExp | ((value: string) => boolean) = /./) {
  const error = `must be ${takes}`
  const holds = typeof test === 'function' ? test : (value: string) => test.test(value)
  return z
    .string({ error })
    .refine((value) => value.length <= 2048 && !/\p{Cc}/u.test(value) && holds(value), { error })
}

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

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Reads `90`, `'90'`, `'90s'`, `'15m'`, `'1h'` or `'2d'` as seconds. */
export function parseDuration(value: number | string): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  const [, digits, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(value) ?? []
  return digits === undefined
    ? undefined
    : Number(digits) * unitSeconds[unit as keyof typeof unitSeconds]
}

/** A length of time, given as seconds or as text with a unit, read as seconds. */
export function duration(from: string, to: string) {
  const shortest = parseDuration(from) ?? 0
  const longest = parseDuration(to) ?? 0
  const error = `must be a time from ${from} to ${to}: seconds as a number, or text such as 90s, 15m, 1h or 2d`
  return z.union([z.number(), z.string()], { error }).transform((value, context) => {
    const seconds = parseDuration(value)
    if (seconds !== undefined && seconds >= shortest && seconds <= longest) return seconds
    context.addIssue({ code: 'custom', message: error })
    return z.NEVER
  })
}

/** A list that may not be empty, if `takes` says so. */
export function list<Item extends z.ZodType>(item: Item, takes: string) {
  return z.array(item, { error: `must be ${takes}` })
}
