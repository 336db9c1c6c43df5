import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FileWatch, watchFile } from '../../src/adapters/config-file/watch-file.ts'
import { pause, until } from './artefact.ts'

let folder: string
let file: string
let watching: FileWatch | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-reload-'))
  file = join(folder, 'fragrant.yaml')
  writeFileSync(file, 'first')
})

afterEach(() => {
  watching?.close()
  watching = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Watches the file as it is now; answers the texts that were told of since. */
async function watchIt({ poll = 10_000 } = {}): Promise<string[]> {
  const told: string[] = []
  const onWritten = (): void => {
    told.push(textNow())
  }
  watching = watchFile(file, onWritten, { quiet: 40, poll })
  return told
}

function textNow(): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'gone'
  }
}

it('a watched file is not taken for gone when it comes and goes', async () => {
  const told = await watchIt({ poll: 30 })
  for (let time = 0; time < 30; time += 1) {
    unlinkSync(file)
    await pause(15)
    writeFileSync(file, `${time}`)
  }
  await until(() => told.at(-1) === '29')
  expect(told).not.toContain('gone')
})
