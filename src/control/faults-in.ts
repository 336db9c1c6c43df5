/**
 * What is wrong with a body or a query, in our words.
 *
 * @module
 */

import { z } from 'zod'
import { nearest } from '../config/source/nearest.ts'
import { listed } from '../protocol/register/value.ts'

/** What is wrong with one member of a body or a query. */
export interface MemberFault {
  /** Its path with dots between; empty for the whole. */
  readonly member: string
  readonly problem: string
}

/** What a schema has found, in our words. A name that is not known comes first: it is the cause of what is missing. */
export function faultsIn(error: z.ZodError, schema: z.ZodType): readonly MemberFault[] {
  const faults = error.issues.map((issue) => faultsOf(issue, schema))
  const isAboutNames = (_: unknown, at: number): boolean =>
    error.issues[at]?.code === 'unrecognized_keys'
  return [...faults.filter(isAboutNames), ...faults.filter((_, at) => !isAboutNames(_, at))].flat()
}

/** `whole`: what to call the body or the query itself. */
export const sentenceOf = (faults: readonly MemberFault[], whole: string): string =>
  faults.map(({ member, problem }) => `${member || whole}: ${problem}`).join('; ')

function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType): readonly MemberFault[] {
  const { path, message } = issue
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = membersAt(schema, path)
      return issue.keys.map((key) => ({
        member: [...path, key].join('.'),
        problem: `is not known here${meant(key, known)}`,
      }))
    }
    case 'invalid_union': {
      const inside = nearestShape(issue.errors)
      if (inside === undefined) return [{ member: path.join('.'), problem: message }]
      return inside.flatMap((one) => faultsOf({ ...one, path: [...path, ...one.path] }, schema))
    }
    case 'invalid_value': {
      // Where our schema has no words of its own, there are those of its library.
      const isTheirs = message.startsWith('Invalid')
      const problem = isTheirs ? `must be ${listed(issue.values.map(String))}` : message
      return [{ member: path.join('.'), problem }]
    }
    default:
      return [{ member: path.join('.'), problem: message }]
  }
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
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return membersAt(schema.unwrap(), path)
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => membersAt(one, path))
  if (!(schema instanceof z.ZodObject)) return []
  return first === undefined
    ? Object.keys(schema.shape)
    : membersAt(schema.shape[String(first)], rest)
}

function meant(name: string, known: readonly string[]): string {
  const other = nearest(name, known)
  return other === undefined ? '' : ` (did you mean ${other}?)`
}
