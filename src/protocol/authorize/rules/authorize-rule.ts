/**
 * What the rules of an authorization request have in common.
 *
 * @module
 */

import type { Rule } from '../../rule.ts'
import type { Draft } from '../draft.ts'
import type { RequestErrorCode } from '../request.ts'

export type AuthorizeRule = Rule<Draft, RequestErrorCode>

export const isAbsent = ({ sent }: Draft, name: string): boolean => !sent.values.has(name)

const hasNoControl = (value: string): boolean => !/\p{Cc}/u.test(value)

/** Whether a parameter, if it was sent, has no control characters and at most `limit` characters. */
export const fits = ({ sent }: Draft, name: string, limit: number): boolean => {
  const value = sent.values.get(name) ?? ''
  return value.length <= limit && hasNoControl(value)
}
