/**
 * The text of a file of users and clients: JSON that an operator can read.
 *
 * @module
 */

import type { KeptRecord } from '../../ports/kept-records.ts'

/** The form of the records; one that reads otherwise gets another number. */
const version = 1

export const writeKeptRecords = (records: Iterable<KeptRecord>): string => {
  const all = [...records]
  const of = (wanted: KeptRecord['kind']) =>
    all.filter(({ kind }) => kind === wanted).map(({ kind: _, ...record }) => record)
  return `${JSON.stringify({ version, users: of('users'), clients: of('clients') }, null, 2)}\n`
}

type Read =
  | { readonly kind: 'read'; readonly records: readonly KeptRecord[] }
  /** `version` is another one's. */
  | { readonly kind: 'foreign'; readonly version: number }
  | { readonly kind: 'damaged' }

export function readKeptRecords(text: string): Read {
  const value = parsed(text)
  if (!isObject(value)) return damaged
  const { version: found, users, clients } = value
  if (typeof found === 'number' && found !== version) return { kind: 'foreign', version: found }
  if (found !== version || !Array.isArray(users) || !Array.isArray(clients)) return damaged
  const records = [...users.map(recordOf('users')), ...clients.map(recordOf('clients'))]
  const sound = records.filter((record) => record !== undefined)
  const keys = new Set(sound.map(({ kind, key }) => `${kind} ${key}`))
  return keys.size === records.length ? { kind: 'read', records: sound } : damaged
}

const damaged = { kind: 'damaged' } as const

const recordOf =
  (kind: KeptRecord['kind']) =>
  (value: unknown): KeptRecord | undefined => {
    if (!isObject(value)) return undefined
    const { key, written, overDemo, isAnew, isNewcomer } = value
    if (typeof key !== 'string' || (written !== null && !isObject(written))) return undefined
    if (typeof overDemo !== 'boolean' || typeof isAnew !== 'boolean') return undefined
    if (typeof isNewcomer !== 'boolean') return undefined
    return { kind, key, written, overDemo, isAnew, isNewcomer }
  }

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
