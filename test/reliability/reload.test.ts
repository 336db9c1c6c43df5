import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FileWatch, watchFile } from '../../src/adapters/config-file/watch-file.ts'
import { reloadOnChange } from '../../src/cli/reload.ts'
import { needsRestart, saysTheSame } from '../../src/config/changes.ts'
import { parseOptions } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Server } from '../../src/server.ts'
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
    const told = await watchIt()
    write('second')
    await until(() => told.length > 0)
    await pause(150)
    expect(told).toEqual(['second'])
  })

  it('is not told of while it is being written, nor while it is empty', async () => {
    const told = await watchIt()
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
    const told = await watchIt()
    const busy = setInterval(() => appendFileSync(join(folder, 'log'), 'line\n'), 5)
    writeFileSync(file, 'second')
    await until(() => told.length > 0)
    await pause(100)
    clearInterval(busy)
    expect(told).toEqual(['second'])
  })

  it('says whether it is still the one that was told of', async () => {
    const whole: boolean[] = []
    watching = watchFile(
      file,
      (isWhole) => {
        whole.push(isWhole())
        if (whole.length === 1) writeFileSync(file, 'third, while the second was being read')
        whole.push(isWhole())
      },
      { quiet: 40, poll: 10_000 },
    )
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
    const told = await watchIt({ poll: 50 })
    await until(() => told.length === 1)
    writeFileSync(join(elsewhere, 'real.yaml'), 'third')
    await until(() => told.length === 2)
    expect(told).toEqual(['second', 'third'])
  })

  it('is told of in a folder that was away for a time', async () => {
    const told = await watchIt({ poll: 50 })
    await until(() => told.length === 1)
    rmSync(folder, { recursive: true })
    await until(() => told.length === 2)
    mkdirSync(folder)
    writeFileSync(file, 'back')
    await until(() => told.length === 3)
    expect(told).toEqual(['first', 'gone', 'back'])
  })

  it('is not taken for gone when it comes and goes', async () => {
    const told = await watchIt({ poll: 30 })
    for (let time = 0; time < 30; time += 1) {
      unlinkSync(file)
      await pause(15)
      writeFileSync(file, `${time}`)
    }
    await until(() => told.at(-1) === '29')
    expect(told).not.toContain('gone')
  })

  it('is told of no more once the watch is closed', async () => {
    const told = await watchIt({ poll: 50 })
    writeFileSync(file, 'second')
    watching?.close()
    await pause(200)
    expect(told).toEqual([])
  })
})

describe('a changed configuration', () => {
  const before = { port: 9400, clients: [{ client_id: 'a', redirect_uris: ['https://a.test/'] }] }

  it.each([
    ['issuer', { issuer: 'http://auth.localhost:9400' }],
    ['port', { port: 9401 }],
    ['host', { host: '127.0.0.1' }],
    ['data_dir', { data_dir: 'elsewhere' }],
    ['tls', { tls: 'generated' }],
    ['also_at', { also_at: ['http://fragrant:9400'] }],
    ['shutdown_grace', { shutdown_grace: '1s' }],
    ['log', { log: { level: 'debug' } }],
  ] as const)('needs a restart for %s', (name, changes) => {
    const [a, b] = [parseOptions(before), parseOptions({ ...before, ...changes })]
    expect(needsRestart(a, b)).toContain(name)
  })

  it.each([
    ['another redirect URI', { clients: [{ client_id: 'a', redirect_uris: ['https://b.test/'] }] }],
    [
      'a narrower scope',
      { clients: [{ client_id: 'a', redirect_uris: ['https://a.test/'], scope: ['openid'] }] },
    ],
    ['another algorithm', { signing_alg: 'ES256' }],
    ['another lifetime', { access_token_lifetime: '2h' }],
    ['another login', { login: { mode: 'form' } }],
    ['another realm', { realms: { shop: {} } }],
    ['another scope', { scopes: [{ name: 'orders', words: 'See your orders' }] }],
    ['a new user', { users: [{ username: 'carol', password: 'a password' }] }],
  ])('needs none for %s, which it tells from no change', (_, changes) => {
    const [a, b] = [parseOptions(before), parseOptions({ ...before, ...changes })]
    expect(needsRestart(a, b)).toEqual([])
    expect(saysTheSame(a, b)).toBe(false)
    expect(saysTheSame(a, parseOptions(before))).toBe(true)
  })
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
        void taken.push(config?.realms[0]?.users.map(({ username }) => username) ?? 'refused'),
      logger: { info: say, warn: say, error: say } as Server['logger'],
    } satisfies Pick<Server, 'reload' | 'logger'>
    const sources = { environment: {}, folder }
    watching = reloadOnChange(server, sources, loadConfig(sources))
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
