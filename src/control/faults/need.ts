/**
 * What must be there of an answer, so that an app could notice what goes wrong with it.
 *
 * @module
 */

/** An answer as it would be without a fault. */
export interface SeenAnswer {
  /** Parameters of the authorization answer, or members of an answer in JSON. */
  readonly names: ReadonlySet<string>
  /** Those of its ID Token. */
  readonly claims?: ReadonlySet<string>
  /** How an authorization answer travels. */
  readonly mode?: string
  /** What the request was refused with. */
  readonly error: string | undefined
  readonly clientId: string | undefined
  /** Whether that client was ever given an ID Token. */
  readonly hasIdToken?: boolean
}

export interface Need {
  readonly holds: (answer: SeenAnswer) => boolean
  /** What is said where it does not hold: a sentence of what the app has not done. */
  readonly otherwise: string
}

/** Why an answer does not have what is needed; the first need that does not hold speaks. */
export function unmet(needs: readonly Need[], answer: SeenAnswer): string | undefined {
  if (needs.length === 0) return undefined
  if (answer.error !== undefined) return refusedWith(answer.error)
  return needs.find(({ holds }) => !holds(answer))?.otherwise
}

export const refusedWith = (error: string): string =>
  `The server has refused what the app asked: ${error}.`
