import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataFolderLock } from '../../../src/adapters/data-folder/data-folder-lock.ts'
import { exitOf, lineFrom, run } from '../children/run.ts'

let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fragrant-lock-'))
  folder = join(parent, 'data')
})

afterEach(() => rm(parent, { recursive: true }))

const lockFile = () => join(folder, 'fragrant.lock')

describe('the lock of a data folder', () => {
  it('makes the folder for its owner alone', async () => {
    const lock = await createDataFolderLock(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toEqual(['fragrant.lock'])
    await lock.release()
    await lock.release()
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a second server of the same process, until the first lets go', async () => {
    const lock = await createDataFolderLock(folder)
    const message = `The data folder ${folder} is in use by another Fragrant (process ${process.pid}).`
    await expect(createDataFolderLock(folder)).rejects.toThrow(message)
    await lock.release()
    await (await createDataFolderLock(folder)).release()
  })

  it('lets one of 20 in that come at once', async () => {
    const tries = Array.from({ length: 20 }, () => createDataFolderLock(folder))
    const locks = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled')
    expect(locks).toHaveLength(1)
    await Promise.all(
      (await Promise.allSettled(tries)).map((one) => 'value' in one && one.value.release()),
    )
  })

  it('names the process that has it, and is taken over when that one was killed', async () => {
    const first = run('hold-folder.ts', [folder])
    expect(await lineFrom(first)).toBe('held')
    await expect(createDataFolderLock(folder)).rejects.toThrow(`(process ${first.pid})`)
    const second = run('hold-folder.ts', [folder])
    expect(await lineFrom(second)).toContain(`(process ${first.pid})`)
    expect(await exitOf(second)).toBe(0)

    first.kill('SIGKILL')
    await exitOf(first)
    const lock = await createDataFolderLock(folder)
    expect(JSON.parse(readFileSync(lockFile(), 'utf8')).pid).toBe(process.pid)
    expect(readdirSync(folder)).toEqual(['fragrant.lock'])
    await lock.release()
  })

  it('is gone when a process ends as it should', async () => {
    const child = run('hold-folder.ts', [folder])
    expect(await lineFrom(child)).toBe('held')
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['is empty', ''],
    ['is not JSON', '12'],
    ['names no process', '{}'],
    ['names this process, as after a crash in a container', `{"pid":${process.pid}}`],
    ['names a pid that has gone to another process', `{"pid":${process.ppid},"started":"1"}`],
  ])('is taken over when it %s', async (_, text) => {
    await (await createDataFolderLock(folder)).release()
    writeFileSync(lockFile(), text)
    const lock = await createDataFolderLock(folder)
    expect(JSON.parse(readFileSync(lockFile(), 'utf8')).pid).toBe(process.pid)
    await lock.release()
  })
})
