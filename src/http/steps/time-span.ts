const units: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** A span of seconds in words: `1 hour`, `90 minutes`. */
export function spanOf(seconds: number): string {
  const [size, name] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [
    1,
    'second',
  ]
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
