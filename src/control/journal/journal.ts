/**
 * The journal of one realm: the exchanges that it keeps, and those who hear of each.
 *
 * @module
 */

import { sizeOf } from '../../adapters/memory/size-of.ts'
import type { Asked, Exchange, ShownExchange } from './exchange.ts'
import { createLogins, type Login, type LoginsState, nameOf, type Ties } from './logins.ts'
import { isWanted, type Wanted } from './wanted.ts'

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

export interface Journal {
  nextId(): string
  asked(asked: Asked): void
  add(exchange: Exchange, ties: Ties): void
  /** In the order in which they were answered; with `nth` that one alone. */
  list(wanted: Wanted): readonly ShownExchange[]
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

interface Entry {
  readonly exchange: Exchange
  readonly login: Login | undefined
  /** Bytes, about. */
  readonly size: number
}

export interface JournalState {
  readonly entries: readonly Entry[]
  readonly logins: LoginsState
}

const shown = ({ exchange, login }: Entry): ShownExchange => ({ ...exchange, login: nameOf(login) })

export function createJournal(limits: Limits = journalLimits): Journal {
  const logins = createLogins()
  const listeners = new Set<Listener>()
  const entries = new Map<string, Entry>()
  let bytes = 0
  let last = 0

  const drop = (id: string): boolean => {
    bytes -= entries.get(id)?.size ?? 0
    return entries.delete(id)
  }
  const keep = (entry: Entry): void => {
    entries.set(entry.exchange.id, entry)
    bytes += entry.size
    while (entries.size > limits.exchanges || bytes > limits.bytes) {
      const [oldest] = entries.keys()
      if (oldest === undefined || !drop(oldest)) break
    }
  }
  const empty = (): void => {
    entries.clear()
    bytes = 0
  }

  return {
    nextId() {
      last += 1
      return `x${last}`
    },
    asked(asked) {
      for (const listener of [...listeners]) listener.asked?.(asked)
    },
    add(exchange, ties) {
      const entry = { exchange, login: logins.join(ties), size: sizeOf(exchange) }
      keep(entry)
      for (const listener of [...listeners]) listener.answered(shown(entry))
    },
    list(wanted) {
      const fitting = [...entries.values()].filter(({ exchange }) => isWanted(wanted, exchange))
      const { nth } = wanted
      return (nth === undefined ? fitting : fitting.slice(nth - 1, nth)).map(shown)
    },
    take: drop,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get listeners() {
      return listeners.size
    },
    state: () => ({ entries: [...entries.values()], logins: logins.state() }),
    restore(state) {
      empty()
      for (const entry of state.entries) keep(entry)
      logins.restore(state.logins)
    },
    reset() {
      empty()
      logins.forget()
    },
    end() {
      for (const listener of [...listeners]) listener.ended()
      listeners.clear()
    },
  }
}

export interface Limits {
  readonly exchanges: number
  readonly bytes: number
}
