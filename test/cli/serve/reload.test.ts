import { unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { reloadOnChange } from '../../../src/cli/serve/reload.ts'
import { loadConfig } from '../../../src/config/load.ts'
import type { Server } from '../../../src/server.ts'
import { pause, until } from '../../reliability/artefact.ts'
import { closedAfterTest, watchedFile } from '../../support/watched-file.ts'

let folder: string
let file: string

beforeEach(() => {
  ;({ folder, file } = watchedFile())
})

describe('a server whose configuration file changes', () => {
  const users = (...names: string[]): string =>
    `users:\n${names.map((name) => `  - { username: ${name}, password: a-password }\n`).join('')}`

  /** Takes over what is reloaded, as a server does. */
  function reloading() {
    const taken: (readonly string[] | 'refused')[] = []
    const said: Record<string, unknown>[] = []
    const say = (line: object): void => void said.push({ ...line })
    const server = {
      reload: (config) =>
        void taken.push(config?.realms[0]?.accounts.map(({ user }) => user.username) ?? 'refused'),
      logger: { info: say, warn: say, error: say } as Server['logger'],
    } satisfies Pick<Server, 'reload' | 'logger'>
    const sources = { environment: {}, folder }
    closedAfterTest(reloadOnChange(server, sources, loadConfig(sources)))
    return { taken, said }
  }

  const hangUp = (): void => void process.emit('SIGHUP')

  it('takes the users of the new file, refuses a broken one, and takes the next', async () => {
    writeFileSync(file, users('alice'))
    const { taken, said } = reloading()
    writeFileSync(file, users('alice', 'bob'))
    await until(() => taken.length === 1)
    writeFileSync(file, 'users: [')
    await until(() => taken.length === 2)
    writeFileSync(file, users('alice', 'bob'))
    await until(() => taken.length === 3)
    expect(taken).toEqual([['alice', 'bob'], 'refused', ['alice', 'bob']])
    expect(said.map(({ event }) => event)).toEqual([
      'config.reloaded',
      'config.refused',
      'config.reloaded',
    ])
  })

  it('refuses one that what is kept does not fit, and takes the next', async () => {
    writeFileSync(file, users('alice'))
    const said: Record<string, unknown>[] = []
    const say = (line: object): void => void said.push({ ...line })
    const server = {
      reload(config) {
        if (config?.realms[0]?.accounts.length === 2) throw new Error('client shop: scope is none')
      },
      logger: { info: say, warn: say, error: say } as Server['logger'],
    } satisfies Pick<Server, 'reload' | 'logger'>
    const sources = { environment: {}, folder }
    closedAfterTest(reloadOnChange(server, sources, loadConfig(sources)))
    writeFileSync(file, users('alice', 'bob'))
    hangUp()
    writeFileSync(file, users('alice'))
    hangUp()
    expect(said).toEqual([
      { event: 'config.refused', faults: ['client shop: scope is none'] },
      expect.objectContaining({ event: 'config.reloaded' }),
    ])
  })

  it('says nothing of a file that was written as it was', async () => {
    writeFileSync(file, users('alice'))
    const { taken } = reloading()
    utimesSync(file, 1, 1)
    await pause(400)
    expect(taken).toEqual([])
  })

  it('answers SIGHUP even when nothing is new', () => {
    writeFileSync(file, users('alice'))
    const { taken } = reloading()
    hangUp()
    expect(taken).toEqual([['alice']])
  })

  it.each([
    ['is gone', () => unlinkSync(file), 'The file fragrant.yaml is gone.'],
    ['is empty', () => writeFileSync(file, ''), 'The file fragrant.yaml is empty.'],
    ['says nothing', () => writeFileSync(file, '# users:\n'), 'The file fragrant.yaml is empty.'],
  ])('never falls back to the demo users when the file %s', (_, write, why) => {
    writeFileSync(file, users('carol'))
    const { taken, said } = reloading()
    write()
    hangUp()
    expect(taken).toEqual(['refused'])
    expect(said).toEqual([{ event: 'config.refused', faults: [why] }])
  })

  it('does not turn to another file that appears beside it', () => {
    const other = join(folder, 'fragrant.json')
    unlinkSync(file)
    writeFileSync(other, '{"users":[{"username":"carol","password":"a-password"}]}')
    const { taken } = reloading()
    writeFileSync(file, users('mallory'))
    hangUp()
    expect(taken).toEqual(['refused'])
  })

  it('names the settings that it leaves as they are', () => {
    writeFileSync(file, `port: 9400\n${users('alice')}`)
    const { taken, said } = reloading()
    writeFileSync(file, `port: 9500\nissuer: http://localhost:9500\n${users('bob')}`)
    hangUp()
    expect(taken).toEqual([['bob']])
    expect(said[0]).toEqual({ event: 'config.needs-restart', settings: ['issuer', 'port'] })
  })
})
