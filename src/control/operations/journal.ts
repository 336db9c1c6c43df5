import { z } from 'zod'
import { exchangeNumber } from '../../protocol/exchange-id.ts'
import type { Control } from '../control.ts'
import type { ShownExchange } from '../journal/exchange.ts'
import { harOf } from '../journal/har.ts'
import { liveEvents, tellingOf } from '../journal/live.ts'
import { journalEndpoints } from '../journal/reading/endpoints.ts'
import { mustHaveRoom, waitFor } from '../journal/waiting.ts'
import type { Wanted } from '../journal/wanted.ts'
import { findUser } from '../logins/planned-logins.ts'
import { operation, streaming } from '../operation.ts'
import {
  claims,
  countText,
  duration,
  durationError,
  instant,
  match,
  milliseconds,
  oneOf,
  text,
} from './schemas.ts'

const headers = z.record(z.string(), z.string())

/** A {@link ShownExchange}. */
export const exchange = z
  .strictObject({
    id: z.string(),
    time: milliseconds,
    took: z.number().meta({ description: 'Milliseconds of the machine.' }),
    channel: z.enum(['front', 'back']),
    endpoint: z.string(),
    clientId: z.string().optional(),
    loginHint: z.string().optional(),
    user: z.string().optional().meta({ description: 'The `sub` of whom it is about.' }),
    prompt: z.array(z.string()),
    responseType: z.string().optional(),
    grantType: z.string().optional(),
    request: z.strictObject({
      method: z.string(),
      url: z.string().meta({ description: 'Path and query, secrets blackened.' }),
      headers,
      parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      repeated: z.array(z.string()),
      body: z.unknown().optional(),
    }),
    response: z.strictObject({
      status: z.number().meta({ description: '0 where the connection ended without an answer.' }),
      headers,
      mode: z.string().optional().meta({
        description: 'query, fragment, form_post, web_message or json; none for pages.',
      }),
      parameters: z.record(z.string(), z.unknown()),
    }),
    tokens: z.array(
      z.strictObject({
        name: z.string(),
        sentIn: z.enum(['request', 'response']),
        header: claims,
        claims,
      }),
    ),
    verdict: z.union([
      z.strictObject({ ok: z.literal(true) }),
      z.strictObject({
        ok: z.literal(false),
        error: z.string().optional(),
        rule: z.string(),
        citation: z.string().optional(),
        sentence: z.string(),
      }),
    ]),
    faults: z.array(z.string()).meta({ description: 'The planned faults that it has met.' }),
    events: z.array(z.string()),
    login: z.string().optional().meta({ description: 'The same for all exchanges of one login.' }),
  })
  .meta({ title: 'Exchange', description: 'A request and its answer, without secrets.' })

type ExchangeAnswer = z.input<typeof exchange>

// the lists of an exchange are read-only, which JSON does not know
const answerOf = (shown: ShownExchange): ExchangeAnswer => shown as unknown as ExchangeAnswer

const sinceTakes = 'the id of an exchange such as x12, or a time'

const sinceError = { error: `must be ${sinceTakes}` }

/** An exchange, after which all others are meant, or a time from which on they are. */
const since = z
  .union([z.number(), z.string()], sinceError)
  .transform((value, context) => {
    const after = exchangeNumber(String(value))
    if (after !== undefined) return { after }
    const read = instant.safeParse(/^\d+$/.test(String(value)) ? Number(value) : value)
    if (read.success) return { time: read.data }
    context.addIssue({ code: 'custom', message: sinceError.error })
    return z.NEVER
  })
  .meta({ description: `Only what came since: ${sinceTakes}.` })

const endpoint = oneOf(journalEndpoints).optional()

const queried = {
  endpoint,
  client_id: text.optional(),
  user: text.optional(),
  prompt: text.optional(),
  response_type: text.optional(),
  grant_type: text.optional(),
  nth: countText.optional(),
  since: since.optional(),
}

const before = z.string().transform((id, context) => {
  const number = exchangeNumber(id)
  if (number !== undefined) return number
  context.addIssue({ code: 'custom', message: 'must be the id of an exchange such as x12' })
  return z.NEVER
})

const listedBy = {
  ...queried,
  refused: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only what was refused, or only what was not.' }),
  before: before.optional().meta({ description: 'Only what came before the exchange of this id.' }),
  login: text.optional().meta({ description: 'Only the exchanges of one login.' }),
}

const query = z.strictObject(listedBy)

const patience = { usual: 5_000, most: 600_000 }

const timeout = (usual: number) =>
  z
    .union([z.number(), z.string()], { error: durationError })
    .transform((value) => (/^\d+$/.test(String(value)) ? Number(value) : value))
    .pipe(duration)
    .refine((read) => read >= 0 && read <= patience.most, { error: 'must be from 0 to 10m' })
    .optional()
    .transform((read) => read ?? usual)

const waited = z.strictObject({ ...queried, timeout: timeout(patience.usual) })

const wantedBy = ({
  client_id: clientId,
  response_type: responseType,
  grant_type: grantType,
  ...rest
}: Omit<z.output<typeof waited>, 'timeout'>): Wanted => ({
  ...rest,
  clientId,
  responseType,
  grantType,
})

/** With every name of the user, and the journal that it is looked for in. */
async function lookIn(control: Control, r: string, wanted: Wanted) {
  const { users } = control.find(r).realm.inside
  const user = wanted.user === undefined ? undefined : await findUser(users, wanted.user)
  const userNames = user === undefined ? [] : [user.sub, user.username]
  return { journal: control.recorder.of(r), wanted: { ...wanted, userNames } }
}

async function sought(control: Control, r: string, asked: z.output<typeof query>) {
  const { refused, before, login, ...rest } = asked
  const { journal, wanted } = await lookIn(control, r, wantedBy(rest))
  const among = { refused: refused === undefined ? undefined : refused === 'true', before, login }
  return { journal, wanted: { ...wanted, ...among } }
}

export const journalOperations = [
  operation({
    name: 'journal.list',
    method: 'GET',
    path: '/realms/{r}/requests',
    summary: 'Lists the exchanges of a realm, the oldest first: all of them, or those that fit.',
    query: z.strictObject({
      ...listedBy,
      last: countText.optional().meta({ description: 'Only so many.' }),
    }),
    answer: z.array(exchange),
    async run(control, { path: { r = '' }, query: { last, ...asked } }) {
      const { journal, wanted } = await sought(control, r, asked)
      return journal.list(wanted, last).map(answerOf)
    },
  }),
  operation({
    name: 'journal.clear',
    method: 'DELETE',
    path: '/realms/{r}/requests',
    summary: 'Takes exchanges out: all of them, or those that fit.',
    query,
    answer: z.object({ removed: z.number() }),
    async run(control, { path: { r = '' }, query: asked }) {
      const { journal, wanted } = await sought(control, r, asked)
      return { removed: journal.gists(wanted).filter(({ id }) => journal.take(id)).length }
    },
  }),
  operation({
    name: 'journal.count',
    method: 'GET',
    path: '/realms/{r}/requests/count',
    summary: 'Counts the exchanges that fit.',
    query,
    answer: z.object({ count: z.number() }),
    async run(control, { path: { r = '' }, query: asked }) {
      const { journal, wanted } = await sought(control, r, asked)
      return { count: journal.gists(wanted).length }
    },
  }),
  operation({
    name: 'journal.wait',
    method: 'GET',
    path: '/realms/{r}/requests/wait',
    summary:
      'Answers the first exchange that fits, once there is one; 408 with the nearest misses.',
    query: waited,
    answer: exchange,
    async run(control, { path: { r = '' }, query: { timeout: within, ...asked }, signal }) {
      const { journal, wanted } = await lookIn(control, r, wantedBy(asked))
      return answerOf(await waitFor(journal, wanted, { timeout: within, takes: false, signal }))
    },
  }),
  operation({
    name: 'journal.take',
    method: 'POST',
    path: '/realms/{r}/requests/take',
    summary: 'Takes the first exchange that fits out of the journal; 408 with the nearest misses.',
    body: z
      .strictObject({
        match: match.extend({ endpoint, since: since.optional() }).default({}),
        timeout: timeout(0),
      })
      .default({ match: {}, timeout: 0 }),
    answer: exchange,
    async run(control, { path: { r = '' }, body, signal }) {
      const { journal, wanted } = await lookIn(control, r, body.match)
      const { timeout: within } = body
      return answerOf(await waitFor(journal, wanted, { timeout: within, takes: true, signal }))
    },
  }),
  operation({
    name: 'journal.har',
    method: 'GET',
    path: '/realms/{r}/requests.har',
    summary: 'Gives the exchanges that fit as an HTTP Archive (HAR 1.2).',
    query,
    answer: z.looseObject({ log: z.looseObject({ version: z.literal('1.2') }) }),
    async run(control, { path: { r = '' }, query: asked }) {
      const { journal, wanted } = await sought(control, r, asked)
      const { origin } = control.find(r).realm
      const { log } = harOf(journal.list(wanted), { origin, version: control.version })
      return { log: { ...log, version: '1.2' as const } }
    },
  }),
  streaming({
    name: 'journal.events',
    path: '/realms/{r}/events',
    summary: 'Tells of exchanges while they happen, as Server-Sent Events.',
    query: z.strictObject({ event: z.enum(liveEvents).optional() }),
    answer: z.string(),
    run(control, { path: { r = '' }, query: { event } }) {
      control.find(r)
      const journal = control.recorder.of(r)
      mustHaveRoom(journal)
      return {
        open: (tell, ended) =>
          journal.listen(
            tellingOf((message) => {
              if (event === undefined || event === message.event) tell(message)
            }, ended),
          ),
      }
    },
  }),
]
