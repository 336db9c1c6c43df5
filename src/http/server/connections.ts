/**
 * The sockets of one server, known from the TCP handshake on: Node's own list begins only where HTTP
 * does, holds a browser's silent pre-connection for busy, and has no limit for slow readers.
 *
 * @module
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'

export interface Connections {
  /** Ends those between two requests, and those that have never sent a byte. */
  closeIdle(): void
  closeAll(): void
}

/** Milliseconds that a peer may take to read what was written to it. */
const slowestRead = 10_000
const sweepInterval = 1_000

/** Since when a socket has had unread bytes waiting; 0 when it has none. */
type Waiting = Map<Socket, number>

export function watchConnections(server: Server): Connections {
  const sockets: Waiting = new Map()
  const keep = (socket: Socket): void => {
    sockets.set(socket, 0)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', keep)
  // Gone TLS this one carries the requests, and the one of 'connection' the handshake.
  server.on('secureConnection', keep)
  endSlowReaders(server, sockets)
  return {
    closeIdle() {
      server.closeIdleConnections()
      for (const socket of sockets.keys()) if (socket.bytesRead === 0) socket.destroy()
    },
    closeAll() {
      for (const socket of sockets.keys()) socket.destroy()
    },
  }
}

function endSlowReaders(server: Server, sockets: Waiting): void {
  let timer: NodeJS.Timeout | undefined
  server.on('listening', () => {
    timer = setInterval(() => sweep(sockets, performance.now()), sweepInterval)
    timer.unref()
  })
  server.on('close', () => clearInterval(timer))
}

function sweep(sockets: Waiting, now: number): void {
  for (const [socket, since] of sockets) {
    if (socket.writableLength === 0) {
      if (since !== 0) sockets.set(socket, 0)
    } else if (since === 0) {
      sockets.set(socket, now)
    } else if (now - since >= slowestRead) {
      socket.destroy()
    }
  }
}
