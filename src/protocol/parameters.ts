/**
 * The parameters of one request: decoded once, strictly, and read as RFC 6749 §3.1 says.
 *
 * @module
 */

export interface Parameters {
  /** Every parameter that was sent once and with a value. */
  readonly values: ReadonlyMap<string, string>
  /** The names of those sent more than once: they have no value that may be trusted. */
  readonly repeated: ReadonlySet<string>
}

/** What a query string or a form body decodes to. */
export type DecodedForm =
  | ({ readonly kind: 'decoded' } & Parameters)
  | { readonly kind: 'malformed'; readonly why: string }

/** More parameters than this are refused before any is looked at. */
export const maxParameters = 64

const plus = /\+/g

/** What percent-encoded text never holds: a sender that is right has encoded it. */
const unencoded = /[^\x20-\x7e]/

/**
 * Decodes `application/x-www-form-urlencoded` text (RFC 6749 Appendix B): `+` and `%20` are a space,
 * a broken percent triplet or bytes that are not UTF-8 make the whole text malformed. A parameter
 * without a value counts as omitted, and one sent twice is set apart (RFC 6749 §3.1). Names are
 * compared as they are: `a[]` and `A` are other names than `a`.
 */
export function decodeForm(text: string): DecodedForm {
  if (unencoded.test(text)) return malformed('a character that must be percent-encoded')
  const pairs = text.split('&', maxParameters + 1)
  if (pairs.length > maxParameters) return malformed(`more than ${maxParameters} parameters`)
  const values = new Map<string, string>()
  const repeated = new Set<string>()
  for (const pair of pairs) {
    const [name, value] = decodePair(pair)
    if (name === undefined || value === undefined) {
      return malformed('a percent-encoding that is broken or is not UTF-8')
    }
    if (values.has(name)) repeated.add(name)
    values.set(name, value)
  }
  for (const [name, value] of values) {
    if (value === '' || repeated.has(name)) values.delete(name)
  }
  return { kind: 'decoded', values, repeated }
}

const malformed = (why: string): DecodedForm => ({ kind: 'malformed', why })

function decodePair(pair: string): readonly [string | undefined, string | undefined] {
  const equals = pair.indexOf('=')
  if (equals < 0) return [decodeComponent(pair), '']
  return [decodeComponent(pair.slice(0, equals)), decodeComponent(pair.slice(equals + 1))]
}

function decodeComponent(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replace(plus, ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/** The members of a space-delimited value, in the order sent, without repeats. */
export function wordsOf(value: string | undefined): readonly string[] {
  if (value === undefined) return []
  return [...new Set(value.split(' ').filter((word) => word !== ''))]
}
