/**
 * Writes the journals: what HTTP and the walk without a browser tell of a request, joined with the
 * events that happen meanwhile. No flow knows of it.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { sizeOf } from '../../adapters/memory/size-of.ts'
import type { EventSink, FragrantEvent } from '../../ports/events.ts'
import { createJournal, type Journal, type Untold } from './journal.ts'
import { nameOfEndpoint } from './reading/endpoints.ts'
import {
  type KeptRequest,
  keepRequest,
  type RawRequest,
  readNames,
  readRequest,
} from './reading/read-asked.ts'
import { keepReply, type RawReply } from './reading/read-reply.ts'
import { blackening } from './reading/redact.ts'
import { gistOf, type KeptExchange, tell } from './told.ts'

/** One exchange while it is under way. */
export interface Recording {
  /** Of the exchange. */
  readonly id: string
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
      let kept: KeptRequest | undefined
      let done = false
      const store = { hear: (event: FragrantEvent) => void (done || events.push(event)) }
      return {
        id,
        run: (work) => current.run(store, work),
        asked(body) {
          const asked = keepRequest(raw, body)
          kept = asked
          if (journal.listeners === 0) return
          const { names } = readNames(asked)
          journal.asked(blacken({ id, time, ...names, request: readRequest(asked) }))
        },
        answered(sent) {
          if (done) return
          done = true
          const asked = kept ?? keepRequest(raw, undefined)
          const reply = keepReply(sent, isDocument(raw))
          journal.add(untold({ id, time, took: elapsed() - begun, asked, reply, events }, blacken))
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

/** The metadata and the keys are the same for everybody. */
const isDocument = ({ method, path }: RawRequest): boolean =>
  ['jwks', 'discovery'].includes(nameOfEndpoint(method, path))

function untold(kept: KeptExchange, blacken: <Data>(data: Data) => Data): Untold {
  const { gist: whole, ties } = gistOf(kept)
  const gist = blacken(whole)
  return { gist, ties, size: sizeOf(kept) + sizeOf(gist), tell: () => blacken(tell(kept, gist)) }
}
