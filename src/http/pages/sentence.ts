/**
 * Sentences of the tables, with what is put into them. What is put in is never read as a sentence itself.
 *
 * @module
 */

import { perLocale } from './per-locale.ts'
import type { Plural } from './texts/plural.ts'
import type { Texts } from './texts/texts.ts'

const slot = /\{(\w+)\}/

/** `sentence` with values for the names in it, as plain text. */
export function filled(
  sentence: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return sentence.replace(new RegExp(slot, 'g'), (_, name: string) => String(values[name]))
}

/** A part of a sentence: words, or the place of what is put in. */
type Piece = { readonly words: string } | { readonly slot: string }

/** A sentence in its parts, for a page that marks up what is put in. */
export const piecesOf = (sentence: string): readonly Piece[] =>
  // the words and the names take turns
  sentence.split(slot).map((part, at) => (at % 2 === 0 ? { words: part } : { slot: part }))

/** The sentence that counts so many. */
export function counted({ locale }: Texts, sentences: Plural, count: number): string {
  const sentence = sentences[rulesOf(locale).select(count)] ?? sentences.other
  return filled(sentence, { count: new Intl.NumberFormat(locale).format(count) })
}

/** Several things one after the other, as the language joins them: things and what stands between take turns. */
export const joined = ({ locale }: Texts, things: readonly string[]) =>
  listOf(locale)
    .formatToParts(things)
    .map(({ type, value }) => ({ isThing: type === 'element', text: value }))

/** A span of seconds in words: `1 hour`, `90 minutes`. */
export function spanOf({ locale }: Texts, seconds: number): string {
  const [size, unit] = units.find(([of]) => seconds >= of && seconds % of === 0) ?? [1, 'second']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    seconds / size,
  )
}

const units: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

const rulesOf = perLocale((locale) => new Intl.PluralRules(locale))
const listOf = perLocale((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }))
