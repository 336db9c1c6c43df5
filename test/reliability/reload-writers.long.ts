import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause, quantile, type Running, report, startArtefact, until } from './artefact.ts'
import { createLightBrowser, StrayAnswer } from './light-browser.ts'

let folder: string
let file: string
let server: Running

/** A file of which any beginning that is not the whole is either broken or short of its last user. */
const configOf = (which: number): string =>
  `users:\n${Array.from({ length: 40 }, (_, index) => `  - { username: user-${index}, password: p }\n`).join('')}  - { username: last-${which}, password: p }\n`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-writers-'))
  file = join(folder, 'fragrant.yaml')
  writeFileSync(file, configOf(0))
  server = startArtefact(['--port', '0'], { cwd: folder, env: { FRAGRANT_SIGNING_ALG: 'ES256' } })
  await server.listening
})
afterAll(async () => {
  await server.end()
  rmSync(folder, { recursive: true })
})

/** Truncates, then writes in two halves, as a slow editor does. */
async function truncateAndWrite(text: string): Promise<void> {
  const fd = openSync(file, 'w')
  writeSync(fd, text.slice(0, text.length / 2))
  await pause(Math.random() * 60)
  writeSync(fd, text.slice(text.length / 2))
  fsyncSync(fd)
  closeSync(fd)
}

async function rename(text: string): Promise<void> {
  writeFileSync(`${file}.swp`, text)
  renameSync(`${file}.swp`, file)
}

async function deleteAndCreate(text: string): Promise<void> {
  unlinkSync(file)
  await pause(Math.random() * 60)
  writeFileSync(file, text)
}

async function twiceWithinAMoment(text: string): Promise<void> {
  writeFileSync(file, configOf(-1))
  await pause(5)
  writeFileSync(file, text)
}

const writers = { truncateAndWrite, rename, deleteAndCreate, twiceWithinAMoment }
const times = 200

/** No two texts are the same: what is written as it was is not told of. */
let generation = 0

const count = (event: string): number =>
  server.lines().filter((line) => line['event'] === event).length

const logsIn = async (user: string): Promise<boolean> => {
  try {
    return (await createLightBrowser(server.issuer).logIn(user, 'p')).has('id_token')
  } catch (error) {
    if (error instanceof StrayAnswer) return false
    throw error
  }
}

describe('a configuration file', () => {
  it.each(Object.entries(writers))(
    `is taken over whole when it is written by %s, ${times} times`,
    async (name, write) => {
      const before = { reloaded: count('config.reloaded'), refused: count('config.refused') }
      const took: number[] = []
      for (let time = 0; time < times; time += 1) {
        const reloaded = count('config.reloaded')
        const begun = performance.now()
        generation += 1
        await write(configOf(generation))
        await until(() => count('config.reloaded') > reloaded)
        took.push(performance.now() - begun)
        if (time % 20 === 0)
          expect([time, await logsIn(`last-${generation}`)]).toEqual([time, true])
      }
      const figures = {
        written: times,
        reloaded: count('config.reloaded') - before.reloaded,
        refused: count('config.refused') - before.refused,
        ms: { median: Math.round(quantile(took, 0.5)), max: Math.round(Math.max(...took)) },
      }
      report(`S09 ${name}`, figures)
      expect(await logsIn('alice')).toBe(false)
      expect(figures.refused).toBe(0)
      expect(figures.reloaded).toBe(times)
    },
  )

  it(`that is broken every other time never stops the server, ${times} times`, async () => {
    const before = { reloaded: count('config.reloaded'), refused: count('config.refused') }
    for (let time = 0; time < times / 2; time += 1) {
      const [reloaded, refused] = [count('config.reloaded'), count('config.refused')]
      generation += 1
      await rename(`${configOf(generation)}  - {`)
      await until(() => count('config.refused') > refused)
      expect(await (await fetch(`${server.issuer}/health`)).json()).toEqual({
        status: 'ok',
        configStale: true,
      })
      await rename(configOf(generation))
      await until(() => count('config.reloaded') > reloaded)
      expect(await (await fetch(`${server.issuer}/health`)).json()).toEqual({ status: 'ok' })
    }
    report('S08', {
      broken: count('config.refused') - before.refused,
      good: count('config.reloaded') - before.reloaded,
    })
    expect(await logsIn(`last-${generation}`)).toBe(true)
  })
})
