/**
 * Changes of what an answer says.
 *
 * @module
 */

import type { Answer } from '../../protocol/authorize/answer.ts'
import type { ParamsChange } from './fault.ts'

/** The answer of the authorization endpoint with other parameters, or by another way. */
export function withParams(answer: Answer, change: ParamsChange): Answer {
  const { drop = [], repeat = [], set = {}, mode } = change
  const others = answer.parameters.filter(([name]) => !drop.includes(name))
  const placed = others.flatMap(([name, value], at) => {
    if (!Object.hasOwn(set, name)) return [[name, value] as const]
    // what was there more than once is replaced once
    return others.findIndex(([other]) => other === name) === at ? pairsOf(name, set[name]) : []
  })
  const there = new Set(others.map(([name]) => name))
  const added = Object.entries(set).filter(([name]) => !there.has(name))
  return {
    to: { ...answer.to, ...(mode !== undefined && { mode }) },
    parameters: [
      ...placed,
      ...added.flatMap(([name, value]) => pairsOf(name, value)),
      ...others.filter(([name]) => repeat.includes(name)),
    ],
  }
}

/** Whether an answer would be another by a change. */
export function changes(answer: Answer, change: ParamsChange): boolean {
  const { to, parameters } = withParams(answer, change)
  const isSame = JSON.stringify(parameters) === JSON.stringify(answer.parameters)
  return !isSame || to.mode !== answer.to.mode
}

const pairsOf = (name: string, value: unknown) =>
  [value].flat().map((one) => [name, typeof one === 'string' ? one : JSON.stringify(one)] as const)
