/**
 * Lengths of time as a test writes them.
 *
 * @module
 */

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What a length of time is written as. */
export const durationTakes =
  'a time: milliseconds as a number, or text such as 250ms, 60s, 5m, 1h or 2d'

export const durationText = /^(-?)(\d{1,12})(ms|[smhd])$/

/** Reads `1500`, `'250ms'`, `'60s'`, `'-5m'`, `'1h'` or `'2d'` as milliseconds; undefined for anything else. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const [, sign = '', digits, unit] = durationText.exec(value) ?? []
  if (digits === undefined) return undefined
  const milliseconds = Number(digits) * unitMilliseconds[unit as keyof typeof unitMilliseconds]
  return sign === '-' ? -milliseconds : milliseconds
}
