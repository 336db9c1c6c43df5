/**
 * How many bytes records of one kind may take in this process, whatever their number and however
 * many realms keep them.
 *
 * @module
 */

/** One that keeps records, and gives some up. */
export interface Holder {
  /** What its records take, by estimate. */
  readonly bytes: number
  /** Lets the oldest go of those that may; false when none may, or none is there. */
  evict(): boolean
  /** Lets all go. */
  clear(): void
}

export interface ByteBudget {
  /** Whether little is left, so that room will have to be made soon. */
  readonly isTight: boolean
  /**
   * Makes room for a record of `size` bytes: the oldest go of whoever holds most. False when all that
   * may go is gone and there is too little still.
   */
  makeRoom(size: number): boolean
  /** Notes that what `holder` keeps has changed by `size` bytes, which it has counted already. */
  note(holder: Holder, size: number): void
}

/** Of the limit: nearer than this, evictions are likely. */
const tight = 0.9

/** @param limit in bytes. */
export function createByteBudget(limit: number): ByteBudget {
  // Only those that hold something: a realm that is gone is not kept by its empty stores.
  const holders = new Set<Holder>()
  let used = 0
  return {
    get isTight() {
      return used > limit * tight
    },
    makeRoom(size) {
      const spent = new Set<Holder>()
      while (used + size > limit) {
        const heaviest = heaviestOf(holders, spent)
        if (heaviest === undefined) return false
        if (!heaviest.evict()) spent.add(heaviest)
      }
      return true
    },
    note(holder, size) {
      used += size
      if (holder.bytes > 0) holders.add(holder)
      else holders.delete(holder)
    },
  }
}

/** `spent`: those who can give nothing up. */
function heaviestOf(holders: ReadonlySet<Holder>, spent: ReadonlySet<Holder>): Holder | undefined {
  let heaviest: Holder | undefined
  for (const holder of holders) {
    if (spent.has(holder)) continue
    if (heaviest === undefined || holder.bytes > heaviest.bytes) heaviest = holder
  }
  return heaviest
}

/** For records that are few and small by themselves. */
export const unlimited: ByteBudget = {
  isTight: false,
  makeRoom: () => true,
  note() {},
}
