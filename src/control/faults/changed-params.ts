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

/**
 * Why an answer would be the same in spite of a change; undefined where it would not. A change of
 * nothing says nothing: it is met by whatever comes.
 *
 * @param asJwt whether the answer is signed as a JWT, which says each thing once, and who has signed it.
 */
export function changesNothing(
  answer: Answer,
  change: ParamsChange,
  asJwt: boolean,
): string | undefined {
  if (isEmpty(change)) return undefined
  const told = asJwt ? signed : plain
  const other = withParams(answer, change)
  if (other.to.mode !== answer.to.mode || told(other) !== told(answer)) return undefined
  return asJwt ? 'The answer is a JWT in which nothing is changed by that.' : nothingOfIt
}

const isEmpty = (change: ParamsChange): boolean => Object.keys(change).length === 0

const nothingOfIt = 'The answer has nothing that is changed by that.'

const plain = ({ parameters }: Answer): string => JSON.stringify(parameters)

const signed = ({ parameters }: Answer): string =>
  JSON.stringify({ ...Object.fromEntries(parameters), iss: undefined })

type Members = Readonly<Record<string, unknown>>

/** The members of an answer in JSON, changed. */
export function withMembers(members: Members, { drop = [], set = {} }: ParamsChange): Members {
  const kept = Object.entries(members).filter(([name]) => !drop.includes(name))
  return { ...Object.fromEntries(kept), ...set }
}

/** The same as {@link changesNothing} of an answer in JSON. */
export function changesNoMember(members: Members, change: ParamsChange): string | undefined {
  const isSame = JSON.stringify(withMembers(members, change)) === JSON.stringify(members)
  return isSame && !isEmpty(change) ? nothingOfIt : undefined
}

const pairsOf = (name: string, value: unknown) =>
  [value].flat().map((one) => [name, typeof one === 'string' ? one : JSON.stringify(one)] as const)
