/**
 * Judges what a call brings by the schema of its operation.
 *
 * @module
 */

import { z } from 'zod'
import { ControlError } from '../control-error.ts'
import { faultsIn, sentenceOf } from './faults-in.ts'
import { ourWords } from './words.ts'

/**
 * What was sent, as its schema reads it. Throws {@link ControlError} (400) with all that is wrong.
 *
 * @param whole what to call the body or the query itself.
 */
export function judged<Schema extends z.ZodType>(
  schema: Schema,
  sent: unknown,
  whole: string,
): z.output<Schema> {
  const by = judgedBy.get(schema) ?? schema
  const read = by.safeParse(sent, { error: ourWords })
  // what is taken as it was sent is of the type that its schema says
  if (read.success) return (by === schema ? read.data : sent) as z.output<Schema>
  const faults = faultsIn(read.error, by, sent)
  throw new ControlError(400, sentenceOf(faults, whole), faults[0]?.member, { faults })
}

/** What is taken as it was sent, since it is read anew with the settings of its realm, and what it is judged by. */
export const judgedBy = new WeakMap<z.ZodType, z.ZodType>()

export function asSent<Sent>(schema: z.ZodType): z.ZodType<Sent> {
  const taken = z.custom<Sent>()
  judgedBy.set(taken, schema)
  return taken
}
