import { createServer, request } from 'node:http'

/**
 * A proxy that sends each request to another server than the one before: what a user does in several steps
 * is done by all of them.
 */
export interface RoundRobin {
  readonly origin: string
  readonly port: number
  /** Where requests go from now on. */
  to(ports: readonly number[]): void
  close(): Promise<void>
}

export async function createRoundRobin(): Promise<RoundRobin> {
  let targets: readonly number[] = []
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const port = targets[turn % targets.length]
    turn += 1
    const { method, url, headers } = incoming
    const onward = request({ host: 'localhost', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  const { port } = address
  return {
    origin: `http://localhost:${port}`,
    port,
    to(ports) {
      targets = ports
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
