/**
 * Users and clients that came while servers ran, in one hash of Redis for all realms: replicas read it anew when
 * it has changed, and change a field if it is as they have read it.
 *
 * @module
 */

import type {
  HeardRecord,
  KeptRecord,
  KeptRecords,
  SharedRecords,
} from '../../../ports/kept-records.ts'
import type { RedisConnection } from '../connection/connection.ts'

/** The most users and clients that a realm keeps, together. */
const mostRecords = 10_000

/** The form of a field. */
const version = 1

/** Milliseconds after which it is read anew whether something has changed. */
const every = 1_000

/** A field as it is kept: its place among others, and the record. */
interface Field {
  readonly v: number
  readonly n: number
  readonly d: KeptRecord
}

interface Needs {
  readonly redis: RedisConnection
  /** Hears what keeps changes of others from being taken over. */
  readonly failed: (error: unknown) => void
}

export function createRedisRecords({ redis, failed }: Needs): KeptRecords {
  const tag = `${redis.prefix}:{users-and-clients}`
  const keys = [tag, `${tag}#changes`]
  const state: State = { fields: new Map(), held: new Map(), touched: new Set(), count: '' }

  const read = async (): Promise<ReadonlyMap<string, string> | undefined> => {
    // as the script says
    const [count = '', ...flat] = (await redis.run('readFields', keys, [
      state.count,
    ])) as readonly string[]
    if (count === state.count) return undefined
    state.count = count
    return new Map(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])))
  }

  /** '' is no field. */
  const change = async (name: string, next: string): Promise<boolean> => {
    try {
      const values = [name, state.fields.get(name) ?? '', next]
      const isDone = (await redis.run('changeField', keys, values)) === 1
      if (isDone) note(state.fields, name, next === '' ? undefined : next)
      return isDone
    } catch (error) {
      throw new Error(`The store cannot keep it (${(error as Error).message}).`)
    }
  }

  return {
    async load() {
      state.fields = new Map(await read())
      return byRealm(state.fields)
    },
    async put(realmId, record) {
      const name = nameOf(realmId, record)
      const before = state.fields.get(name)
      if (before === undefined) mustHaveRoom(state, realmId)
      return change(name, written(before, record, state))
    },
    remove: (realmId, kind, key) => change(nameOf(realmId, { kind, key }), ''),
    placeOf: () => 'the store',
    setting: 'store',
    shared: createShared(state, read, failed),
  }
}

interface State {
  /** Fields as they were read or written last. */
  fields: Map<string, string>
  /** How many changes of a field are under way here. */
  readonly held: Map<string, number>
  /** Fields that were held since the reading that is under way began. */
  touched: Set<string>
  /** The changes up to which all are known. */
  count: string
}

/** Reads one after another: what is heard counts in the order in which it came. */
function createShared(
  state: State,
  read: () => Promise<ReadonlyMap<string, string> | undefined>,
  failed: (error: unknown) => void,
): SharedRecords {
  let heard: ((changes: readonly HeardRecord[]) => Promise<void>) | undefined
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined

  const refreshNow = async (): Promise<void> => {
    waiting = undefined
    if (heard === undefined) return
    state.touched = new Set(state.held.keys())
    const fields = await read()
    if (fields === undefined) return
    const names = new Set([...fields.keys(), ...state.fields.keys()])
    const changed = [...names].filter((name) => fields.get(name) !== state.fields.get(name))
    const told = changed.filter((name) => !state.touched.has(name))
    // What was held is read once more.
    if (told.length < changed.length) state.count = ''
    const changes = told.map((name) => heardOf(name, fields.get(name)))
    for (const name of told) note(state.fields, name, fields.get(name))
    if (changes.length > 0) await heard(changes)
  }
  /** Whoever asks while one is awaited that has not begun yet shares that. */
  const refresh = (): Promise<void> => {
    waiting ??= last.then(refreshNow)
    last = waiting.catch(() => {})
    return waiting
  }
  return {
    refresh,
    hold(realmId, kind, key) {
      const name = nameOf(realmId, { kind, key })
      state.held.set(name, (state.held.get(name) ?? 0) + 1)
      state.touched.add(name)
      return () => {
        const left = (state.held.get(name) ?? 1) - 1
        if (left === 0) state.held.delete(name)
        else state.held.set(name, left)
      }
    },
    follow(next) {
      heard = next
      timer = setInterval(() => void refresh().catch(failed), every)
      timer.unref()
    },
    close: () => clearInterval(timer),
  }
}

function note(fields: Map<string, string>, name: string, text: string | undefined): void {
  if (text === undefined) fields.delete(name)
  else fields.set(name, text)
}

/** No realm and no kind has a line break in its name. */
const nameOf = (realmId: string, { kind, key }: Pick<KeptRecord, 'kind' | 'key'>): string =>
  `${realmId}\n${kind}\n${key}`

const realmOf = (name: string): string => name.slice(0, name.indexOf('\n'))

function written(before: string | undefined, record: KeptRecord, { fields }: State): string {
  const last = () => [...fields.values()].reduce((n, text) => Math.max(n, readField(text).n), 0)
  const n = before === undefined ? last() + 1 : readField(before).n
  const field: Field = { v: version, n, d: record }
  return JSON.stringify(field)
}

function readField(text: string): Field {
  const field = JSON.parse(text) as Field
  if (field.v !== version) {
    throw new Error(
      `The store keeps users and clients as another release does (version ${field.v}). Start that release.`,
    )
  }
  return field
}

function heardOf(name: string, text: string | undefined): HeardRecord {
  const [realmId = '', kind = '', ...key] = name.split('\n')
  const record = text === undefined ? undefined : readField(text).d
  // as nameOf() writes it
  return { realmId, kind: kind as KeptRecord['kind'], key: key.join('\n'), record }
}

function byRealm(fields: ReadonlyMap<string, string>): ReadonlyMap<string, readonly KeptRecord[]> {
  const all = [...fields].map(([name, text]) => ({ realm: realmOf(name), ...readField(text) }))
  const inOrder = all.toSorted((one, other) => one.n - other.n)
  const realms = new Map<string, KeptRecord[]>()
  for (const { realm, d } of inOrder) realms.set(realm, [...(realms.get(realm) ?? []), d])
  return realms
}

function mustHaveRoom({ fields }: State, realmId: string): void {
  const own = [...fields.keys()].filter((name) => realmOf(name) === realmId)
  if (own.length >= mostRecords) {
    throw new Error(
      `The store keeps ${mostRecords} users and clients of a realm, and no more. Take some out first.`,
    )
  }
}
