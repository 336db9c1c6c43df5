import { longestList } from '../../protocol/language.ts'

/** `0` to `1` with three decimals at most (RFC 9110 §12.4.2). */
const weight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

/** More members than this say nothing that the first ones have not said. */
const mostMembers = 32

/**
 * The language ranges of Accept-Language, the one that weighs most first, without those that weigh nothing
 * (RFC 9110 §12.5.4). A member that cannot be read is passed over.
 */
export function acceptedRanges(header: string | undefined): readonly string[] {
  if (header === undefined) return []
  return header
    .slice(0, longestList)
    .split(',', mostMembers)
    .map(readMember)
    .filter(({ weighs }) => weighs > 0)
    .toSorted((one, other) => other.weighs - one.weighs)
    .map(({ range }) => range)
}

function readMember(member: string): { readonly range: string; readonly weighs: number } {
  const [range = '', parameter] = member.split(';', 2).map((part) => part.trim())
  return { range, weighs: parameter === undefined ? 1 : weightIn(parameter) }
}

function weightIn(parameter: string): number {
  const [, value = ''] = /^q=(.*)$/i.exec(parameter) ?? []
  return weight.test(value) ? Number(value) : 0
}
