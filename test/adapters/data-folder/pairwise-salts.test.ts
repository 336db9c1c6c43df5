import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createPairwiseSalts,
  saltFileIn,
} from '../../../src/adapters/data-folder/pairwise-salts.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

describe('the salts of a data folder', () => {
  it('are the same after a restart, and each realm has its own', async () => {
    const folder = scratchFolder()
    const salts = createPairwiseSalts(folder)
    const one = await salts.of('one').read()
    expect(one).toHaveLength(32)
    const again = createPairwiseSalts(folder)
    expect(await again.of('one').read()).toEqual(one)
    expect(await again.of('default').read()).not.toEqual(one)
    expect(await again.of('two').read()).not.toEqual(one)
  })

  it('are for their owner alone', async () => {
    const folder = scratchFolder()
    await createPairwiseSalts(folder).of('one').read()
    expect(statSync(saltFileIn(folder, 'one')).mode & 0o777).toBe(0o600)
  })

  it('are made when they are first read, and once for all who ask at the same moment', async () => {
    const folder = scratchFolder()
    const salt = createPairwiseSalts(folder).of('default')
    expect(() => statSync(saltFileIn(folder, 'default'))).toThrow('ENOENT')
    const [one, other] = await Promise.all([salt.read(), salt.read()])
    expect(one).toBe(other)
    const kept = readFileSync(saltFileIn(folder, 'default'), 'utf8').trim()
    expect(Buffer.from(kept, 'base64url')).toEqual(one)
  })

  it('outlive a realm that is taken out', async () => {
    const salts = createPairwiseSalts(scratchFolder())
    const before = await salts.of('one').read()
    salts.forget('one')
    expect(await salts.of('one').read()).toEqual(before)
  })

  it.each(['', 'short', `${'A'.repeat(42)}B`, 'not base64url!'])(
    'are not replaced when the file holds %j, and are read again once it is mended',
    async (text) => {
      const folder = scratchFolder()
      const file = saltFileIn(folder, 'default')
      writeFileSync(file, text)
      const salt = createPairwiseSalts(folder).of('default')
      await expect(salt.read()).rejects.toThrow('Restore it from a backup')
      expect(readFileSync(file, 'utf8')).toBe(text)
      writeFileSync(file, `${'A'.repeat(43)}\n`)
      expect(await salt.read()).toHaveLength(32)
    },
  )

  it('say so when the file is none', async () => {
    const folder = scratchFolder()
    mkdirSync(join(folder, 'pairwise-salt'))
    await expect(createPairwiseSalts(folder).of('default').read()).rejects.toThrow('EISDIR')
  })
})

describe('the salts of a process without a data folder', () => {
  it('last as long as it does, or until their realm is taken out', async () => {
    const salts = createPairwiseSalts(undefined)
    const before = await salts.of('one').read()
    expect(await salts.of('one').read()).toBe(before)
    expect(await salts.of('two').read()).not.toEqual(before)
    salts.forget('one')
    expect(await salts.of('one').read()).not.toEqual(before)
  })
})
