import { unlinkSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { watchedFile } from '../support/watched-file.ts'
import { pause, until } from './artefact.ts'

it('a watched file is not taken for gone when it comes and goes', async () => {
  const { file, watchIt } = watchedFile()
  const { told } = watchIt({ poll: 30 })
  for (let time = 0; time < 30; time += 1) {
    unlinkSync(file)
    await pause(15)
    writeFileSync(file, `${time}`)
  }
  await until(() => told.at(-1) === '29')
  expect(told).not.toContain('gone')
})
