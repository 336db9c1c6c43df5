/**
 * Rules as rows. The first that does not hold decides, so the order of a table is its contract.
 *
 * @module
 */

import type { Citation } from './spec.ts'

export interface Rule<Subject, Code extends string> {
  /** Completes "The request must …", and is what the developer of the client reads. */
  readonly must: string
  readonly cites: Citation
  /** The error code when the rule does not hold. */
  readonly error: Code
  holds(subject: Subject): boolean
}

/** Why something is refused: the code for the client, the sentence for its developer. */
export interface Refusal<Code extends string = string> {
  readonly error: Code
  readonly description: string
  readonly cites: Citation
}

/** Judges `subject`: the refusal of the first rule that does not hold, or undefined. */
export function firstBroken<Subject, Code extends string>(
  rules: readonly Rule<Subject, Code>[],
  subject: Subject,
): Refusal<Code> | undefined {
  const broken = rules.find((rule) => !rule.holds(subject))
  return broken && refusalOf(broken)
}

/** What a broken rule says. */
export function refusalOf<Subject, Code extends string>(rule: Rule<Subject, Code>): Refusal<Code> {
  const { error, must, cites } = rule
  return { error, description: `The request must ${must}.`, cites }
}
