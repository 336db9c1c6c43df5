/**
 * The journal of one realm: the exchanges that it keeps, and those who hear of each.
 *
 * @module
 */

import { sizeOf } from '../../adapters/memory/size-of.ts'
import type { Asked, Exchange, Gist, ShownExchange } from './exchange.ts'
import { createLogins, type Login, type LoginsState, nameOf, type Ties } from './logins.ts'
import { type Among, finding, isAmong, type Wanted } from './wanted.ts'

/** Of more than these the oldest go. */
export const journalLimits = { exchanges: 10_000, bytes: 32_000_000 } as const

/** Whoever hears of what happens. None throws. */
export interface Listener {
  /** A request has come; its answer follows. */
  asked?(asked: Asked): void
  answered(exchange: ShownExchange): void
  /** Nothing will come any more. */
  ended(): void
}

/** An exchange that is kept, and told to whoever reads it. */
export interface Untold {
  readonly gist: Gist
  readonly ties: Ties
  /** Bytes, about. */
  readonly size: number
  tell(): Exchange
}

/** With its place among the others. */
export interface ShownGist extends Gist {
  readonly login: string | undefined
}

export interface Journal {
  nextId(): string
  asked(asked: Asked): void
  add(exchange: Untold): void
  /** What those that are wanted are found by, the oldest first. None is told for it. */
  gists(wanted?: Wanted & Among): readonly ShownGist[]
  /** In the order in which they were answered; with `nth` that one alone. Only the `last` are told. */
  list(wanted: Wanted & Among, last?: number): readonly ShownExchange[]
  /** Takes one out; answers whether it was there. */
  take(id: string): boolean
  /** Answers how to stop. */
  listen(listener: Listener): () => void
  readonly listeners: number
  /** As it stands, for whoever wants it back. */
  state(): JournalState
  restore(state: JournalState): void
  /** Forgets everything; whoever listens goes on. */
  reset(): void
  end(): void
}

interface Entry extends Untold {
  readonly login: Login | undefined
}

export interface JournalState {
  readonly entries: readonly Entry[]
  readonly logins: LoginsState
}

export function createJournal(limits: Limits = journalLimits): Journal {
  const logins = createLogins()
  const listeners = new Set<Listener>()
  const kept = createEntries(limits)
  let last = 0

  const shown = (entry: Entry): ShownExchange => ({
    ...kept.tell(entry),
    login: nameOf(entry.login),
  })

  const gistOf = ({ gist, login }: Entry): ShownGist => ({ ...gist, login: nameOf(login) })
  const fitting = (wanted: Wanted & Among): readonly Entry[] => {
    const { nth } = wanted
    const found = kept.all().filter(isFoundBy(wanted))
    return nth === undefined ? found : found.slice(nth - 1, nth)
  }
  const newest = (wanted: Wanted & Among, most: number): readonly Entry[] =>
    wanted.nth === undefined
      ? lastOf(kept.all(), isFoundBy(wanted), most)
      : fitting(wanted).slice(-most)

  return {
    nextId() {
      last += 1
      return `x${last}`
    },
    asked(asked) {
      for (const listener of [...listeners]) listener.asked?.(asked)
    },
    add(untold) {
      const entry = { ...untold, login: logins.join(untold.ties) }
      kept.add(entry)
      for (const listener of [...listeners]) listener.answered(shown(entry))
    },
    gists: (wanted = {}) => fitting(wanted).map(gistOf),
    list: (wanted, last = limits.exchanges) => newest(wanted, last).map(shown),
    take: kept.drop,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get listeners() {
      return listeners.size
    },
    state: () => ({ entries: kept.all(), logins: logins.state() }),
    restore(state) {
      kept.empty()
      for (const entry of state.entries) kept.add(entry)
      logins.restore(state.logins)
    },
    reset() {
      kept.empty()
      logins.forget()
    },
    end() {
      for (const listener of [...listeners]) listener.ended()
      listeners.clear()
    },
  }
}

function isFoundBy(wanted: Wanted & Among): (entry: Entry) => boolean {
  const fits = finding(wanted)
  const { login } = wanted
  return ({ gist, login: own }) =>
    isAmong(wanted, gist, login === undefined ? undefined : nameOf(own)) && fits(gist)
}

/** Of a full journal a page shows few, and looks at no more than it must. */
function lastOf<One>(
  all: readonly One[],
  isMeant: (one: One) => boolean,
  most: number,
): readonly One[] {
  const found: One[] = []
  for (let at = all.length - 1; at >= 0 && found.length < most; at -= 1) {
    const one = all[at]
    if (one !== undefined && isMeant(one)) found.push(one)
  }
  return found.reverse()
}

/** Those that are kept, the oldest first, and as much of what was told of them as there is room for. */
function createEntries(limits: Limits) {
  const entries = new Map<string, Entry>()
  const told = createTold()
  let bytes = 0

  const drop = (id: string): boolean => {
    told.forget(id)
    bytes -= entries.get(id)?.size ?? 0
    return entries.delete(id)
  }
  const fitIn = (): void => {
    while (entries.size > limits.exchanges || bytes + told.bytes() > limits.bytes) {
      const isOver = entries.size <= limits.exchanges
      const [oldest] = isOver && told.forget() ? [] : entries.keys()
      if (oldest !== undefined) drop(oldest)
    }
  }
  return {
    drop,
    add(entry: Entry): void {
      entries.set(entry.gist.id, entry)
      bytes += entry.size
      fitIn()
    },
    all: (): readonly Entry[] => [...entries.values()],
    tell(entry: Entry): Exchange {
      const exchange = told.of(entry)
      fitIn()
      return exchange
    },
    empty(): void {
      for (const id of [...entries.keys()]) drop(id)
    },
  }
}

export interface Limits {
  readonly exchanges: number
  readonly bytes: number
}

/** Exchanges that somebody has read are kept as they were told, for as long as there is room. */
function createTold() {
  const known = new Map<string, { readonly exchange: Exchange; readonly size: number }>()
  let bytes = 0
  return {
    bytes: () => bytes,
    of({ gist: { id }, tell }: Untold): Exchange {
      const found = known.get(id)
      if (found !== undefined) return found.exchange
      const exchange = tell()
      const size = sizeOf(exchange)
      known.set(id, { exchange, size })
      bytes += size
      return exchange
    },
    /** One of them, or else the one that was told first; answers whether it was there. */
    forget(id?: string): boolean {
      const [first = ''] = id === undefined ? known.keys() : [id]
      bytes -= known.get(first)?.size ?? 0
      return known.delete(first)
    },
  }
}
