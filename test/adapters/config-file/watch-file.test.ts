import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { watchFile } from '../../../src/adapters/config-file/watch-file.ts'
import { pause, until } from '../../reliability/artefact.ts'
import { closedAfterTest, type WatchedFile, watchedFile } from '../../support/watched-file.ts'

let folder: string
let file: string
let watchIt: WatchedFile['watchIt']

beforeEach(() => {
  ;({ folder, file, watchIt } = watchedFile())
})

describe('a watched file', () => {
  const writers: Record<string, (text: string) => void> = {
    'in place': (text) => writeFileSync(file, text),
    'by rename': (text) => {
      writeFileSync(`${file}.new`, text)
      renameSync(`${file}.new`, file)
    },
    'by deleting it and making it anew': (text) => {
      unlinkSync(file)
      writeFileSync(file, text)
    },
    'twice within a moment': (text) => {
      writeFileSync(file, `half of ${text}`)
      writeFileSync(file, text)
    },
    'by moving it aside first': (text) => {
      renameSync(file, `${file}~`)
      writeFileSync(file, text)
    },
  }

  it.each(Object.entries(writers))('is told of once when it is written %s', async (_, write) => {
    const { told } = watchIt()
    write('second')
    await until(() => told.length > 0)
    await pause(150)
    expect(told).toEqual(['second'])
  })

  it('is not told of while it is being written, nor while it is empty', async () => {
    const { told } = watchIt()
    writeFileSync(file, '')
    await pause(150)
    for (const part of ['one ', 'two ', 'three ', 'four']) {
      appendFileSync(file, part)
      await pause(20)
    }
    expect(told).toEqual([])
    await until(() => told.length > 0)
    expect(told).toEqual(['one two three four'])
  })

  it('may be watched among files that change all the time', async () => {
    const { told } = watchIt()
    const busy = setInterval(() => appendFileSync(join(folder, 'log'), 'line\n'), 5)
    writeFileSync(file, 'second')
    await until(() => told.length > 0)
    await pause(100)
    clearInterval(busy)
    expect(told).toEqual(['second'])
  })

  it('says whether it is still the one that was told of', async () => {
    const whole: boolean[] = []
    const onWritten = (isWhole: () => boolean): void => {
      whole.push(isWhole())
      if (whole.length === 1) writeFileSync(file, 'third, while the second was being read')
      whole.push(isWhole())
    }
    closedAfterTest(watchFile(file, onWritten, { quiet: 40, poll: 10_000 }))
    writeFileSync(file, 'second')
    await until(() => whole.length === 4)
    expect(whole).toEqual([true, false, true, true])
  })

  it('is told of when nothing tells of its folder, as behind a link', async () => {
    const elsewhere = join(folder, 'elsewhere')
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, 'real.yaml'), 'second')
    unlinkSync(file)
    symlinkSync('elsewhere/real.yaml', file)
    const { told } = watchIt({ poll: 50 })
    await until(() => told.length === 1)
    writeFileSync(join(elsewhere, 'real.yaml'), 'third')
    await until(() => told.length === 2)
    expect(told).toEqual(['second', 'third'])
  })

  it('is told of in a folder that was away for a time', async () => {
    const { told } = watchIt({ poll: 50 })
    await until(() => told.length === 1)
    rmSync(folder, { recursive: true })
    await until(() => told.length === 2)
    mkdirSync(folder)
    writeFileSync(file, 'back')
    await until(() => told.length === 3)
    expect(told).toEqual(['first', 'gone', 'back'])
  })

  it('is told of no more once the watch is closed', async () => {
    const { told, watch } = watchIt({ poll: 50 })
    writeFileSync(file, 'second')
    watch.close()
    await pause(200)
    expect(told).toEqual([])
  })
})
