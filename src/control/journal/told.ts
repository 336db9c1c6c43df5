/**
 * An exchange as a journal keeps it: cheap to keep, and told in full when somebody reads it.
 *
 * @module
 */

import type { FragrantEvent } from '../../ports/events.ts'
import type { Exchange, Gist, SeenToken, Verdict } from './exchange.ts'
import type { Ties } from './logins.ts'
import { type KeptRequest, readNames, readRequest, tokenOf } from './reading/read-asked.ts'
import { type KeptReply, readReply, readSent, type Sent } from './reading/read-reply.ts'
import { withoutSecrets } from './reading/redact.ts'
import { claimsIn, tokensIn } from './reading/seen-tokens.ts'
import { verdictByAnswer, verdictOf } from './reading/verdict.ts'
import { tiesOf } from './ties.ts'

/** What has been said, with secrets that are blackened when it is told. */
export interface KeptExchange {
  readonly id: string
  readonly time: number
  /** Milliseconds of the machine. */
  readonly took: number
  readonly asked: KeptRequest
  readonly reply: KeptReply
  /** Whether somebody heard what happened meanwhile; else the answer alone says what came of it. */
  readonly isHeard: boolean
  readonly events: readonly FragrantEvent[]
}

/** What is known at once: whom an exchange is about, and what joins it to others. */
export function gistOf(kept: KeptExchange): { readonly gist: Gist; readonly ties: Ties } {
  const { id, time, asked, reply, events } = kept
  const { names, sent } = readNames(asked)
  const answer = readSent(reply)
  const { parameters: answered } = answer
  const tokens = [...claimsIn(sent), ...claimsIn(answered)]
  const gist = {
    ...{ id, time, ...names },
    clientId: names.clientId ?? clientIn(events, tokens),
    responseType: names.responseType ?? responseTypeIn(events),
    user: userIn(events, tokens, answered),
    isRefused: !verdictIn(kept, answer).ok,
  }
  const ties = tiesOf({
    ...{ target: asked.raw.target, location: reply.location, tokens, answered },
    asked: { ...sent, presented: tokenOf(sent) },
    sids: events.flatMap((event) => ('sid' in event ? [event.sid] : [])),
    sessions: { brought: asked.session, given: reply.session },
  })
  return { gist, ties }
}

export function tell(kept: KeptExchange, { isRefused: _, ...gist }: Gist): Exchange {
  const { asked, reply, events, took } = kept
  const answer = readSent(reply)
  const tokens = [
    ...tokensIn(readNames(asked).sent, 'request'),
    ...tokensIn(answer.parameters, 'response'),
  ]
  return {
    ...gist,
    request: readRequest(asked),
    took: Math.round(took * 10) / 10,
    response: readReply(reply),
    tokens: tokens.map(shownToken),
    verdict: verdictIn(kept, answer),
    faults: events.flatMap((event) => (event.kind === 'fault.served' ? [event.fault] : [])),
    events: events.map(({ kind }) => kind),
  }
}

/** What a test has planned to go wrong no rule has refused. */
function verdictIn({ isHeard, events, reply: { status } }: KeptExchange, sent: Sent): Verdict {
  const verdict = verdictOf(events)
  const isPlanned = events.some(({ kind }) => kind === 'fault.served')
  if (isHeard && (!verdict.ok || isPlanned)) return verdict
  return verdictByAnswer({ ...sent, status })
}

// its members stay what they are: objects
const shownToken = (token: SeenToken) => withoutSecrets(token) as SeenToken

const firstText = (values: readonly unknown[]): string | undefined =>
  values.find((value) => typeof value === 'string') as string | undefined

type Said = readonly Pick<SeenToken, 'name' | 'claims'>[]

const clientIn = (events: readonly FragrantEvent[], tokens: Said) =>
  firstText([
    ...events.map((event) => ('clientId' in event ? event.clientId : undefined)),
    ...tokens.map(({ claims }) => claims['client_id']),
  ])

const responseTypeIn = (events: readonly FragrantEvent[]) =>
  firstText(events.map((event) => ('responseType' in event ? event.responseType : undefined)))

/** Whom the server knows it is about; else whom the tokens name. */
const userIn = (
  events: readonly FragrantEvent[],
  tokens: Said,
  answered: Readonly<Record<string, unknown>>,
): string | undefined =>
  firstText([
    ...events.map((event) => ('sub' in event ? event.sub : undefined)),
    ...tokens.filter(({ name }) => !name.endsWith('assertion')).map(({ claims }) => claims['sub']),
    answered['sub'],
  ])
