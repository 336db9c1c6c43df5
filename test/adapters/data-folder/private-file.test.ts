import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataFolderLock } from '../../../src/adapters/data-folder/data-folder-lock.ts'
import { exposuresOf, readRegularFile } from '../../../src/adapters/data-folder/private-file.ts'
import { createSigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-private-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe.runIf(process.platform !== 'win32')('a pipe in the place of a file', () => {
  const pipe = (name: string): string => {
    const path = join(folder, name)
    execFileSync('mkfifo', [path])
    return path
  }

  it('is read by nobody, and keeps nobody waiting', async () => {
    await expect(readRegularFile(pipe('x'))).rejects.toMatchObject({ code: 'not a regular file' })
  })

  it('stops the start with a sentence when it is the key file', async () => {
    const file = pipe('keys.json')
    await expect(createSigningKeys({ file }).load()).rejects.toThrow(
      `The key file ${file} cannot be read (not a regular file).`,
    )
  })

  it('is no lock', async () => {
    pipe('fragrant.lock')
    const lock = await createDataFolderLock(folder)
    await lock.release()
  })
})

describe('a file that is not there', () => {
  it('is undefined', async () => {
    expect(await readRegularFile(join(folder, 'nothing'))).toBeUndefined()
  })
})

describe.runIf(process.getuid)('a data folder', () => {
  const keys = (): string => join(folder, 'keys.json')

  it('of its owner alone is exposed to nobody', async () => {
    writeFileSync(keys(), '{}', { mode: 0o600 })
    expect(await exposuresOf(folder)).toEqual([])
    expect(await exposuresOf(join(folder, 'not-there'))).toEqual([])
  })

  it('may be listed by others, whose files are closed to them', async () => {
    chmodSync(folder, 0o755)
    expect(await exposuresOf(folder)).toEqual([])
  })

  it.each([0o777, 0o770, 0o1777])(
    'that others can write to with mode %o is told of',
    async (mode) => {
      chmodSync(folder, mode)
      const told = (mode & 0o777).toString(8)
      expect(await exposuresOf(folder)).toEqual([
        `${folder} has mode 0${told}, so that others can change it: chmod 700 ${folder}`,
      ])
    },
  )

  it.each([
    [0o644, 'read'],
    [0o640, 'read'],
    [0o666, 'change'],
    [0o620, 'change'],
  ])('with a file of mode %o, which others can %s, is told of', async (mode, can) => {
    writeFileSync(keys(), '{}')
    chmodSync(keys(), mode)
    expect(await exposuresOf(folder)).toEqual([
      `${keys()} has mode 0${mode.toString(8)}, so that others can ${can} it: chmod 600 ${keys()}`,
    ])
  })

  it('is looked at whole, folders in it too', async () => {
    mkdirSync(join(folder, 'realms'), { mode: 0o700 })
    const file = join(folder, 'realms', 'one.json')
    writeFileSync(file, '{}', { mode: 0o604 })
    symlinkSync(file, join(folder, 'link.json'))
    expect(await exposuresOf(folder)).toEqual([expect.stringContaining(`${file} has mode 0604`)])
  })

  it.runIf(process.getuid?.() === 0)('of another user is told of', async () => {
    writeFileSync(keys(), '{}', { mode: 0o600 })
    chownSync(keys(), 12_345, 12_345)
    expect(await exposuresOf(folder)).toEqual([
      `${keys()} belongs to another user (uid 12345), who can change the signing keys.`,
    ])
  })
})
