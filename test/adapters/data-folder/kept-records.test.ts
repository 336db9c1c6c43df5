import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createFolderRecords,
  recordsFileIn,
} from '../../../src/adapters/data-folder/kept-records.ts'
import type { KeptRecord } from '../../../src/ports/kept-records.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const user = (key: string, more: Partial<KeptRecord> = {}): KeptRecord => ({
  ...{ kind: 'users', key, written: { username: key } },
  ...{ overDemo: false, isAnew: false, isNewcomer: false, ...more },
})
const client = (key: string) => user(key, { kind: 'clients', written: { client_id: key } })

const loaded = async (folder: string) =>
  Object.fromEntries(await createFolderRecords(folder).load())

describe('the users and clients of a data folder', () => {
  it('are there after a restart, each in its realm, in the order in which they came', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    expect(await records.load()).toEqual(new Map())
    const all = [user('zoe', { isNewcomer: true }), user('al', { written: null, overDemo: true })]
    for (const one of all) await records.put('default', one)
    await records.put('shop', client('zoe'))
    expect(await loaded(folder)).toEqual({ default: all, shop: [client('zoe')] })
  })

  it('are put in each other’s place by key, and taken out by it', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    await records.put('default', user('zoe'))
    await records.put('default', client('zoe'))
    const changed = user('zoe', { written: { username: 'other' } })
    await records.put('default', changed)
    expect(await loaded(folder)).toEqual({ default: [changed, client('zoe')] })
    await records.remove('default', 'users', 'zoe')
    expect(await loaded(folder)).toEqual({ default: [client('zoe')] })
  })

  it('are all on the disk when many are put at once', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    const all = Array.from({ length: 50 }, (_, index) => user(`u${index}`))
    await Promise.all(all.map((one) => records.put('default', one)))
    expect((await loaded(folder))['default']).toEqual(all)
  })

  it('are in a file for its owner alone, which is gone with the last of them', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    expect(readdirSync(folder)).toEqual([])
    await records.put('default', user('zoe'))
    const file = recordsFileIn(folder, 'default')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await records.remove('default', 'users', 'zoe')
    expect(existsSync(file)).toBe(false)
  })

  it('are what they were where they cannot be written, and that is told', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    await records.put('default', user('zoe'))
    const file = recordsFileIn(folder, 'shop')
    writeFileSync(join(folder, 'realms'), '')
    await expect(records.put('shop', user('al'))).rejects.toThrow(
      `The file ${file} cannot be written (`,
    )
    expect(await loaded(folder)).toEqual({ default: [user('zoe')] })
  })

  it('are 10,000 of a realm and no more, and what is too much changes nothing', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    const all = Array.from({ length: 10_000 }, (_, index) => user(`u${index}`))
    await Promise.all(all.map((one) => records.put('default', one)))
    await expect(records.put('default', user('one more'))).rejects.toThrow('keeps 10000 users')
    const long = user('u1', { written: { username: 'x'.repeat(17 * 2 ** 20) } })
    await expect(records.put('default', long)).rejects.toThrow('Take some out first')
    expect((await loaded(folder))['default']).toEqual(all)
    await records.remove('default', 'users', 'u0')
    await records.put('default', user('one more'))
  })

  it.each([
    ['nothing', ''],
    ['half of it', '{ "version": 1, "users": ['],
    ['something else', '[]'],
    ['no version', '{ "users": [], "clients": [] }'],
    ['no clients', '{ "version": 1, "users": [] }'],
    ['a user without a key', '{ "version": 1, "users": [{ "written": {} }], "clients": [] }'],
  ])('stop the start where a file holds %s, and are not replaced', async (_what, text) => {
    const folder = scratchFolder()
    const file = recordsFileIn(folder, 'shop')
    mkdirSync(join(folder, 'realms', 'shop'), { recursive: true })
    writeFileSync(file, text)
    await expect(loaded(folder)).rejects.toThrow(
      `The file ${file} does not hold the users and clients that Fragrant wrote there. Restore it from a backup, or delete it to start without them.`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('stop it where one key is there twice', async () => {
    const folder = scratchFolder()
    const records = createFolderRecords(folder)
    await records.put('default', user('zoe'))
    const file = recordsFileIn(folder, 'default')
    const { users, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ users: [...users, ...users], ...rest }))
    await expect(loaded(folder)).rejects.toThrow('Restore it from a backup')
  })

  it('stop it where another release wrote them, or they cannot be read', async () => {
    const folder = scratchFolder()
    const file = recordsFileIn(folder, 'default')
    writeFileSync(file, '{ "version": 2 }')
    await expect(loaded(folder)).rejects.toThrow('as another release does (version 2)')
    const other = scratchFolder()
    mkdirSync(recordsFileIn(other, 'default'))
    await expect(loaded(other)).rejects.toThrow('cannot be read (EISDIR)')
  })

  it('sweep away what a process left that was killed while it wrote', async () => {
    const folder = scratchFolder()
    await createFolderRecords(folder).put('default', user('zoe'))
    writeFileSync(`${recordsFileIn(folder, 'default')}.tmp-0123456789abcdef`, '{')
    expect(await loaded(folder)).toEqual({ default: [user('zoe')] })
    expect(readdirSync(folder)).toEqual(['users-and-clients.json'])
  })
})
