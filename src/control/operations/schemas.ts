/**
 * The shapes that several operations of the control API share.
 *
 * @module
 */

import { z } from 'zod'
import { durationTakes, durationText, parseDuration } from '../../protocol/duration.ts'
import { endpointNames } from '../../protocol/endpoint.ts'

export const milliseconds = z.number().meta({ description: 'Epoch milliseconds.' })

/** What a Date reaches: 100 million days around 1970. */
const furthest = 8.64e15

const numberWithin = (error: string) =>
  z.number({ error }).min(-furthest, { error }).max(furthest, { error })

export const durationError = `must be ${durationTakes}`

/** A length of time, read as milliseconds. */
export const duration = z
  .union([numberWithin(durationError), z.string().regex(durationText, { error: durationError })], {
    error: durationError,
  })
  .transform((value) => parseDuration(value) ?? 0)
  .meta({ description: 'Milliseconds as a number, or text such as 250ms, 60s, 5m, 1h or 2d.' })

/** A length of time that takes place: none is negative. */
export const span = duration.refine((read) => read >= 0, { error: 'must not be negative' })

const instantError = 'must be a time: epoch milliseconds, or text such as 2027-01-31T12:00:00Z'

/** A point in time, read as epoch milliseconds. */
export const instant = z
  .union([numberWithin(instantError), z.iso.datetime({ offset: true }), z.iso.date()], {
    error: instantError,
  })
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)))
  .meta({ description: 'Epoch milliseconds, or an ISO 8601 time.' })

export const text = z
  .string({ error: 'must be text' })
  .min(1, { error: 'must be text' })
  .max(2048, { error: 'must be text of 2048 characters at most' })

export const unbroken = 'must be text without broken characters'

/** Text that can be encoded: half of a pair of surrogates cannot. */
export const wholeText = z.string().regex(/^\P{Surrogate}*$/u, { error: unbroken })

/** What an error and its description may be made of (RFC 6749 §4.1.2.1, §A.7, §A.8). */
export const errorText = text.regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'must be printable ASCII without quotes and backslashes (RFC 6749 §4.1.2.1)',
})

export const claims = z.record(z.string(), z.unknown()).meta({
  description: 'Claims by name: what JSON can say.',
})

/** Names that no path can have as a segment: to browsers and libraries they mean another one (RFC 3986 §5.2.4). */
export const isDots = (name: string): boolean => name === '.' || name === '..'

export const dotsProblem = 'must not be . or .., which no address can name'

/** One of these words; an error lists them. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, {
    error: words.length === 1 ? `must be ${words[0]}` : `must be one of ${words.join(', ')}`,
  })

const countError = 'must be a whole number from 1 on'

const whole = { error: countError }

/** How many, or which of several: the first is 1. */
export const count = z.number(whole).int(whole).min(1, whole)

/** The same in a query. */
export const countText = z.coerce.number(whole).int(whole).min(1, whole)

export const textOrTexts = 'must be text, or a list of texts'

/** Which requests something is for: every member that is there must fit. */
export const match = z
  .strictObject({
    // one that no endpoint has would be waited for in vain
    endpoint: oneOf(endpointNames).optional(),
    clientId: text.optional(),
    user: text.optional().meta({
      description: 'Their `sub`, user name or login_hint, where the request tells who they are.',
    }),
    prompt: text.optional().meta({ description: 'One of the prompt values that was sent.' }),
    responseType: text.optional(),
    grantType: text.optional(),
    nth: count.optional().meta({ description: 'Not before the nth that fits.' }),
  })
  .meta({ title: 'Match', description: 'Which requests are meant.' })

export const tokenAnswer = z.object({ token: z.string(), claims })
