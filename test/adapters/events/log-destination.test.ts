import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogDestination } from '../../../src/adapters/events/log-destination.ts'
import { exitOf, lineFrom, run } from '../children/run.ts'

type WriteDone = (error?: Error | null) => void

/** A stream whose writes the test finishes or fails. */
function heldStream() {
  const texts: string[] = []
  const pending: WriteDone[] = []
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      texts.push(String(chunk))
      pending.push(done)
    },
  })
  const next = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    return pending.shift()
  }
  return { stream, texts, next }
}

function collected() {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return { stream, read: () => text }
}

describe('the log destination', () => {
  it('writes every line, in order, after the request that wrote it', async () => {
    const { stream, read } = collected()
    const destination = createLogDestination(stream)
    const lines = Array.from({ length: 1000 }, (_, at) => `${at}\n`)
    for (const line of lines) destination.write(line)
    expect(read()).toBe('')
    expect(await destination.flush(1000)).toBe(true)
    expect(read()).toBe(lines.join(''))
    expect(destination.dropped).toBe(0)
  })

  it('holds no more lines than it may, counts the others, and tells of it twice', async () => {
    const told: string[] = []
    const { stream, next } = heldStream()
    const destination = createLogDestination(stream, { maxLines: 3, tell: (it) => told.push(it) })
    for (let at = 0; at < 10; at += 1) destination.write(`${at}\n`)
    expect(destination.dropped).toBe(7)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('its reader is too slow')
    ;(await next())?.()
    expect(await destination.flush(1000)).toBe(true)
    expect(told).toEqual([told[0], 'The log is written again: 7 lines were dropped.'])
  })

  it('holds no more text than it may', () => {
    const { stream } = heldStream()
    const destination = createLogDestination(stream, { maxLength: 1000, tell: () => {} })
    for (let at = 0; at < 10; at += 1) destination.write(`${'x'.repeat(299)}\n`)
    expect(destination.dropped).toBe(7)
  })

  it('drops what cannot be written, and goes on with the next', async () => {
    const told: string[] = []
    const texts: string[] = []
    const disk = { isFull: true }
    const write = (bytes: Buffer, done: WriteDone) => {
      if (!disk.isFull) texts.push(bytes.toString())
      done(disk.isFull ? Object.assign(new Error('no space'), { code: 'ENOSPC' }) : null)
    }
    const stream = Object.assign(new Writable(), { write }) as Writable
    const destination = createLogDestination(stream, { tell: (it) => told.push(it) })
    destination.write('lost\n')
    await destination.flush(1000)
    destination.write('lost too\n')
    await destination.flush(1000)
    expect(destination.dropped).toBe(2)
    disk.isFull = false
    destination.write('kept\n')
    expect(await destination.flush(1000)).toBe(true)
    expect(texts).toEqual(['kept\n'])
    expect(told).toEqual([
      'The log cannot be written (ENOSPC): lines are dropped until it can.',
      'The log is written again: 2 lines were dropped.',
    ])
  })

  it('holds no more descriptors and listeners after 100 starts than after one', () => {
    const openFiles = () => readdirSync('/dev/fd').length
    createLogDestination(1)
    const before = openFiles()
    const listeners = process.stdout.listenerCount('error')
    for (let start = 0; start < 100; start += 1) createLogDestination(1)
    expect(openFiles()).toBe(before)
    expect(process.stdout.listenerCount('error')).toBe(listeners)
  })

  it('does what writes lines later: before any other line, and by itself with the next write', async () => {
    const { stream, read } = collected()
    const destination = createLogDestination(stream)
    const done: number[] = []
    const later = (at: number): void =>
      destination.later(() => {
        done.push(at)
        destination.write(`later ${at}\n`)
      })
    for (const at of [1, 2]) later(at)
    expect(done).toEqual([])
    destination.write('now\n')
    expect(done).toEqual([1, 2])
    later(3)
    expect(await destination.flush(1000)).toBe(true)
    expect(read()).toBe('later 1\nlater 2\nnow\nlater 3\n')
    for (let at = 0; at < 201; at += 1) later(at)
    expect(done).toHaveLength(3 + 200)
  })

  it('goes on when a line cannot be made, and counts it', async () => {
    const told: string[] = []
    const { stream, read } = collected()
    const destination = createLogDestination(stream, { tell: (it) => told.push(it) })
    destination.later(() => {
      throw new Error('of ours')
    })
    destination.later(() => destination.write('kept\n'))
    expect(await destination.flush(1000)).toBe(true)
    expect(read()).toBe('kept\n')
    expect(destination.dropped).toBe(1)
    expect(told[0]).toContain('a line cannot be made')
  })

  it('gives up a flush after the time that it is given', async () => {
    const { stream } = heldStream()
    const destination = createLogDestination(stream)
    destination.write('never\n')
    expect(await destination.flush(20)).toBe(false)
  })
})

describe.runIf(process.platform === 'linux')('a server whose log', () => {
  let folder: string
  let child: ChildProcess | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fragrant-log-'))
  })

  afterEach(async () => {
    child?.kill('SIGKILL')
    await rm(folder, { recursive: true })
  })

  async function serve(stdout: number | 'pipe') {
    const stdio: StdioOptions = ['ignore', stdout, 'pipe', 'pipe']
    child = run('serve.ts', [], stdio)
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said += chunk
    })
    const port = await lineFrom(child, 3)
    const ask = async (times: number): Promise<number> => {
      let dropped = ''
      for (let time = 0; time < times; time += 1) {
        dropped = await (await fetch(`http://127.0.0.1:${port}/`)).text()
      }
      return Number(dropped)
    }
    return { child, ask, said: () => said }
  }

  async function stop(process: ChildProcess): Promise<number> {
    const begun = performance.now()
    process.kill('SIGTERM')
    expect(await exitOf(process)).toBe(0)
    return performance.now() - begun
  }

  it('is on a full disk answers, counts, says so once, and ends when told (ENOSPC)', async () => {
    const full = openSync('/dev/full', 'w')
    const { child: server, ask, said } = await serve(full)
    closeSync(full)
    expect(await ask(300)).toBeGreaterThan(200)
    expect(await stop(server)).toBeLessThan(2000)
    expect(said().match(/cannot be written \(ENOSPC\)/g)).toHaveLength(1)
  })

  it('goes into a pipe that was closed answers, says so once, and ends when told (EPIPE)', async () => {
    const { child: server, ask, said } = await serveIntoFifo('closed')
    expect(await ask(300)).toBeGreaterThan(200)
    expect(await stop(server)).toBeLessThan(2000)
    expect(said().match(/cannot be written \(EPIPE\)/g)).toHaveLength(1)
  })

  it('goes into a socket that was closed answers, and ends when told', async () => {
    const { child: server, ask, said } = await serve('pipe')
    server.stdout?.destroy()
    expect(await ask(300)).toBeGreaterThan(200)
    expect(await stop(server)).toBeLessThan(2000)
    expect(said().match(/cannot be written/g)).toHaveLength(1)
  })

  it('goes into a pipe that nobody reads answers, bounds its queue, and ends when told', async () => {
    const { child: server, ask, said } = await serveIntoFifo('blocked')
    expect(await ask(1500)).toBeGreaterThan(100)
    expect(await stop(server)).toBeLessThan(2000)
    expect(said().match(/its reader is too slow/g)).toHaveLength(1)
  })

  it('goes into a socket that nobody reads answers, bounds its queue, and ends when told', async () => {
    const { child: server, ask } = await serve('pipe')
    server.stdout?.pause()
    expect(await ask(1700)).toBeGreaterThan(100)
    expect(await stop(server)).toBeLessThan(2000)
  })

  it('goes into a file holds every line', async () => {
    const file = join(folder, 'log')
    const fd = openSync(file, 'a')
    const { child: server, ask } = await serve(fd)
    closeSync(fd)
    expect(await ask(100)).toBe(0)
    await stop(server)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).path)).toEqual(new Array(100).fill('/'))
  })

  /** A pipe as a shell makes one; Node gives its children sockets. */
  async function serveIntoFifo(reader: 'closed' | 'blocked') {
    const fifo = join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    const sleeper = spawn('sh', ['-c', 'exec sleep 60 < "$0"', fifo])
    const fd = openSync(fifo, 'w')
    if (reader === 'closed') {
      sleeper.kill('SIGKILL')
      await exitOf(sleeper)
    }
    const served = await serve(fd)
    closeSync(fd)
    if (reader === 'blocked') served.child.once('exit', () => sleeper.kill('SIGKILL'))
    return served
  }
})
