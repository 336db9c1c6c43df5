/**
 * A fault as a test plans it: judged when it is planned, so that none is waited for in vain and none
 * breaks the server instead of the app.
 *
 * @module
 */

import { z } from 'zod'
import { type EndpointName, endpointNames, jsonEndpoints } from '../../protocol/endpoint.ts'
import { listed } from '../../protocol/register/value.ts'
import { defects } from '../faults/defects.ts'
import { type FaultKind, faultKinds, kindsOf, malformations } from '../faults/fault.ts'
import { ofIdToken } from '../faults/spoilt-tokens.ts'
import { duration, errorText, match, oneOf, text, unbroken, wholeText } from './schemas.ts'

/** What says where an answer ends is the server's to say: with another the connection breaks. */
const ofConnection =
  /^(?:connection|content-length|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i

/** Characters of all names and values: clients take about twice as many. */
const mostOfHeaders = 8_000

const headers = z
  .record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'must be the name of a header' }),
    z.string().regex(/^[\x20-\x7e]*$/, { error: 'must be printable ASCII' }),
  )
  .superRefine((said, context) => {
    const names = Object.keys(said)
    for (const name of names.filter((one) => ofConnection.test(one))) {
      const message = 'must be left to the server: it says how the answer travels'
      context.addIssue({ code: 'custom', path: [name], message })
    }
    if (Object.entries(said).flat().join('').length > mostOfHeaders) {
      context.addIssue({ code: 'custom', message: `must have at most ${mostOfHeaders} characters` })
    }
    if (new Set(names.map((name) => name.toLowerCase())).size < names.length) {
      context.addIssue({ code: 'custom', message: 'must name each header once' })
    }
  })

/** Whether it can be a parameter; what is no text is written as JSON, which escapes. */
const isWhole = (value: unknown): boolean =>
  [value].flat().every((one) => typeof one !== 'string' || wholeText.safeParse(one).success)

const changes = {
  drop: z.array(text).optional(),
  repeat: z.array(text).optional().meta({ description: 'At authorize: these come twice.' }),
  set: z
    .record(
      wholeText.min(1, { error: 'must not be empty' }),
      z.unknown().refine(isWhole, { error: unbroken }),
    )
    .optional()
    .meta({
      description: 'At authorize a list makes a parameter that comes more than once.',
    }),
  mode: oneOf(['query', 'fragment', 'form_post']).optional().meta({
    description: 'How an answer of the authorization endpoint travels.',
  }),
}

const params = z
  .strictObject(changes)
  .refine((said) => Object.values(said).some((one) => Object.keys(Object(one)).length > 0), {
    error: `must change something, by ${Object.keys(changes).join(', ')}`,
  })
  .meta({ description: 'Changes of the parameters, or of the members of an answer in JSON.' })

/** Nobody waits longer. */
const longestDelay = 86_400_000

const statusError = { error: 'must be an HTTP status from 200 to 599' }

const members = z.strictObject({
  oauthError: errorText.optional(),
  description: errorText.optional(),
  status: z
    .number(statusError)
    .int(statusError)
    .min(200, statusError)
    .max(599, statusError)
    .optional(),
  body: z.unknown().optional().meta({ description: 'Text as it is, anything else as JSON.' }),
  headers: headers.optional(),
  delay: duration
    .refine((read) => read > 0 && read <= longestDelay, {
      error: 'must be more than 0 and at most 1d',
    })
    .optional(),
  hang: z.literal(true, { error: 'must be true' }).optional(),
  reset: z.literal(true, { error: 'must be true' }).optional(),
  malformed: oneOf(malformations).optional(),
  tokens: oneOf(defects).optional(),
  of: oneOf(['id_token', 'access_token']).optional().meta({ description: 'Which tokens.' }),
  params: params.optional(),
  cors: oneOf(['omit']).optional(),
  frame: oneOf(['deny']).optional(),
  cookies: oneOf(['third-party-blocked']).optional(),
})

/** Members that say more of a kind. */
const belongsTo = {
  description: 'oauthError',
  body: 'status',
  headers: 'status',
  of: 'tokens',
} as const

/** (RFC 9110 §15.3.5, §15.3.6, §15.4.5) */
const withoutBody: ReadonlySet<number | undefined> = new Set([204, 205, 304])

/** What would have no effect. */
function inVain(said: z.output<typeof members>): readonly (readonly [string, string])[] {
  const { status, body = '', tokens, of } = said
  const hasBody = body !== '' && withoutBody.has(status)
  const hasNone = of === 'access_token' && tokens !== undefined && ofIdToken.has(tokens)
  return [
    ...(hasBody
      ? [['body', `must be left out: an answer with status ${status} has none`] as const]
      : []),
    ...(hasNone
      ? [['of', `must be id_token, for an access token cannot have ${tokens}`] as const]
      : []),
  ]
}

const fault = members
  .superRefine((said, context) => {
    if (kindsOf(said).length !== 1) {
      context.addIssue({ code: 'custom', message: `must say one of ${faultKinds.join(', ')}` })
    }
    for (const [member, kind] of Object.entries(belongsTo)) {
      if (said[member as keyof typeof belongsTo] === undefined || said[kind] !== undefined) continue
      context.addIssue({ code: 'custom', path: [member], message: `goes with ${kind} alone` })
    }
    for (const [member, message] of inVain(said)) {
      context.addIssue({ code: 'custom', path: [member], message })
    }
  })
  .meta({
    title: 'Fault',
    description: `What goes wrong: one of ${faultKinds.join(', ')}.`,
    oneOf: faultKinds.map((kind) => ({ required: [kind] })),
    dependentRequired: Object.fromEntries(
      Object.entries(belongsTo).map(([member, kind]) => [member, [kind]]),
    ),
  })

const timesError = { error: 'must be a whole number from 1 on, or always' }

export const times = z
  .union([z.number(timesError).int(timesError).min(1, timesError), z.literal('always')], timesError)
  .meta({ description: 'How many requests meet it.' })

const json: readonly EndpointName[] = [...jsonEndpoints]

/** Those that browsers navigate to, with cookies. */
const pages: readonly EndpointName[] = endpointNames.filter((name) => !jsonEndpoints.has(name))

/** The endpoints whose answers may meet a fault of a kind; all where nothing is said. */
const endpointsOf: Readonly<Partial<Record<FaultKind, readonly EndpointName[]>>> = {
  oauthError: ['authorize', ...json],
  tokens: ['authorize', 'token'],
  params: ['authorize', ...json],
  cors: json,
  frame: pages,
  cookies: pages,
}

/** The endpoints at which apps send what may be matched. */
const sentAt = {
  prompt: ['authorize', 'par'],
  responseType: ['authorize', 'par'],
  grantType: ['token'],
} as const satisfies Readonly<Record<string, readonly EndpointName[]>>

/** What is matched that nobody sends to the endpoint. */
function unsent({ endpoint, ...match }: Judged['match']): Unmet | undefined {
  for (const name of Object.keys(sentAt) as (keyof typeof sentAt)[]) {
    const endpoints: readonly (EndpointName | undefined)[] = sentAt[name]
    if (match[name] === undefined || endpoints.includes(endpoint)) continue
    return {
      path: ['match', name],
      message: `goes with the endpoint ${listed(sentAt[name])} alone`,
    }
  }
  return undefined
}

/** A fault that no request could meet would fail its test, far from here. */
function unmet({ match: { endpoint, ...match }, fault: said }: Judged): Unmet | undefined {
  if (endpoint === undefined) return undefined
  const without = unsent({ endpoint, ...match })
  if (without !== undefined) return without
  const [kind] = kindsOf(said)
  const meant = kind && endpointsOf[kind]
  if (meant?.includes(endpoint) === false) {
    return { path: ['match', 'endpoint'], message: `must be ${listed(meant)}, for ${kind}` }
  }
  const member = (['mode', 'repeat'] as const).find((name) => said.params?.[name] !== undefined)
  if (member === undefined || endpoint === 'authorize') return undefined
  return { path: ['fault', 'params', member], message: 'goes with the endpoint authorize alone' }
}

interface Unmet {
  readonly path: string[]
  readonly message: string
}

const orderMembers = z.strictObject({
  match: match.default({}),
  fault,
  times: times.default(1),
})

type Judged = z.output<typeof orderMembers>

export const order = orderMembers
  .superRefine((said, context) => {
    const issue = unmet(said)
    if (issue !== undefined) context.addIssue({ code: 'custom', ...issue })
  })
  .meta({ title: 'FaultOrder' })
