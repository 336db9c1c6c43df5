import type { Moment } from './models/parts.ts'
import { perLocale } from './per-locale.ts'
import { english } from './texts/en.ts'
import type { Texts } from './texts/texts.ts'

const toTheMinute = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
)

/** A time (epoch seconds) as people read it; the server does not know where they are, so it says UTC. */
export function momentOf(time: number, { locale }: Pick<Texts, 'locale'> = english): Moment {
  const date = new Date(time * 1000)
  const words = `${toTheMinute(locale).format(date)} UTC`
  return { iso: date.toISOString().replace('.000', ''), words }
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
