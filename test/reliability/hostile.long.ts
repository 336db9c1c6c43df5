import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pause, quantile, type Running, report, rssOf, startArtefact } from './artefact.ts'
import { createLightBrowser } from './light-browser.ts'

let folder: string
let server: Running

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-hostile-'))
})
afterEach(async () => {
  await server.end('SIGKILL')
  rmSync(folder, { recursive: true })
})

async function serve(options: Parameters<typeof startArtefact>[1] = {}): Promise<number> {
  const env = { FRAGRANT_SIGNING_ALG: 'ES256', ...options.env }
  server = startArtefact(['--port', '0'], { cwd: folder, ...options, env })
  await server.listening
  return Number(new URL(server.issuer).port)
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return socket
}

const untilClosed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve())
  })

async function health(): Promise<number> {
  const begun = performance.now()
  const answer = await fetch(`${server.issuer}/health`, { headers: { connection: 'close' } })
  await answer.text()
  return performance.now() - begun
}

describe('slow peers', () => {
  const sockets = 2000
  const head = (port: number, line: string): string =>
    `${line} HTTP/1.1\r\nHost: localhost:${port}\r\n`
  const kinds: Record<string, (socket: Socket, port: number) => void> = {
    'headers that never end': (socket, port) => {
      socket.write(head(port, 'GET /authorize'))
      const timer = setInterval(() => socket.write('X: y\r\n'), 1000)
      socket.once('close', () => clearInterval(timer))
    },
    'a body that never ends': (socket, port) => {
      const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n'
      socket.write(head(port, 'POST /authorize') + form)
      const timer = setInterval(() => socket.write('a'), 1000)
      socket.once('close', () => clearInterval(timer))
    },
    'not a single byte': () => undefined,
    'one request, then silence': (socket, port) => {
      socket.resume()
      socket.write(`${head(port, 'GET /health')}\r\n`)
    },
    'answers that are never read': (socket, port) => {
      socket.pause()
      const ask = `${head(port, 'GET /assets/style.css')}\r\n`
      socket.write(ask.repeat(5))
    },
  }

  it.each(Object.entries(kinds))(
    `${sockets} with %s leave a normal request under 100 ms`,
    async (kind, attack) => {
      const port = await serve()
      await health()
      const opened: Socket[] = []
      for (let batch = 0; batch < sockets; batch += 200) {
        opened.push(...(await Promise.all(Array.from({ length: 200 }, () => open(port)))))
      }
      const begun = performance.now()
      const closed = Promise.all(opened.map(untilClosed))
      const lasted = opened.map(() => 0)
      opened.forEach((socket, index) => {
        attack(socket, port)
        socket.once('end', () => socket.destroy())
        socket.once('close', () => {
          lasted[index] = performance.now() - begun
        })
      })
      await pause(1500)
      const took: number[] = []
      for (let time = 0; time < 50; time += 1) {
        took.push(await health())
        await pause(20)
      }
      const rssMB = Math.round(rssOf(server.pid) / 1e6)
      // a socket that nobody reads learns of its end only by reading
      await pause(Math.max(0, 12_500 - (performance.now() - begun)))
      for (const socket of opened) socket.resume()
      const ended = await Promise.race([closed.then(() => true), pause(5000).then(() => false)])
      for (const socket of opened) socket.destroy()
      report(`S21 ${kind}`, {
        sockets,
        normalMs: { median: Math.round(quantile(took, 0.5)), max: Math.round(Math.max(...took)) },
        closedWithinS: Math.round(Math.max(...lasted) / 100) / 10,
        rssMB,
      })
      expect(ended).toBe(true)
      expect(quantile(took, 0.5)).toBeLessThan(100)
    },
  )
})

describe('huge inputs', () => {
  const times = 1000
  const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
  const huge: Record<string, [(host: string) => string, number]> = {
    'a target of 100 kB': [
      (host) => `GET /authorize?${'a'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
      431,
    ],
    'a header of 100 kB': [
      (host) => `GET / HTTP/1.1\r\n${host}\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`,
      431,
    ],
    'a cookie of 15 kB': [
      (host) => `GET /authorize HTTP/1.1\r\n${host}\r\nCookie: ${'a=b; '.repeat(3000)}\r\n\r\n`,
      400,
    ],
    '1,000 headers': [(host) => `GET / HTTP/1.1\r\n${host}\r\n${'X: y\r\n'.repeat(1000)}\r\n`, 431],
    'a body of 10 MB, announced': [
      (host) =>
        `POST /authorize HTTP/1.1\r\n${host}\r\n${form}Content-Length: 10000000\r\n\r\n${'a'.repeat(30_000)}`,
      413,
    ],
    'a body of 200 kB in chunks': [
      (host) =>
        `POST /authorize HTTP/1.1\r\n${host}\r\n${form}Transfer-Encoding: chunked\r\n\r\n${`4000\r\n${'a'.repeat(16_384)}\r\n`.repeat(12)}0\r\n\r\n`,
      413,
    ],
    '15,000 parameters': [
      (host) =>
        `POST /authorize HTTP/1.1\r\n${host}\r\n${form}Content-Length: 30000\r\n\r\n${'a&'.repeat(15_000)}`,
      400,
    ],
    'JSON, 30 kB deep': [
      (host) =>
        `POST /authorize HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n${'['.repeat(30_000)}`,
      415,
    ],
    'a packed body': [
      (host) =>
        `POST /authorize HTTP/1.1\r\n${host}\r\n${form}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd`,
      415,
    ],
  }

  /** The status of the answer; 0 when the connection ended before one could be read. */
  async function statusOf(port: number, bytes: string): Promise<number> {
    const socket = await open(port)
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
    socket.write(bytes)
    await untilClosed(socket)
    return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)
  }

  it(`${times} of each kind are refused, and leave no memory behind`, async () => {
    const port = await serve({ node: ['--max-semi-space-size=4'] })
    const host = `Host: localhost:${port}`
    const ask = async (bytes: string, count: number) => {
      const seen: Record<string, number> = {}
      for (let time = 0; time < count; time += 20) {
        const some = await Promise.all(Array.from({ length: 20 }, () => statusOf(port, bytes)))
        for (const status of some) seen[status] = (seen[status] ?? 0) + 1
      }
      return seen
    }
    const round = async (count: number) => {
      const statuses: Record<string, Record<string, number>> = {}
      for (const [name, [bytesFor, expected]] of Object.entries(huge)) {
        const seen = await ask(bytesFor(host), count)
        statuses[name] = seen
        expect([name, Object.keys(seen)]).toEqual([name, [`${expected}`]])
      }
      return statuses
    }
    await round(500)
    await pause(1000)
    const before = rssOf(server.pid)
    const statuses = await round(times)
    await pause(1000)
    const grownMB = Math.round((rssOf(server.pid) - before) / 1e5) / 10
    report('S22', {
      times,
      kinds: Object.keys(huge).length,
      statuses,
      beforeMB: Math.round(before / 1e6),
      grownMB,
    })
    expect(grownMB).toBeLessThan(20)
    expect(await health()).toBeLessThan(100)
  })
})

describe.runIf(process.platform === 'linux')('a server with few descriptors', () => {
  it('serves the others while strangers hold all 64 of them', async () => {
    const port = await serve()
    // not before: the loader of Node opens up to a hundred modules at once
    execFileSync('prlimit', ['--pid', `${server.pid}`, '--nofile=64:64'])
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open(port)))
    await pause(300)
    for (const socket of sockets) socket.destroy()
    await pause(300)
    const tokens = await createLightBrowser(server.issuer).logIn()
    expect(tokens.has('id_token')).toBe(true)
    const stopMs = Math.round(await server.end())
    report('S28 64 descriptors', { strangers: sockets.length, exit: await server.exited, stopMs })
    expect(await server.exited).toBe(0)
  })

  it('answers within 96 MB of heap, through 2,000 logins', async () => {
    await serve({ node: ['--max-old-space-size=96'] })
    for (let time = 0; time < 2000; time += 50) {
      const some = Array.from({ length: 50 }, () => createLightBrowser(server.issuer).logIn())
      await Promise.all(some)
    }
    report('S28 96 MB', { logins: 2000, rssMB: Math.round(rssOf(server.pid) / 1e6) })
    expect(server.child.exitCode).toBeNull()
  })
})
