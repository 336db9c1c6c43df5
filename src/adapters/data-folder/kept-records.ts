/**
 * The users and clients of a data folder, a file for each realm.
 *
 * @module
 */

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptRecord, KeptRecords } from '../../ports/kept-records.ts'
import { removeLeftovers, writeFileAtomically } from './atomic-file.ts'
import { readKeptRecords, writeKeptRecords } from './kept-records-text.ts'
import { readRegularFile } from './private-file.ts'

/** The most users and clients that a realm keeps, together. */
const mostRecords = 10_000

/** Bytes of all of them: each change writes them anew. */
const mostBytes = 16 * 2 ** 20

/** Beside the keys of the realm. */
export const recordsFileIn = (folder: string, realmId: string): string =>
  realmId === 'default' ? join(folder, fileName) : join(folder, 'realms', realmId, fileName)

const fileName = 'users-and-clients.json'

export function createFolderRecords(folder: string): KeptRecords {
  const files = new Map<string, RecordsFile>()
  const fileOf = (realmId: string): RecordsFile => {
    const file = files.get(realmId) ?? createRecordsFile(recordsFileIn(folder, realmId))
    files.set(realmId, file)
    return file
  }
  return {
    async load() {
      const realms = ['default', ...(await foldersIn(join(folder, 'realms')))]
      const read = await Promise.all(realms.map((id) => fileOf(id).load()))
      const all = realms.map((id, index) => [id, read[index] ?? []] as const)
      return new Map(all.filter(([, records]) => records.length > 0))
    },
    async put(realmId, record) {
      await fileOf(realmId).change(nameOf(record), record)
      return true
    },
    async remove(realmId, kind, key) {
      await fileOf(realmId).change(nameOf({ kind, key }), undefined)
      return true
    },
    placeOf: (realmId) => `the file ${recordsFileIn(folder, realmId)}`,
    setting: 'data_dir',
    shared: undefined,
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return found.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

const nameOf = ({ kind, key }: Pick<KeptRecord, 'kind' | 'key'>): string => `${kind} ${key}`

interface RecordsFile {
  load(): Promise<readonly KeptRecord[]>
  /** Undefined takes out what is kept by that name. */
  change(name: string, to: KeptRecord | undefined): Promise<void>
}

function createRecordsFile(file: string): RecordsFile {
  let kept: ReadonlyMap<string, KeptRecord> = new Map()
  let last: Promise<void> = Promise.resolve()
  /** What is to change with the write that has not begun yet, and that write. */
  let waiting: { readonly changes: Map<string, KeptRecord | undefined>; done: Promise<void> }
  const nothing = () => ({ changes: new Map(), done: Promise.resolve() })
  waiting = nothing()

  const write = async (): Promise<void> => {
    const { changes } = waiting
    waiting = nothing()
    const next = new Map(kept)
    for (const [name, to] of changes) {
      if (to === undefined) next.delete(name)
      else next.set(name, to)
    }
    await writeRecords(file, next)
    kept = next
  }

  return {
    async load() {
      await removeLeftovers(file)
      const records = await readRecords(file)
      kept = new Map(records.map((record) => [nameOf(record), record]))
      return records
    },
    change(name, to) {
      if (waiting.changes.size === 0) {
        waiting.done = last.then(write)
        last = waiting.done.catch(() => {})
      }
      waiting.changes.set(name, to)
      return waiting.done
    },
  }
}

async function readRecords(file: string): Promise<readonly KeptRecord[]> {
  const text = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    const mend = 'Make it a file that this user may read.'
    throw new Error(`The file ${file} cannot be read (${error.code}). ${mend}`)
  })
  if (text === undefined) return []
  const read = readKeptRecords(text)
  switch (read.kind) {
    case 'read':
      return read.records
    case 'foreign':
      throw new Error(
        `The file ${file} keeps users and clients as another release does (version ${read.version}). ` +
          'Start that release, or move the file away to start without them.',
      )
    case 'damaged':
      throw new Error(
        `The file ${file} does not hold the users and clients that Fragrant wrote there. ` +
          'Restore it from a backup, or delete it to start without them.',
      )
  }
}

async function writeRecords(file: string, records: ReadonlyMap<string, KeptRecord>): Promise<void> {
  const text = writeKeptRecords(records.values())
  if (records.size > mostRecords || Buffer.byteLength(text) > mostBytes) {
    throw new Error(
      `The data folder keeps ${mostRecords} users and clients of a realm and ${mostBytes} bytes of them, and no more. Take some out first.`,
    )
  }
  try {
    if (records.size === 0) await rm(file, { force: true })
    else await writeFileAtomically(file, text)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `The file ${file} cannot be written (${code}). Make its folder writable for this user, ` +
        'and see that the disk is not full.',
    )
  }
}
