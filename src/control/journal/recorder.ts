/**
 * Writes the journals: what HTTP and the walk without a browser tell of a request, joined with the
 * events that happen meanwhile. No flow knows of it.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventSink, FragrantEvent } from '../../ports/events.ts'
import type { Exchange, SeenToken } from './exchange.ts'
import { createJournal, type Journal } from './journal.ts'
import { type RawRequest, type ReadAsked, readAsked, tokenOf } from './reading/read-asked.ts'
import { type RawReply, type ReadReply, readReply } from './reading/read-reply.ts'
import { blackening, withoutSecrets } from './reading/redact.ts'
import { tokensIn } from './reading/seen-tokens.ts'
import { verdictOf } from './reading/verdict.ts'
import { tiesOf } from './ties.ts'

/** One exchange while it is under way. */
export interface Recording {
  /** Runs what belongs to it. */
  run<Result>(work: () => Result): Result
  /** The body is read: a form, text, or undefined. */
  asked(body: unknown): void
  /** Ends it; whatever comes after is not heard. */
  answered(reply: RawReply): void
}

export interface Recorder {
  /** Undefined where there is no such realm. */
  begin(request: RawRequest): Recording | undefined
  readonly hear: EventSink
  /** The journal of a realm that is there. */
  of(realm: string): Journal
  /** Those that are not among these are gone. */
  keepOnly(realms: readonly string[]): void
  close(): void
}

interface Needs {
  /** The time of a realm in epoch milliseconds; undefined where there is none of that id. */
  readonly timeIn: (realm: string) => number | undefined
  /** Texts that no journal may hold, wherever they were sent. */
  readonly secrets?: readonly string[]
  /** Milliseconds of the machine, from any beginning. */
  readonly elapsed?: () => number
}

export function createRecorder(needs: Needs): Recorder {
  const { timeIn, secrets = [], elapsed = () => performance.now() } = needs
  const blacken = blackening(secrets)
  const journals = new Map<string, Journal>()
  const current = new AsyncLocalStorage<{ readonly hear: (event: FragrantEvent) => void }>()

  const of = (realm: string): Journal => {
    const known = journals.get(realm) ?? createJournal()
    journals.set(realm, known)
    return known
  }
  const drop = (realm: string): void => {
    journals.get(realm)?.end()
    journals.delete(realm)
  }

  return {
    begin(raw) {
      const time = timeIn(raw.realm)
      if (time === undefined) return undefined
      const journal = of(raw.realm)
      const id = journal.nextId()
      const begun = elapsed()
      const events: FragrantEvent[] = []
      let read: ReadAsked | undefined
      let done = false
      const store = { hear: (event: FragrantEvent) => void (done || events.push(event)) }
      return {
        run: (work) => current.run(store, work),
        asked(body) {
          read = readAsked(raw, body)
          journal.asked(blacken({ id, time, ...read.asked }))
        },
        answered(reply) {
          if (done) return
          done = true
          const asked = read ?? readAsked(raw, undefined)
          const whole = { raw, events, asked, reply, took: elapsed() - begun }
          const { exchange, ties } = told({ id, time }, whole)
          journal.add(blacken(exchange), ties)
        },
      }
    },
    hear: ({ event }) => current.getStore()?.hear(event),
    of,
    keepOnly(realms) {
      for (const realm of journals.keys()) if (!realms.includes(realm)) drop(realm)
    },
    close() {
      for (const realm of journals.keys()) drop(realm)
    },
  }
}

interface Whole {
  readonly raw: RawRequest
  readonly events: readonly FragrantEvent[]
  readonly asked: ReadAsked
  readonly reply: RawReply
  readonly took: number
}

function told(named: Pick<Exchange, 'id' | 'time'>, whole: Whole) {
  const { raw, events, asked, reply, took } = whole
  const { endpoint } = asked.asked
  const answered = readReply(reply, endpoint === 'jwks' || endpoint === 'discovery')
  const tokens = [...tokensIn(asked.sent, 'request'), ...tokensIn(answered.sent, 'response')]
  const exchange: Exchange = {
    ...named,
    ...asked.asked,
    clientId: asked.asked.clientId ?? clientIn(events, tokens),
    responseType: asked.asked.responseType ?? responseTypeIn(events),
    took: Math.round(took * 10) / 10,
    user: userIn(events, tokens, answered),
    response: answered.reply,
    tokens: tokens.map(shownToken),
    verdict: verdictOf(events),
    faults: events.flatMap((event) => (event.kind === 'fault.served' ? [event.fault] : [])),
    events: events.map(({ kind }) => kind),
  }
  const presented = tokenOf(asked.sent)
  const sids = events.flatMap((event) => ('sid' in event ? [event.sid] : []))
  const brought = { ...asked.sent, presented }
  const ties = tiesOf({ raw, reply, tokens, sids, asked: brought, answered: answered.sent })
  return { exchange, ties }
}

// its members stay what they are: objects
const shownToken = (token: SeenToken) => withoutSecrets(token) as SeenToken

const firstText = (values: readonly unknown[]): string | undefined =>
  values.find((value) => typeof value === 'string') as string | undefined

const clientIn = (events: readonly FragrantEvent[], tokens: readonly SeenToken[]) =>
  firstText([
    ...events.map((event) => ('clientId' in event ? event.clientId : undefined)),
    ...tokens.map(({ claims }) => claims['client_id']),
  ])

const responseTypeIn = (events: readonly FragrantEvent[]) =>
  firstText(events.map((event) => ('responseType' in event ? event.responseType : undefined)))

/** Whom the server knows it is about; else whom the tokens name. */
const userIn = (
  events: readonly FragrantEvent[],
  tokens: readonly SeenToken[],
  { sent }: ReadReply,
): string | undefined =>
  firstText([
    ...events.map((event) => ('sub' in event ? event.sub : undefined)),
    ...tokens.filter(({ name }) => !name.endsWith('assertion')).map(({ claims }) => claims['sub']),
    sent['sub'],
  ])
