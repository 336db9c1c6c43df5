import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTinyApp,
  openSocket,
  type RawAnswer,
  readAnswer,
  requestText,
  sendRaw,
} from '../tiny-app.ts'

/** More than the buffers of two kernels hold. */
const large = 'a'.repeat(40_000_000)

const tiny = createTinyApp({
  routes: (app) => {
    app.get('/large', () => large)
  },
})
let port = 0

/** What a socket got, and after how many milliseconds the server closed it. */
interface Ending {
  readonly answer: RawAnswer
  readonly took: number
}

/** The real limits take seconds, so all sockets wait for theirs at the same time. */
let endings: Readonly<Record<string, Promise<Ending>>> = {}

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: 'localhost', port: 0 })
  const form = 'Content-Type: application/x-www-form-urlencoded'
  const post = `POST /authorize HTTP/1.1\r\nHost: localhost:${port}\r\n${form}\r\n`
  const slowBody = `${post}Content-Length: 1000\r\n\r\n`
  const slowHeaders = 'GET /health HTTP/1.1\r\nX: '
  endings = {
    'headers on 127.0.0.1': send('127.0.0.1', slowHeaders, 'a'),
    'headers on ::1': send('::1', slowHeaders, 'a'),
    'the body on 127.0.0.1': send('127.0.0.1', slowBody, 'a'),
    'the body on ::1': send('::1', slowBody, 'a'),
    'chunks on 127.0.0.1': send(
      '127.0.0.1',
      `${post}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\na\r\n',
    ),
    nothing: send('127.0.0.1', ''),
    'one request': send('127.0.0.1', `GET /health HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`),
    'reads nothing': readSlowly(0),
    'reads a little each 500 ms': readSlowly(500),
    'reads all after 6 s': readLate(6_000),
  }
})
afterAll(() => tiny.drain.closeNow())

const endingOf = async (name: string): Promise<Ending> => {
  const ending = endings[name]
  if (ending === undefined) throw new Error(`No socket is called "${name}".`)
  return ending
}

/** Sends the text, then of `drip` a byte each 500 ms as long as anybody listens. */
async function send(host: string, text: string, drip = ''): Promise<Ending> {
  const socket = await openSocket(port, host)
  let at = 0
  const dripOne = () => socket.write(drip[at++ % drip.length] ?? '')
  const timer = drip === '' ? undefined : setInterval(dripOne, 500)
  socket.write(text)
  const ending = await untilClosed(socket)
  clearInterval(timer)
  return ending
}

function untilClosed(socket: Socket): Promise<Ending> {
  const begun = performance.now()
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      const answer = readAnswer(Buffer.concat(chunks).toString('latin1'))
      resolve({ answer, took: performance.now() - begun })
    })
  })
}

async function openReader(): Promise<Socket> {
  const socket = await openSocket(port)
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(requestText('/large', { host: `localhost:${port}` }))
  return socket
}

/** A socket that does not read does not hear of its end, so the server's side of it is watched. */
async function readSlowly(interval: number): Promise<Ending> {
  const begun = performance.now()
  const mine: { port: number | undefined } = { port: undefined }
  const closed = new Promise<number>((resolve) => {
    tiny.app.server.on('connection', (socket: Socket) => {
      const { remotePort } = socket
      socket.once('close', () => {
        if (remotePort === mine.port) resolve(performance.now() - begun)
      })
    })
  })
  const socket = await openReader()
  mine.port = socket.localPort
  const timer = interval > 0 ? setInterval(() => socket.read(), interval) : undefined
  const took = await closed
  clearInterval(timer)
  socket.destroy()
  return { answer: readAnswer(''), took }
}

async function readLate(after: number): Promise<Ending> {
  const socket = await openReader()
  await new Promise((resolve) => setTimeout(resolve, after))
  const ending = untilClosed(socket)
  socket.resume()
  return ending
}

const patience = 20_000

describe('a sender', () => {
  it.each(['headers on 127.0.0.1', 'headers on ::1'])(
    'that is slow with %s is answered with 408 and closed within 7 s',
    async (name) => {
      const { answer, took } = await endingOf(name)
      expect(answer.status).toBe(408)
      expect(took).toBeGreaterThan(4_500)
      expect(took).toBeLessThan(9_000)
    },
    patience,
  )

  it.each(['the body on 127.0.0.1', 'the body on ::1', 'chunks on 127.0.0.1'])(
    'that is slow with %s is answered with 408 and closed within 12 s',
    async (name) => {
      const { answer, took } = await endingOf(name)
      expect(answer.status).toBe(408)
      expect(took).toBeGreaterThan(9_000)
      expect(took).toBeLessThan(15_000)
    },
    patience,
  )

  it.each([
    ['nothing', 408],
    ['one request', 200],
  ])(
    'of %s that then keeps silent is closed within 7 s',
    async (name, status) => {
      const { answer, took } = await endingOf(name)
      expect(answer.status).toBe(status)
      expect(took).toBeGreaterThan(4_500)
      expect(took).toBeLessThan(9_000)
    },
    patience,
  )
})

describe('a reader', () => {
  it.each(['reads nothing', 'reads a little each 500 ms'])(
    'that %s is closed within 12 s',
    async (name) => {
      const { took } = await endingOf(name)
      expect(took).toBeGreaterThan(9_000)
      expect(took).toBeLessThan(16_000)
    },
    patience,
  )

  it(
    'that takes its time, but not ten seconds, gets everything',
    async () => {
      const { answer } = await endingOf('reads all after 6 s')
      expect(answer.body.length).toBe(large.length)
    },
    patience,
  )
})

describe('among 500 half-sent requests', () => {
  it('a whole one is answered within 100 ms', async () => {
    const sockets = await Promise.all(Array.from({ length: 500 }, () => openSocket(port)))
    for (const socket of sockets) {
      socket.on('error', () => undefined)
      socket.write('GET /health HTTP/1.1\r\nX: ')
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
    const answer = await sendRaw({ port }, requestText('/health', { host: `localhost:${port}` }))
    for (const socket of sockets) socket.destroy()
    expect(answer.status).toBe(200)
    expect(answer.took).toBeLessThan(2_000)
  })
})
