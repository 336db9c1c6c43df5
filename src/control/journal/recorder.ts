/**
 * Writes the journals: what HTTP and the walk without a browser tell of a request, joined with the
 * events that happen meanwhile. No flow knows of it.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { sizeOf } from '../../adapters/memory/size-of.ts'
import { createEntropy } from '../../adapters/random/entropy.ts'
import type { EventSink, FragrantEvent } from '../../ports/events.ts'
import type { JournalFeed } from '../../ports/journal-feed.ts'
import { createHalfAsleep, type HalfAsleep } from './half-asleep.ts'
import { createJournal, type Journal, type Untold } from './journal.ts'
import { bearersOf } from './reading/bearers.ts'
import { nameOfEndpoint } from './reading/endpoints.ts'
import {
  type KeptRequest,
  keepRequest,
  type RawRequest,
  readNames,
  readRequest,
} from './reading/read-asked.ts'
import { type KeptReply, keepReply, type RawReply } from './reading/read-reply.ts'
import { blackening } from './reading/redact.ts'
import {
  createSharedIds,
  createSharedJournal,
  type WrittenJournal,
  writtenAlone,
} from './shared-journal.ts'
import { gistOf, type KeptExchange, tell } from './told.ts'

/** One exchange while it is under way. */
export interface Recording {
  /** Of the exchange. */
  readonly id: string
  /** Runs what belongs to it. */
  run<Result>(work: () => Result): Result
  /** The body is read: a form, text, or undefined. */
  asked(body: unknown): void
  /** Ends it; whatever comes after is not heard. Resolves once every replica finds it; undefined where nobody need wait. */
  answered(reply: RawReply): Promise<void> | undefined
}

export interface Recorder {
  /** Undefined where there is no such realm. */
  begin(request: RawRequest): Recording | undefined
  /** What is not recorded is under way too; answers how to say that it has ended. */
  beginUnseen(realm: string): () => void
  readonly hear: EventSink
  /** The journal of a realm that is there. Whoever asks for one wakes the recorder. */
  of(realm: string): Journal
  /** Reads what replicas have written of a realm. */
  sync(realm: string): Promise<void>
  /** Those that are not among these are gone. */
  keepOnly(realms: readonly string[]): void
  close(): void
}

interface Needs {
  /** The time of a realm in epoch milliseconds; undefined where there is none of that id. */
  readonly timeIn: (realm: string) => number | undefined
  /**
   * Whether it hears of events from the start. Else it sleeps until somebody asks for a journal: an event
   * finds its exchange by AsyncLocalStorage, which makes every promise of the process dearer.
   */
  readonly isAwake: boolean
  /** Texts that no journal may hold, wherever they were sent. */
  readonly secrets?: readonly string[]
  /** Whether codes and tokens are secrets too, once what joins exchanges is known: real users have them. */
  readonly hidesTokens?: boolean
  /** Milliseconds of the machine, from any beginning. */
  readonly elapsed?: () => number
  /** Where replicas write one journal of a realm together; undefined where there are none. */
  readonly feedOf?: ((realm: string) => JournalFeed) | undefined
}

export function createRecorder(needs: Needs): Recorder {
  const { timeIn, elapsed = () => performance.now() } = needs
  const blacken = createBlacken(needs)
  const journals = createJournals(needs.feedOf)
  const asleep = createHalfAsleep(elapsed)
  let isAwake = needs.isAwake
  const current = new AsyncLocalStorage<Hearing>()

  const keepOnly = (realms: readonly string[]): void => {
    for (const realm of journals.realms()) {
      if (realms.includes(realm)) continue
      journals.drop(realm)
      asleep.forget(realm)
    }
  }
  const wake = (): void => {
    if (isAwake) return
    isAwake = true
    for (const { realm, exchange } of asleep.wake()) {
      void journals.written(realm).add(untold(exchange, blacken))
    }
  }

  return {
    begin(raw) {
      const time = timeIn(raw.realm)
      if (time === undefined) return undefined
      const { journal, add } = journals.written(raw.realm)
      return recordingOf(raw, {
        ...{ journal, time, elapsed, blacken },
        hearing: isAwake ? hearAll(current) : hearAlone(asleep, raw.realm),
        keep(exchange) {
          if (isAwake) return add(untold(exchange, blacken))
          asleep.keep({ realm: raw.realm, exchange })
          return undefined
        },
      })
    },
    beginUnseen(realm) {
      if (isAwake) return () => {}
      const one = asleep.begin(realm)
      return () => asleep.end(realm, one)
    },
    hear(recorded) {
      if (isAwake) current.getStore()?.hear(recorded.event)
      else asleep.hear(recorded)
    },
    of(realm) {
      wake()
      return journals.written(realm).journal
    },
    sync: (realm) => journals.written(realm).sync(),
    keepOnly,
    close: () => keepOnly([]),
  }
}

/** What an exchange is written with. */
interface Desk extends Required<Pick<Needs, 'elapsed'>> {
  readonly journal: Journal
  /** When it came, by the clock of its realm. */
  readonly time: number
  readonly hearing: Ear
  readonly blacken: Blacken
  keep(exchange: KeptExchange): Promise<void> | undefined
}

function recordingOf(raw: RawRequest, desk: Desk): Recording {
  const { journal, time, elapsed, hearing, blacken, keep } = desk
  const id = journal.nextId()
  const begun = elapsed()
  let kept: KeptRequest | undefined
  let done = false
  return {
    id,
    run: hearing.run,
    asked(body) {
      kept = keepRequest(raw, body)
      if (journal.listeners > 0) journal.asked(blacken({ id, time, ...whatIsAsked(kept) }, kept))
    },
    answered(sent) {
      if (done) return undefined
      done = true
      const asked = kept ?? keepRequest(raw, undefined)
      const reply = keepReply(sent, isDocument(raw))
      const took = elapsed() - begun
      return keep({ id, time, took, asked, reply, ...hearing.end(sent.status === 0) })
    },
  }
}

const whatIsAsked = (kept: KeptRequest) => ({
  ...readNames(kept).names,
  request: readRequest(kept),
})

/** One for each realm, made when it is first needed. */
function createJournals(feedOf: Needs['feedOf']) {
  const journals = new Map<string, WrittenJournal>()
  const nextId = createSharedIds(Date.now, createEntropy().id().charCodeAt(0))
  const create = (realm: string): WrittenJournal => {
    const journal = createJournal()
    return feedOf === undefined
      ? writtenAlone(journal)
      : createSharedJournal(journal, feedOf(realm), nextId)
  }
  return {
    written(realm: string): WrittenJournal {
      const known = journals.get(realm) ?? create(realm)
      journals.set(realm, known)
      return known
    },
    drop(realm: string): void {
      journals.get(realm)?.journal.end()
      journals.delete(realm)
    },
    realms: (): readonly string[] => [...journals.keys()],
  }
}

/** Whoever hears of what belongs to one exchange. */
interface Hearing {
  hear(event: FragrantEvent): void
}

type Heard = Pick<KeptExchange, 'isHeard' | 'events'>

interface Ear extends Pick<Recording, 'run'> {
  /** What was heard; whatever comes after is not. */
  end(wasCut: boolean): Heard
}

/** Hears what belongs to the exchange, however many are under way. */
function hearAll(current: AsyncLocalStorage<Hearing>): Ear {
  const events: FragrantEvent[] = []
  let done = false
  const store = { hear: (event: FragrantEvent) => void (done || events.push(event)) }
  return {
    run: (work) => current.run(store, work),
    end() {
      done = true
      return { isHeard: true, events }
    },
  }
}

/** Hears what happens while no other exchange of its realm is under way. */
function hearAlone(asleep: HalfAsleep, realm: string): Ear {
  const one = asleep.begin(realm)
  return {
    run: (work) => work(),
    end(wasCut) {
      asleep.end(realm, one, wasCut)
      const { isAlone, events } = one
      return { isHeard: isAlone, events: isAlone ? events : [] }
    },
  }
}

/** @param asked whose codes and tokens are meant, with those of `reply`. */
type Blacken = <Data>(data: Data, asked?: KeptRequest, reply?: KeptReply) => Data

function createBlacken({ secrets = [], hidesTokens = false }: Needs): Blacken {
  const always = blackening(secrets)
  return (data, asked, reply) => {
    if (!hidesTokens || asked === undefined) return always(data)
    return blackening([...secrets, ...bearersOf(asked, reply)])(data)
  }
}

/** The metadata and the keys are the same for everybody. */
const isDocument = ({ method, path }: RawRequest): boolean =>
  ['jwks', 'discovery'].includes(nameOfEndpoint(method, path))

function untold(kept: KeptExchange, blacken: Blacken): Untold {
  const { gist: whole, ties } = gistOf(kept)
  const gist = blacken(whole)
  const { asked, reply } = kept
  const told = () => blacken(tell(kept, gist), asked, reply)
  return { gist, ties, size: sizeOf(kept) + sizeOf(gist), tell: told }
}
