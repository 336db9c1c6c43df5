/**
 * What is wrong with a body or a query, in our words.
 *
 * @module
 */

import { z } from 'zod'
import { nearest } from '../../config/source/nearest.ts'
import { sentWords } from './sent.ts'

/** What is wrong with one member of a body or a query. */
export interface MemberFault {
  /** Its path with dots between; empty for the whole. */
  readonly member: string
  readonly problem: string
}

/** What a schema has found wrong with `sent`. A name that is not known comes first: it is the cause of what is missing. */
export function faultsIn(
  error: z.ZodError,
  schema: z.ZodType,
  sent: unknown,
): readonly MemberFault[] {
  const faults = error.issues.map((issue) => faultsOf(issue, { schema, sent }))
  const isAboutNames = (_: unknown, at: number): boolean =>
    error.issues[at]?.code === 'unrecognized_keys'
  const all = [...faults.filter(isAboutNames), ...faults.filter((_, at) => !isAboutNames(_, at))]
  const lines = new Map(all.flat().map((one) => [`${one.member} ${one.problem}`, one]))
  return [...lines.values()]
}

/** `whole`: what to call the body or the query itself. */
export const sentenceOf = (faults: readonly MemberFault[], whole: string): string =>
  faults.map(({ member, problem }) => `${member || whole}: ${problem}`).join('; ')

interface Judged {
  readonly schema: z.ZodType
  readonly sent: unknown
}

function faultsOf(issue: z.core.$ZodIssue, judged: Judged): readonly MemberFault[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = membersAt(judged.schema, path)
    return issue.keys.map((key) => ({
      member: [...path, key].join('.'),
      problem: `is not known here${meant(key, known)}`,
    }))
  }
  const inside = issue.code === 'invalid_union' ? nearestShape(issue.errors) : undefined
  if (inside !== undefined) {
    return inside.flatMap((one) => faultsOf({ ...one, path: [...path, ...one.path] }, judged))
  }
  return [{ member: path.join('.'), problem: withSent(issue, judged) }]
}

/** What is wrong with an object as a whole its own members tell. */
function withSent({ code, path, message }: z.core.$ZodIssue, { sent }: Judged): string {
  const words = sentWords(sent, path)
  const isWhole = code === 'custom' && / (?:object|list)\b/.test(words ?? '')
  return words === undefined || isWhole ? message : `${message} (${words})`
}

/** Of several shapes the one that was meant: what was sent is nearer to it than to any other. */
function nearestShape(shapes: readonly (readonly z.core.$ZodIssue[])[]) {
  const [first, second] = shapes
    .map((issues) => ({ issues, distance: issues.reduce((sum, one) => sum + countOf(one), 0) }))
    .toSorted((one, other) => one.distance - other.distance)
  return first !== undefined && second !== undefined && first.distance < second.distance
    ? first.issues
    : undefined
}

const countOf = (issue: z.core.$ZodIssue): number =>
  issue.code === 'unrecognized_keys' ? issue.keys.length : 1

/** The names of the members that an object at `path` may have. */
function membersAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const [first, ...rest] = path
  const wraps = [z.ZodOptional, z.ZodDefault, z.ZodPrefault]
  if (wraps.some((wrap) => schema instanceof wrap)) {
    return membersAt((schema as z.ZodOptional).unwrap(), path)
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => membersAt(one, path))
  if (!(schema instanceof z.ZodObject)) return []
  return first === undefined
    ? Object.keys(schema.shape)
    : membersAt(schema.shape[String(first)], rest)
}

function meant(name: string, known: readonly string[]): string {
  const other = nearest(name, known)
  if (other !== undefined) return ` (did you mean ${other}?)`
  return known.length === 0 ? '' : ` (known are ${known.join(', ')})`
}
