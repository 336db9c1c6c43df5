/**
 * Servers for tests: each on a free port, with a clock that can be moved and a log to read.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { parseOptions } from '../../src/config/config.ts'
import type { FragrantOptions } from '../../src/index.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { createServer, type Overrides, type Server } from '../../src/server.ts'

/** The time of the machine, moved by as many seconds as a test says. */
export interface MovableClock extends Clock {
  ahead: number
}

export interface TestServer extends Pick<Server, 'app' | 'close'> {
  readonly issuer: string
  readonly clock: MovableClock
  /** Where metrics are told. */
  readonly metricsAt: string | undefined
  /** What was logged, as JSON lines read back. */
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** Takes over other clients and users, as if the file had changed. */
  reload(options: FragrantOptions): void
}

/** A store on Redis for each server, where all of them are to have one (test/store.config.ts). */
function ownStore(): Pick<FragrantOptions, 'store'> {
  const { TEST_STORE: url } = process.env
  return url === undefined ? {} : { store: `${url}?prefix=${randomUUID()}` }
}

/** Whether what is added while a server runs is there after its next start. */
export const isOnStore = ownStore().store !== undefined

export async function startServer(
  options: FragrantOptions = {},
  own: Pick<Overrides, 'configFile'> = {},
): Promise<TestServer> {
  const clock: MovableClock = {
    ahead: 0,
    now: () => Math.floor(Date.now() / 1000) + clock.ahead,
  }
  const log: Record<string, unknown>[] = []
  const store = options.data_dir === undefined ? ownStore() : {}
  const read = (own: FragrantOptions) =>
    parseOptions({ port: 0, log: { level: 'info', format: 'json' }, ...store, ...own })
  const config = read(options)
  const server = await createServer(config, {
    ...own,
    clock,
    logTo: {
      dropped: 0,
      write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>),
      later: (work) => work(),
      flush: async () => true,
    },
  })
  const { issuer } = await server.listen()
  const reload = (next: FragrantOptions) => server.reload(read(next))
  const metricsAt = server.metricsAt()
  return { app: server.app, issuer, clock, log, metricsAt, close: server.close, reload }
}
