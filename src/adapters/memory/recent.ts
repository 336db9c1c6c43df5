import { type ByteBudget, type Holder, unlimited } from './byte-budget.ts'
import { sizeOf } from './size-of.ts'

/** A bounded memory of recent answers. */
export interface Recent<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

interface Generation<Value> {
  readonly entries: Map<string, Value>
  bytes: number
}

const empty = <Value>(): Generation<Value> => ({ entries: new Map(), bytes: 0 })

/** Bytes of an entry beside its key and its value. */
const overhead = 64

/**
 * Keeps the `size` or so entries used last, in two generations: what is used moves to the young
 * one, and when that has grown to half of `size`, the old one goes as a whole; so it does when its
 * budget of bytes is used up.
 */
export function createRecent<Value>(size: number, budget: ByteBudget = unlimited): Recent<Value> {
  const half = Math.max(1, Math.floor(size / 2))
  let young = empty<Value>()
  let old = empty<Value>()
  const holder: Holder = {
    get bytes() {
      return young.bytes + old.bytes
    },
    evict: () => age(),
  }
  const age = (): void => {
    const gone = old.bytes
    old = young
    young = empty()
    budget.note(holder, -gone)
  }
  const set = (key: string, value: Value): void => {
    const bytes = overhead + sizeOf(key) + sizeOf(value)
    budget.makeRoom(bytes)
    // Before the budget is used up, so that what is in use can move on before the old one goes.
    if (young.entries.size >= half || (budget.isTight && young.bytes > old.bytes)) age()
    young.entries.set(key, value)
    young.bytes += bytes
    budget.note(holder, bytes)
  }
  return {
    get(key) {
      const fresh = young.entries.get(key)
      if (fresh !== undefined) return fresh
      const aged = old.entries.get(key)
      if (aged !== undefined) set(key, aged)
      return aged
    },
    set,
    // What it took is given back with its generation.
    delete(key) {
      young.entries.delete(key)
      old.entries.delete(key)
    },
  }
}
