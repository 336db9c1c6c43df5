/**
 * Where records are kept until they expire. One contract suite runs against every adapter.
 *
 * A record is plain JSON, so that a store may keep it as text: strings, numbers, booleans, lists and
 * objects of them. A member that is undefined may come back absent, which says the same.
 *
 * @module
 */

/** One entry of a store. */
export interface Kept<Value> {
  readonly id: string
  readonly value: Value
  /** Epoch seconds. */
  readonly expiresAt: number
  /** The group that it belongs to, if any. */
  readonly group?: string | undefined
}

/**
 * A bounded store: when it is full, the entry that has been there longest makes room. Where entries
 * must not be forgotten before they expire, one that comes in is refused instead: `put`, `update` and
 * `upsert` throw NoRoomError then, and change nothing.
 */
export interface Store<Value> {
  find(id: string): Promise<Value | undefined>
  /**
   * Says that a record will be asked for in a moment. A store outside of this process reads it together
   * with others then, and `find` gives what it was, at most a few milliseconds ago. Costs nothing
   * where there is nothing to wait for, and so may be left out.
   */
  expect?(id: string): void
  /** Keeps `value` until `expiresAt` (epoch seconds), replacing what was there. */
  put(id: string, value: Value, expiresAt: number): Promise<void>
  /** Finds and removes in one step, for what may be used once: of many callers one gets it. */
  take(id: string): Promise<Value | undefined>
  /** Changes what is there in one step, keeping its expiry; undefined when nothing is. */
  update(id: string, change: (value: Value) => Value): Promise<Value | undefined>
  /**
   * Like `update`, but makes something of nothing too, which is then kept until `expiresAt`: of
   * many callers none undoes what another did.
   */
  upsert(id: string, change: (value: Value | undefined) => Value, expiresAt: number): Promise<Value>
  remove(id: string): Promise<void>
  /** Everything that is kept, the oldest first: for whoever looks after a realm, on no request's path. */
  list(): Promise<readonly Kept<Value>[]>
}

/** One call to a store that is not in this process, for whoever counts. */
export interface RoundTrip {
  /** A command or a script of ours, such as `get` or `upsert`. */
  readonly verb: string
  readonly outcome: 'done' | 'failed'
  readonly milliseconds: number
}

/** A store whose entries belong to groups, each of which may hold only so many. */
export interface GroupedStore<Value> extends Store<Value> {
  /** Like `put`; the oldest of an over-full group makes room. */
  putIn(group: string, id: string, value: Value, expiresAt: number): Promise<void>
}
