import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSigningKeys } from '../../src/adapters/jose/keys/key-store.ts'
import { keyFileIn } from '../../src/adapters/jose/keys/realm-keys.ts'
import { folderWith } from '../config/folder.ts'
import { runHere } from './console.ts'

const withKeys = async (more = '', ...realms: readonly string[]): Promise<string> => {
  const folder = folderWith({
    'fragrant.yaml': `data_dir: data\nsigning_alg: ES256\nrealms: { one: {} }\n${more}`,
  })
  for (const realm of realms) {
    const file = keyFileIn(join(folder, 'data'), realm)
    await createSigningKeys({ file }).signing('ES256')
  }
  return folder
}

const fileIn = (folder: string, realm = 'default') => keyFileIn(join(folder, 'data'), realm)

const keysIn = (folder: string, realm?: string) =>
  (JSON.parse(readFileSync(fileIn(folder, realm), 'utf8')) as { keys: Record<string, unknown>[] })
    .keys

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/

describe('fragrant keys list', () => {
  it('lists each key by its name, with what it is for and since when', async () => {
    const folder = await withKeys('', 'default')
    const { code, output } = await runHere(['keys', 'list'], { folder })
    expect(code).toBe(0)
    const [realm, head, key, other] = output.split('\n')
    expect(realm).toBe('realm default')
    expect(head?.trim().split(/\s+/)).toEqual(['kid', 'alg', 'state', 'since', 'until'])
    expect(key?.trim().split(/\s+/)).toEqual([
      expect.stringMatching(/^[\w-]{43}$/),
      'ES256',
      'signing',
      expect.stringMatching(time),
      '-',
    ])
    expect(other).toBe('realm one: no keys yet')
  })

  it('shows no private member, and changes nothing', async () => {
    const folder = await withKeys('', 'default')
    const before = readFileSync(fileIn(folder), 'utf8')
    const { output } = await runHere(['keys', 'list'], { folder })
    const [{ d } = {}] = keysIn(folder)
    expect(output).not.toContain(String(d))
    expect(readFileSync(fileIn(folder), 'utf8')).toBe(before)
    expect(existsSync(fileIn(folder, 'one'))).toBe(false)
  })

  it('lists one realm when that is asked for', async () => {
    const folder = await withKeys('', 'default')
    const { output } = await runHere(['keys', 'list', '--realm', 'one'], { folder })
    expect(output).toBe('realm one: no keys yet\n')
  })

  it('tells of a damaged file', async () => {
    const folder = await withKeys('', 'default')
    writeFileSync(fileIn(folder), '{}')
    const { code, errors } = await runHere(['keys', 'list'], { folder })
    expect([code, errors]).toEqual([1, expect.stringContaining('does not hold the signing keys')])
  })
})

describe('fragrant keys rotate', () => {
  it('gives every key of every realm a successor, and says when it will sign', async () => {
    const folder = await withKeys('signing_key_lead: 2h', 'default', 'one')
    const { code, output } = await runHere(['keys', 'rotate'], { folder })
    expect(code).toBe(0)
    expect(output.match(/ES256 {2}(signing|next)/g)).toEqual([
      'ES256  signing',
      'ES256  next',
      'ES256  signing',
      'ES256  next',
    ])
    const [old, next] = keysIn(folder, 'one')
    expect(old?.['signs_until']).toBe(next?.['signs_from'])
    expect(Number(next?.['signs_from']) - Number(next?.['since'])).toBe(7200)
  })

  it('rotates the keys of one realm when that is asked for', async () => {
    const folder = await withKeys('', 'default', 'one')
    await runHere(['keys', 'rotate', '--realm', 'one'], { folder })
    expect([keysIn(folder).length, keysIn(folder, 'one').length]).toEqual([1, 2])
  })

  it('lets the new keys sign at once when that is asked for', async () => {
    const folder = await withKeys('', 'default')
    const { output } = await runHere(['keys', 'rotate', '--now'], { folder })
    expect(output.match(/ES256 {2}(signing|retired)/g)).toEqual([
      'ES256  retired',
      'ES256  signing',
    ])
  })

  it('makes no key for a realm that nobody has used', async () => {
    const folder = await withKeys('')
    const { code, output } = await runHere(['keys', 'rotate'], { folder })
    expect([code, output]).toEqual([0, 'realm default: no keys yet\nrealm one: no keys yet\n'])
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  it('says what to do where nothing is kept', async () => {
    const { code, errors } = await runHere(['keys', 'rotate'], { folder: folderWith({}) })
    expect([code, errors]).toEqual([1, expect.stringContaining('restart it for new ones')])
  })

  it('names the realm that is probably meant', async () => {
    const folder = await withKeys('')
    const { code, errors } = await runHere(['keys', 'rotate', '--realm', 'ones'], { folder })
    expect([code, errors]).toEqual([1, 'There is no realm ones. Did you mean one?\n'])
  })

  it('tells the faults of a configuration, and exits with 78', async () => {
    const folder = folderWith({
      'fragrant.yaml': 'data_dir: data\nsigning_key_lifetime: 30m\n',
    })
    const { code, errors } = await runHere(['keys', 'rotate'], { folder })
    expect([code, errors]).toEqual([
      78,
      'The configuration cannot be used:\n  fragrant.yaml:2:23: signing_key_lifetime must be longer than signing_key_lead, which is 1h unless it is set\n',
    ])
  })
})
