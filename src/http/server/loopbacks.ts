import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** A free port of one address may be taken on the other one; then both are tried anew. */
const attempts = 5

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1 with a second server, both on one port.
 * A port that someone else holds on either address is an error: a browser that takes `localhost` for
 * the other address would reach that someone.
 */
export async function listenOnLoopbacks(
  app: FastifyInstance,
  port: number,
  makeServer: () => Server,
): Promise<Server | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const second = await listenOnIpv6(makeServer, port)
    const sharedPort = second === undefined ? port : portOf(second)
    try {
      await app.listen({ host: '127.0.0.1', port: sharedPort, backlog })
      return second
    } catch (error) {
      await closeServer(second)
      if (isAbsent(error)) return listenOnIpv6Alone(app, port)
      if (port !== 0 || attempt === attempts || codeOf(error) !== 'EADDRINUSE') throw error
    }
  }
}

/** How many may wait to be accepted; the system takes as many of them as it is set to. */
export const backlog = 4096

export function portOf(server: Server): number {
  // Safe: the server listens, and on a TCP address, for only those are asked for here.
  return (server.address() as AddressInfo).port
}

async function listenOnIpv6(makeServer: () => Server, port: number): Promise<Server | undefined> {
  const server = makeServer()
  server.listen({ host: '::1', port, backlog })
  try {
    await once(server, 'listening')
    return server
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

async function listenOnIpv6Alone(app: FastifyInstance, port: number): Promise<undefined> {
  await app.listen({ host: '::1', port, backlog })
}

async function closeServer(server: Server | undefined): Promise<void> {
  if (server === undefined) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** Whether the machine lacks the address altogether. */
const isAbsent = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '')

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
