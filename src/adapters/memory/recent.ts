/** A bounded memory of recent answers. */
export interface Recent<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Keeps the `size` or so entries used last, in two generations: what is used moves to the young
 * one, and when that has grown to half of `size`, the old one goes as a whole.
 */
export function createRecent<Value>(size: number): Recent<Value> {
  const half = Math.max(1, Math.floor(size / 2))
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  const set = (key: string, value: Value): void => {
    if (young.size >= half) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    get(key) {
      const fresh = young.get(key)
      if (fresh !== undefined) return fresh
      const aged = old.get(key)
      if (aged !== undefined) set(key, aged)
      return aged
    },
    set,
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
