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
  /** A further sentence for the developer, of words that we know: nothing that the request sent. */
  adds?(subject: Subject): string
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
  for (const rule of rules) if (!rule.holds(subject)) return refusalOf(rule, subject)
  return undefined
}

function refusalOf<Subject, Code extends string>(
  rule: Rule<Subject, Code>,
  subject: Subject,
): Refusal<Code> {
  const { error, must, cites } = rule
  const sentences = [`The request must ${must}.`, ...(rule.adds ? [rule.adds(subject)] : [])]
  return { error, description: sentences.join(' '), cites }
}
