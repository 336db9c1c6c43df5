/**
 * The parameters of one request: decoded once, strictly, and read as RFC 6749 §3.1 says.
 *
 * @module
 */

import { remembering } from './remembering.ts'

export interface Parameters {
  /** Every parameter that was sent once and with a value. */
  readonly values: ReadonlyMap<string, string>
  /** The names of those sent more than once: they have no value that may be trusted. */
  readonly repeated: ReadonlySet<string>
  /** Those that may be sent more than once, each with its values; they are nowhere else. */
  readonly several: ReadonlyMap<string, readonly string[]>
  /** The same object for all that say the same but for what is new each time; undefined for most. */
  readonly template?: object | undefined
}

/** Parameters as plain data, for where they are kept. */
export type SentPairs = readonly (readonly [name: string, value: string])[]

/** What `sent` says under `names`. */
export function sentPairs({ values, several }: Parameters, names: readonly string[]): SentPairs {
  return names.flatMap((name) => {
    const value = values.get(name)
    const all = value === undefined ? (several.get(name) ?? []) : [value]
    return all.map((one) => [name, one] as const)
  })
}

/** Reads back what {@link sentPairs} wrote. */
export function parametersOf(pairs: SentPairs): Parameters {
  const values = new Map<string, string>()
  const several = new Map<string, readonly string[]>()
  for (const [name, value] of pairs) {
    if (mayRepeat.has(name)) addTo(several, name, value)
    else values.set(name, value)
  }
  return { values, repeated: new Set(), several }
}

/** What a query string or a form body decodes to. */
export type DecodedForm =
  | ({ readonly kind: 'decoded' } & Parameters)
  | { readonly kind: 'malformed'; readonly why: string }

/** An app may name several APIs that its token is for (RFC 8707 §2). */
const mayRepeat: ReadonlySet<string> = new Set(['resource'])

/** More parameters than this are refused before any is looked at. */
export const maxParameters = 64

const plus = /\+/g

/**
 * A part of a string may keep the whole alive (V8 does so), and what a request says is kept while
 * its user makes up their mind: of text longer than this (characters), copies are taken.
 */
const copiedFrom = 2048

/** What percent-encoded text never holds: a sender that is right has encoded it. */
const unencoded = /[^\x20-\x7e]/

/**
 * Decodes `application/x-www-form-urlencoded` text (RFC 6749 Appendix B): `+` and `%20` are a space,
 * a broken percent triplet or bytes that are not UTF-8 make the whole text malformed. A parameter
 * without a value counts as omitted, and one sent twice is set apart (RFC 6749 §3.1), unless its
 * specification lets it repeat. Names are compared as they are: `a[]` and `A` are other names than `a`.
 */
export function decodeForm(text: string): DecodedForm {
  if (unencoded.test(text)) return malformed('a character that must be percent-encoded')
  const pairs = spaced(text).split('&', maxParameters + 1)
  if (pairs.length > maxParameters) return malformed(`more than ${maxParameters} parameters`)
  const values = new Map<string, string>()
  const repeated = new Set<string>()
  const several = new Map<string, readonly string[]>()
  const decode = decoderFor(text)
  for (const pair of pairs) {
    const [name, value] = decodePair(pair, decode)
    if (name === undefined || value === undefined) {
      return malformed('a percent-encoding that is broken or is not UTF-8')
    }
    if (mayRepeat.has(name)) addTo(several, name, value)
    else {
      if (values.has(name)) repeated.add(name)
      values.set(name, value)
    }
  }
  dropValueless(values, repeated)
  return { kind: 'decoded', values, repeated, several }
}

function addTo(several: Map<string, readonly string[]>, name: string, value: string): void {
  if (value !== '') several.set(name, [...(several.get(name) ?? []), value])
}

function dropValueless(values: Map<string, string>, repeated: ReadonlySet<string>): void {
  for (const [name, value] of values) {
    if (value === '' || repeated.has(name)) values.delete(name)
  }
}

const malformed = (why: string): DecodedForm => ({ kind: 'malformed', why })

type Decode = (text: string) => string | undefined

const decoderFor = (text: string): Decode =>
  text.length > copiedFrom ? copyComponent : decodeSpaced

function decodePair(
  pair: string,
  decode: Decode,
): readonly [string | undefined, string | undefined] {
  const equals = pair.indexOf('=')
  if (equals < 0) return [decode(pair), '']
  return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
}

/** Decodes one name or value; undefined when its encoding is broken or is not UTF-8. */
export const decodeComponent = (text: string): string | undefined => decodeSpaced(spaced(text))

/** The same where each `+` is a space already. */
const decodeSpaced = (text: string): string | undefined =>
  text.includes('%') ? copyComponent(text) : text

const spaced = (text: string): string => (text.includes('+') ? text.replace(plus, ' ') : text)

/** What decodeURIComponent() returns is always a string of its own. */
function copyComponent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The members of a space-delimited value, in the order sent, without repeats. */
export const wordsOf = (value: string | undefined): readonly string[] =>
  value === undefined ? [] : wordsIn(value)

const wordsIn = remembering((value): readonly string[] => [...new Set(everyWordOf(value))])

/** The same with its repeats, for values in which one is a fault. */
export function everyWordOf(value: string | undefined): readonly string[] {
  if (value === undefined || value === '') return []
  return value.includes(' ') ? value.split(' ').filter((word) => word !== '') : [value]
}
