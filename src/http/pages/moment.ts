import type { Moment } from './models/parts.ts'

const inWords = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** A time (epoch seconds) as people read it; the server does not know where they are, so it says UTC. */
export function momentOf(time: number): Moment {
  const date = new Date(time * 1000)
  return { iso: date.toISOString().replace('.000', ''), words: `${inWords.format(date)} UTC` }
}

const toTheSecond = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

/** A time (epoch milliseconds) as precisely as people tell requests apart. */
export function secondOf(time: number): Moment {
  const date = new Date(time)
  return { iso: date.toISOString(), words: `${toTheSecond.format(date)} UTC` }
}
