/**
 * A requirement as a row, and how a row names the tests that prove it.
 *
 * @module
 */

/** A test by its file and a part of its title; of a table test, the cases that are meant. */
export interface Proof {
  readonly file: string
  readonly title: string
  /** Ids of a corpus; `state-*` stands for all that begin so. */
  readonly cases?: readonly string[]
}

export type SecurityRow = {
  readonly id: `R${number}`
  /** What is required. */
  readonly what: string
  readonly tests: readonly Proof[]
} & (
  | { readonly status: 'met' }
  | { readonly status: 'deviates' | 'not applicable'; readonly why: string }
)

export interface SecurityPart {
  readonly title: string
  readonly rows: readonly SecurityRow[]
}

/** `by('journeys/prompt', 'a part of its title')`. */
export const by = (file: string, title: string): Proof => ({
  file: `test/${file}.test.ts`,
  title,
})

/** Cases of the corpus of authorization requests, in strict mode over raw sockets. */
export const byCases = (...cases: readonly string[]): Proof => ({
  ...by('hostile/authorize', 'answers $expect.treatment for $id: $why'),
  cases,
})

/** The corpus of redirect URIs, each in every surrounding request, by GET and by POST. */
export const byRedirects: Proof = by('hostile/redirect-uri', '$id: $why')

export function met(id: SecurityRow['id'], what: string, ...tests: readonly Proof[]): SecurityRow {
  return { id, what, status: 'met', tests }
}

export function deviates(
  id: SecurityRow['id'],
  what: string,
  why: string,
  ...tests: readonly Proof[]
): SecurityRow {
  return { id, what, status: 'deviates', why, tests }
}

export function notApplicable(id: SecurityRow['id'], what: string, why: string): SecurityRow {
  return { id, what, status: 'not applicable', why, tests: [] }
}
