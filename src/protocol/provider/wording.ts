/**
 * How a provider words what our rules refuse. It changes no rule and no code of an error: libraries and apps
 * that read the text, or the number that the provider has for it, find what they look for. What we would
 * have said stands in the log, the journal and on the "why" page all the same.
 *
 * @module
 */

import type { EndpointName } from '../endpoint.ts'

export interface Wording {
  /** A rule of ours as it completes "The request must …", or the code of an error for all that no row before names. */
  readonly of: string
  /** Where it is said; everywhere when this is left out. */
  readonly at?: EndpointName
  /** In the characters of an error_description (RFC 6749 §5.2). */
  readonly text: string
  /** The number that the provider has for it. */
  readonly code?: number
}

/** What our rules refuse. */
export interface Refused {
  readonly error: string
  readonly description: string
}

/** When and by which name an answer in JSON says it. */
export interface Occasion {
  /** In UTC, to the second: `2016-01-09T02:02:12Z`. */
  readonly at: string
  /** UUIDs. */
  readonly traceId: string
  readonly correlationId: string
}

export interface Errors {
  /** Where its facts come from. */
  readonly cites: readonly string[]
  /** The first that fits is said. */
  readonly rows: readonly Wording[]
  /**
   * The members of an answer in JSON, but for `error`, where the provider has others than error_description.
   * `wording` is undefined for what no row names.
   */
  readonly members?: (said: Said, occasion: Occasion) => object
}

export interface Said extends Refused {
  readonly endpoint: EndpointName | undefined
  readonly wording: Wording | undefined
}

export function sayAs(
  { rows }: Errors,
  { error, description }: Refused,
  endpoint: EndpointName | undefined,
): Said {
  const wording = rows.find(
    ({ of, at }) =>
      (at === undefined || at === endpoint) &&
      (of === error || description.startsWith(`The request must ${of}.`)),
  )
  return { error, description: wording?.text ?? description, endpoint, wording }
}

/** The members of an answer in JSON, but for `error`. */
export const membersOf = (errors: Errors, said: Said, occasion: () => Occasion): object =>
  errors.members?.(said, occasion()) ?? { error_description: said.description }
