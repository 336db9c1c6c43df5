/**
 * A line to a server that goes wrong on order: a TCP proxy in between.
 *
 * @module
 */

import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * `cut`: who connects is hung up on. `silent`: nothing is passed on, and nobody hangs up. `slow`: each answer takes
 * two seconds. `garbled`: answers are no answers.
 */
export type LineState = 'well' | 'cut' | 'silent' | 'slow' | 'garbled'

export interface FaultyLine {
  readonly port: number
  /** How many are connected. */
  readonly connections: number
  be(state: LineState): void
  close(): Promise<void>
}

export async function createFaultyLine(to: number): Promise<FaultyLine> {
  let state: LineState = 'well'
  const open = new Set<Socket>()
  const keep = (socket: Socket): void => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  }
  const server = createServer((near) => {
    keep(near)
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    keep(far)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.on('data', (bytes) => {
      if (state !== 'silent') far.write(bytes)
    })
    far.on('data', async (bytes) => {
      if (state === 'slow') await pause(2_000)
      if (state === 'silent') return
      near.write(state === 'garbled' ? 'HTTP/1.1 400 Bad Request\r\n\r\n' : bytes)
    })
  })
  await listens(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The line has no port.')
  return {
    port: address.port,
    get connections() {
      return open.size / 2
    },
    be(next) {
      state = next
      if (next === 'cut') for (const socket of open) socket.destroy()
    },
    close() {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const listens = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
