import { z } from 'zod'

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Reads `90`, `'90'`, `'90s'`, `'15m'`, `'1h'` or `'2d'` as seconds. */
function parseDuration(value: number | string): number | undefined {
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
