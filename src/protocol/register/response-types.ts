/**
 * The response types that a client registers, as metadata write them (RFC 7591 §2).
 *
 * @module
 */

import { z } from 'zod'
import { knownResponseType, type ResponseType, responseTypes } from '../response/response-type.ts'
import { list, listed } from './value.ts'

const supported = listed(responseTypes)

/** What suits an app that knows nothing better. */
const usual: ResponseType = 'code'

const takes = `a list of ${supported}, such as [${usual}]`

/** Every order of the words of each supported type (RFC 6749 §3.1.1), for editors to choose from. */
const spellings = responseTypes.flatMap((type) => ordersOf(type.split(' ')))

export const registeredResponseTypes = list(
  z.enum(spellings, { error: ({ input }) => responseTypeProblem(input) }),
  takes,
).min(1, { error: `must be ${takes}` })

function ordersOf(words: readonly string[]): readonly string[] {
  if (words.length < 2) return words
  return words.flatMap((first) =>
    ordersOf(words.filter((word) => word !== first)).map((rest) => `${first} ${rest}`),
  )
}

/**
 * What is supported, and what to write in the place of `written`, which is repeated only when it is
 * made of words of the specifications.
 */
function responseTypeProblem(written: unknown): string {
  const problem = `must be ${supported}`
  if (typeof written !== 'string') return problem
  const instead = nearestTo(written.toLowerCase().slice(0, 80))
  if (knownResponseType(written) === written) {
    return `${problem}: ${written} is not supported. Write ${instead ?? usual}, and have the app send it as response_type`
  }
  return instead === undefined ? problem : `${problem}. Did you mean ${instead}?`
}

/** The supported type that shares the most words with `written`; undefined when none shares any. */
function nearestTo(written: string): string | undefined {
  const words: readonly string[] = written.match(/[a-z_]+/g) ?? []
  const ranked = responseTypes
    .map((type) => ({
      type,
      shared: type.split(' ').filter((word) => words.includes(word)),
    }))
    .filter(({ shared }) => shared.length > 0)
    .toSorted((a, b) => b.shared.length - a.shared.length)
  return ranked[0]?.type
}
