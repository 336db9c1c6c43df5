/**
 * What a schema takes, where it does not say so itself.
 *
 * @module
 */

import type { z } from 'zod'
import { listed } from '../../protocol/register/value.ts'

type Issue = z.core.$ZodRawIssue

/** For `error` of a parse: a schema's own words go before these. */
export function ourWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${listed(issue.values.map(String))}`
    case 'too_small':
      return sizeWords(
        issue.origin,
        issue.minimum,
        issue.inclusive === false ? 'more than' : 'at least',
      )
    case 'too_big':
      return sizeWords(
        issue.origin,
        issue.maximum,
        issue.inclusive === false ? 'less than' : 'at most',
      )
    case 'invalid_format':
      return `must be text of the form ${issue.pattern ?? issue.format}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_key':
      return `its name ${issue.issues?.[0]?.message ?? 'must be another'}`
    default:
      return 'must be otherwise'
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'left out',
}

function sizeWords(origin: string, bound: unknown, than: string): string {
  switch (origin) {
    case 'string':
      return `must be text of ${than} ${bound} characters`
    case 'array':
    case 'set':
      return `must be a list of ${than} ${bound}`
    default:
      return `must be ${than} ${bound}`
  }
}
