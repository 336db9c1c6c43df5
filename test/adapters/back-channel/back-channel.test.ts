import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createBackChannel } from '../../../src/adapters/back-channel/back-channel.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Call {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A receiver on loopback, and the calls that it has had. */
async function receiver(answer: (response: ServerResponse, call: number) => void) {
  const calls: Call[] = []
  const sockets: Socket[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push({ path: request.url ?? '', headers: request.headers, body })
    answer(response, calls.length)
  })
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { calls, sockets, port, uri: `http://127.0.0.1:${port}/out?a=b` }
}

const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end()

function channel(options: Partial<Parameters<typeof createBackChannel>[0]> = {}) {
  const made = createBackChannel({ mode: 'local', deadline: 300, pauses: [5, 5], ...options })
  closing.push(() => made.close())
  return made
}

describe('a client is told', () => {
  it.each([200, 204])(
    'by one form with the token, and has taken it with %i (OIDC Back-Channel Logout §2.5)',
    async (code) => {
      const { calls, uri, sockets } = await receiver(status(code))
      expect(await channel().tell(uri, 'a.b-_.c')).toEqual({ kind: 'told', attempts: 1 })
      expect(calls).toHaveLength(1)
      expect(calls[0]).toMatchObject({ path: '/out?a=b', body: 'logout_token=a.b-_.c' })
      expect(calls[0]?.headers).toMatchObject({
        'content-type': 'application/x-www-form-urlencoded',
      })
      expect(calls[0]?.headers.cookie).toBeUndefined()
      expect(sockets).toHaveLength(1)
    },
  )

  it('again when it has a fault of its own, and no more than twice', async () => {
    const late = await receiver((response, call) => status(call < 3 ? 503 : 200)(response))
    expect(await channel().tell(late.uri, 't')).toEqual({ kind: 'told', attempts: 3 })
    expect(new Set(late.calls.map(({ body }) => body)).size).toBe(1)
    const never = await receiver(status(500))
    const why = { kind: 'not-told', why: 'unreachable', attempts: 3 }
    expect(await channel().tell(never.uri, 't')).toEqual(why)
    expect(never.calls).toHaveLength(3)
  })

  it('nothing again once it has refused', async () => {
    const { calls, uri } = await receiver(status(400))
    const why = { kind: 'not-told', why: 'refused', attempts: 1 }
    expect(await channel().tell(uri, 't')).toEqual(why)
    expect(calls).toHaveLength(1)
  })

  it('where it is registered and nowhere else: no redirect is followed (ASVS 1.3.6)', async () => {
    const other = await receiver(status(200))
    for (const code of [301, 302, 303, 307, 308]) {
      const { calls, uri } = await receiver(status(code, { location: other.uri }))
      const why = { kind: 'not-told', why: 'redirected', attempts: 1 }
      expect(await channel().tell(uri, 't')).toEqual(why)
      expect(calls).toHaveLength(1)
    }
    expect(other.calls).toHaveLength(0)
  })

  it('within the deadline, or not: one that hangs, with or without a first byte, holds nothing up', async () => {
    const hanging = [
      () => undefined,
      (response: ServerResponse) => void response.socket?.write('HTTP/1.1 20'),
      (response: ServerResponse) => void response.writeProcessing(),
    ]
    for (const answer of hanging) {
      const { uri, sockets } = await receiver(answer)
      const begun = performance.now()
      const why = { kind: 'not-told', why: 'too-slow', attempts: 3 }
      expect(await channel().tell(uri, 't')).toEqual(why)
      expect(performance.now() - begun).toBeLessThan(2_000)
      await sleep(50)
      expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
    }
  })

  it('and its answer is not read: of megabytes hardly anything arrives', async () => {
    const megabyte = Buffer.alloc(1_000_000)
    let taken = 0
    const { uri, sockets } = await receiver((response) => {
      response.writeHead(200)
      const more = () => {
        if (taken === 60) return
        taken += 1
        response.write(megabyte)
      }
      response.on('drain', more)
      more()
    })
    expect(await channel().tell(uri, 't')).toEqual({ kind: 'told', attempts: 1 })
    await sleep(50)
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true)
    expect(taken).toBeLessThan(30)
    const heads = await receiver((response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(200_000)}\r\n\r\n`)
    })
    expect(await channel().tell(heads.uri, 't')).toMatchObject({ why: 'unreachable' })
  })

  it('only so many at once, and only so many wait', async () => {
    let now = 0
    let most = 0
    const { uri } = await receiver(async (response) => {
      now += 1
      most = Math.max(most, now)
      await sleep(30)
      now -= 1
      response.end()
    })
    const few = channel({ atOnce: 3, capacity: 8 })
    const all = await Promise.all(Array.from({ length: 12 }, () => few.tell(uri, 't')))
    expect(most).toBe(3)
    expect(all.filter(({ kind }) => kind === 'told')).toHaveLength(8)
    expect(all.at(-1)).toEqual({ kind: 'not-told', why: 'busy', attempts: 0 })
  })

  it('no more once the server stops, which does not wait for pauses', async () => {
    const { uri, calls } = await receiver(status(503))
    const stopping = channel({ pauses: [60_000] })
    const told = stopping.tell(uri, 't')
    await expect.poll(() => calls.length).toBe(1)
    await stopping.close()
    expect(await told).toEqual({ kind: 'not-told', why: 'stopped', attempts: 2 })
    expect(calls).toHaveLength(1)
  })
})

describe('what a name leads to', () => {
  const at = (...addresses: readonly string[]) => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    }
    return { asked, resolve }
  }

  it('is looked up once a try, and is where the call goes, whatever it leads to by then', async () => {
    const { uri, calls, port } = await receiver(status(200))
    const { asked, resolve } = at('127.0.0.1')
    const told = await channel({ resolve }).tell(uri.replace('127.0.0.1', 'no-such.localhost'), 't')
    expect(told.kind).toBe('told')
    expect(asked).toEqual(['no-such.localhost'])
    expect(calls[0]?.headers.host).toBe(`no-such.localhost:${port}`)
  })

  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fd00::1'])(
    'may not be %s in strict mode, by name or as a literal, nor beside a good one (ASVS 1.3.6)',
    async (address) => {
      const why = { kind: 'not-told', why: 'private-address', attempts: 1 }
      for (const known of [[address], ['8.8.8.8', address]]) {
        const strict = channel({ mode: 'strict', resolve: at(...known).resolve })
        expect(await strict.tell('https://app.example/out', 't')).toEqual(why)
      }
      const literal = address.includes(':') ? `[${address}]` : address
      expect(await channel({ mode: 'strict' }).tell(`https://${literal}/out`, 't')).toEqual(why)
    },
  )

  it('does not matter without https: loopback in strict mode, and any other host, get nothing', async () => {
    const { calls, uri } = await receiver(status(200))
    const why = { kind: 'not-told', why: 'insecure', attempts: 1 }
    expect(await channel({ mode: 'strict' }).tell(uri, 't')).toEqual(why)
    const { asked, resolve } = at('127.0.0.1')
    expect(await channel({ resolve }).tell(uri.replace('127.0.0.1', 'app.example'), 't')).toEqual(
      why,
    )
    expect([calls.length, asked.length]).toEqual([0, 0])
  })

  it('must be loopback on http in local mode, though it be called localhost', async () => {
    const why = { kind: 'not-told', why: 'private-address', attempts: 1 }
    const told = await channel({ resolve: at('10.0.0.1').resolve }).tell(
      'http://localhost:1/out',
      't',
    )
    expect(told).toEqual(why)
  })

  it('may be nothing at all: then it is tried again', async () => {
    const { uri } = await receiver(status(200))
    const resolve = async () => Promise.reject(new Error('ENOTFOUND'))
    const why = { kind: 'not-told', why: 'unreachable', attempts: 3 }
    expect(await channel({ resolve }).tell(uri.replace('127.0.0.1', 'localhost'), 't')).toEqual(why)
  })
})
