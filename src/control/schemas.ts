/**
 * The shapes that several operations of the control API share.
 *
 * @module
 */

import { z } from 'zod'
import { durationTakes, parseDuration } from '../protocol/duration.ts'

export const milliseconds = z.number().meta({ description: 'Epoch milliseconds.' })

/** A length of time, read as milliseconds. */
export const duration = z
  .union([z.number(), z.string()], { error: `must be ${durationTakes}` })
  .transform((value, context) => {
    const read = parseDuration(value)
    if (read !== undefined) return read
    context.addIssue({ code: 'custom', message: `must be ${durationTakes}` })
    return z.NEVER
  })
  .meta({ description: 'Milliseconds as a number, or text such as 250ms, 60s, 5m, 1h or 2d.' })

const instantTakes = 'a time: epoch milliseconds, or text such as 2027-01-31T12:00:00Z'

/** A point in time, read as epoch milliseconds. */
export const instant = z
  .union([z.number(), z.string()], { error: `must be ${instantTakes}` })
  .transform((value, context) => {
    const read = typeof value === 'number' ? value : Date.parse(value)
    if (Number.isFinite(read) && Math.abs(read) <= 8.64e15) return read
    context.addIssue({ code: 'custom', message: `must be ${instantTakes}` })
    return z.NEVER
  })
  .meta({ description: 'Epoch milliseconds, or an ISO 8601 time.' })

export const text = z.string().min(1, { error: 'must be text' }).max(2048)

export const claims = z.record(z.string(), z.unknown()).meta({
  description: 'Claims by name: what JSON can say.',
})

/** One of these words; an error lists them. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` })

/** Which requests something is for: every member that is there must fit. */
export const match = z
  .strictObject({
    endpoint: text.optional().meta({ description: 'Such as authorize, token or userinfo.' }),
    clientId: text.optional(),
    user: text.optional().meta({
      description: 'Their `sub`, user name or login_hint, where the request tells who they are.',
    }),
    prompt: text.optional().meta({ description: 'One of the prompt values that was sent.' }),
    responseType: text.optional(),
    grantType: text.optional(),
    nth: z.number().int().min(1).optional().meta({ description: 'Not before the nth that fits.' }),
  })
  .meta({ title: 'Match', description: 'Which requests are meant.' })

export const tokenAnswer = z.object({ token: z.string(), claims })
