import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate } from 'selfsigned'
import { describe, expect, it } from 'vitest'
import { createTinyApp, openSocket, readAnswer } from '../tiny-app.ts'

const graceMs = 3000

/** Milliseconds within which something happens at once, on a machine that is busy. */
const atOnce = 1500

/** Milliseconds after which the test runner has no timer of its own: it tells of a new test late. */
const runnerSettles = 300

const large = 'a'.repeat(40_000_000)

async function listening(options: Parameters<typeof createTinyApp>[0] = {}) {
  const tiny = createTinyApp({
    graceMs,
    routes: (app) => {
      app.get('/large', () => large)
    },
    ...options,
  })
  const port = await tiny.listeners.listen(tiny.app, { host: 'localhost', port: 0 })
  return { ...tiny, port, host: `Host: localhost:${port}` }
}

/** What a socket got, and when it was closed, from now on in milliseconds. */
function watch(socket: Socket) {
  const begun = performance.now()
  let text = ''
  const closed = new Promise<number>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(performance.now() - begun))
  })
  return { closed, answer: () => readAnswer(text) }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const timed = async (work: Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work
  return performance.now() - begun
}

describe('a shutdown', () => {
  it.each(['127.0.0.1', '::1'])(
    'serves five kinds of sockets each in its way on %s',
    async (at) => {
      const { drain, port, host } = await listening()
      const idle = await openSocket(port, at)
      const silent = await openSocket(port, at)
      const inFlight = await openSocket(port, at)
      const half = await openSocket(port, at)
      const slowReader = await openSocket(port, at)
      idle.write(`GET /health HTTP/1.1\r\n${host}\r\n\r\n`)
      inFlight.write(`GET /slow HTTP/1.1\r\n${host}\r\n\r\n`)
      half.write('GET /health HTTP/1.1\r\nX: ')
      slowReader.pause()
      slowReader.write(`GET /large HTTP/1.1\r\n${host}\r\n\r\n`)
      await pause(150)
      slowReader.on('error', () => undefined)
      const seen = { idle: watch(idle), silent: watch(silent), busy: watch(inFlight) }
      const halfSeen = watch(half)
      const took = await timed(drain.close())

      expect(await seen.idle.closed).toBeLessThan(atOnce)
      expect(await seen.silent.closed).toBeLessThan(atOnce)
      expect(await seen.busy.closed).toBeLessThan(graceMs - 500)
      expect(seen.busy.answer()).toMatchObject({ status: 200, body: 'slow' })
      expect(seen.busy.answer().headers.get('connection')).toBe('close')
      expect(await halfSeen.closed).toBeGreaterThan(graceMs - 100)
      expect(took).toBeGreaterThan(graceMs - 100)
      expect(took).toBeLessThan(graceMs + 2000)
      slowReader.destroy()
    },
  )

  it('accepts nothing new once it has begun, on either address', async () => {
    const { drain, port, host } = await listening()
    const busy = await openSocket(port)
    const { closed } = watch(busy)
    busy.write(`GET /slow HTTP/1.1\r\n${host}\r\n\r\n`)
    await pause(50)
    const done = drain.close()
    await pause(50)
    for (const at of ['127.0.0.1', '::1']) {
      await expect(openSocket(port, at)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
    await Promise.all([done, closed])
  })

  it('answers a request whose second half comes within the grace', async () => {
    const { drain, port, host } = await listening()
    const socket = await openSocket(port)
    const { answer, closed } = watch(socket)
    socket.write(`GET /health HTTP/1.1\r\n${host}\r\n`)
    await pause(50)
    const done = drain.close()
    await pause(200)
    socket.write('\r\n')
    await closed
    expect(answer().status).toBe(200)
    expect(answer().headers.get('connection')).toBe('close')
    expect(await timed(done)).toBeLessThan(graceMs - 500)
  })

  it('is over at once when nothing is open, whether it listens or not', async () => {
    const { drain } = await listening()
    expect(await timed(drain.close())).toBeLessThan(atOnce)
    expect(await timed(createTinyApp().drain.close())).toBeLessThan(graceMs - 500)
  })

  it('is over at once when browsers hold silent connections over TLS', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    const { drain, port } = await listening({ https: { key, cert }, issuer: 'https://localhost' })
    const beforeHandshake = watch(await openSocket(port))
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    const afterHandshake = watch(socket)
    await pause(50)
    expect(await timed(drain.close())).toBeLessThan(atOnce)
    expect(await beforeHandshake.closed).toBeLessThan(atOnce)
    expect(await afterHandshake.closed).toBeLessThan(atOnce)
  })

  it('is the same one however often it is asked for, and by whichever way', async () => {
    const { app, drain, port } = await listening()
    const half = await openSocket(port)
    half.on('error', () => undefined)
    half.write('GET /health HTTP/1.1\r\nX: ')
    await pause(50)
    const took = await timed(Promise.all([drain.close(), app.close(), drain.close()]))
    expect(took).toBeGreaterThan(graceMs - 100)
    expect(took).toBeLessThan(graceMs + 2000)
    expect(await timed(drain.close())).toBeLessThan(atOnce)
  })

  it('cuts everything when it is told so', async () => {
    const { drain, port } = await listening()
    const half = await openSocket(port, '::1')
    half.on('error', () => undefined)
    half.write('GET /health HTTP/1.1\r\nX: ')
    await pause(50)
    const closing = drain.close()
    expect(await timed(drain.closeNow())).toBeLessThan(atOnce)
    await closing
  })

  it('leaves no handle and no timer', async () => {
    await pause(runnerSettles)
    const before = process.getActiveResourcesInfo().sort()
    for (let round = 0; round < 20; round += 1) {
      const { drain, port, host } = await listening()
      const socket = await openSocket(port, round % 2 === 0 ? '::1' : '127.0.0.1')
      const { closed } = watch(socket)
      socket.write(`GET /health HTTP/1.1\r\n${host}\r\n\r\n`)
      await pause(5)
      await drain.close()
      await closed
    }
    await pause(runnerSettles)
    expect(process.getActiveResourcesInfo().sort()).toEqual(before)
  })
})
