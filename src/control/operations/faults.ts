import { z } from 'zod'
import { endpointNames } from '../../protocol/endpoint.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { defects } from '../faults/defects.ts'
import { faultKinds, kindsOf, malformations } from '../faults/fault.ts'
import { isUnused } from '../faults/fault-plan.ts'
import { operation } from '../operation.ts'
import { match as anyMatch, duration, oneOf, text } from './schemas.ts'

/** One that no endpoint has would be waited for in vain. */
const match = anyMatch.extend({ endpoint: oneOf(endpointNames).optional() })

/** What an error and its description may be made of (RFC 6749 §A.7, §A.8). */
const errorText = text.regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: 'must be printable ASCII without quotes and backslashes',
})

const headers = z.record(
  z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'must be the name of a header' }),
  z.string().regex(/^[\x20-\x7e]*$/, { error: 'must be printable ASCII' }),
)

const params = z
  .strictObject({
    drop: z.array(text).optional(),
    repeat: z.array(text).optional().meta({ description: 'At authorize: these come twice.' }),
    set: z.record(z.string(), z.unknown()).optional().meta({
      description: 'At authorize a list makes a parameter that comes more than once.',
    }),
    mode: oneOf(['query', 'fragment', 'form_post']).optional().meta({
      description: 'How an answer of the authorization endpoint travels.',
    }),
  })
  .meta({ description: 'Changes of the parameters, or of the members of an answer in JSON.' })

const members = z.strictObject({
  oauthError: errorText.optional(),
  description: errorText.optional(),
  status: z
    .number({ error: 'must be an HTTP status' })
    .int()
    .min(200, { error: 'must be an HTTP status from 200 to 599' })
    .max(599, { error: 'must be an HTTP status from 200 to 599' })
    .optional(),
  body: z.unknown().optional().meta({ description: 'Text as it is, anything else as JSON.' }),
  headers: headers.optional(),
  delay: duration.optional(),
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

const fault = members
  .superRefine((said, context) => {
    if (kindsOf(said).length !== 1) {
      context.addIssue({ code: 'custom', message: `must say one of ${faultKinds.join(', ')}` })
    }
    for (const [member, kind] of Object.entries(belongsTo)) {
      if (said[member as keyof typeof belongsTo] === undefined || said[kind] !== undefined) continue
      context.addIssue({ code: 'custom', path: [member], message: `goes with ${kind} alone` })
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

const times = z
  .union([z.number().int().min(1), z.literal('always')], {
    error: 'must be a whole number from 1 on, or always',
  })
  .meta({ description: 'How many requests meet it.' })

const order = z
  .strictObject({ match: match.default({}), fault, times: times.default(1) })
  .meta({ title: 'FaultOrder' })

export const planned = z
  .object({
    id: z.string(),
    match,
    fault: z.record(z.string(), z.unknown()),
    times,
    used: z.number().meta({ description: 'How many requests have met it.' }),
    scenario: z.string().optional().meta({ description: 'The scenario that it belongs to.' }),
  })
  .meta({ title: 'PlannedFault' })

type Shown = z.input<typeof planned>

const planOf = (control: Control, r: string) => control.find(r).steering.faults

export const faultOperations = [
  operation({
    name: 'faults.list',
    method: 'GET',
    path: '/realms/{r}/faults',
    summary: 'Lists the faults that are planned, used up or not.',
    query: z.strictObject({
      unused: oneOf(['true', 'false']).optional().meta({
        description: 'Only those that have not been met as often as they were planned.',
      }),
    }),
    answer: z.array(planned),
    run: (control, { path: { r = '' }, query: { unused } }) =>
      planOf(control, r)
        .list()
        .filter((one) => unused !== 'true' || isUnused(one)) as Shown[],
  }),
  operation({
    name: 'faults.add',
    method: 'POST',
    path: '/realms/{r}/faults',
    summary: 'Plans a fault for the requests that fit: once, so many times, or always.',
    body: order,
    answer: planned,
    status: 201,
    run(control, { path: { r = '' }, body }) {
      const added = planOf(control, r).add(body)
      if (added === undefined) throw new ControlError(409, 'There is no room for more faults.')
      return added as Shown
    },
  }),
  operation({
    name: 'faults.clear',
    method: 'DELETE',
    path: '/realms/{r}/faults',
    summary: 'Forgets every fault.',
    answer: z.null(),
    status: 204,
    run(control, { path: { r = '' } }) {
      planOf(control, r).clear()
      return null
    },
  }),
  operation({
    name: 'faults.remove',
    method: 'DELETE',
    path: '/realms/{r}/faults/{id}',
    summary: 'Forgets a fault.',
    answer: z.null(),
    status: 204,
    run(control, { path: { r = '', id = '' } }) {
      if (planOf(control, r).remove(id)) return null
      throw new ControlError(404, `There is no fault ${id}.`, 'id')
    },
  }),
]
