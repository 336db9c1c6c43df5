/**
 * The smallest server with a log: each request writes a line of 1 kB. It tells its port, and what
 * it dropped, on descriptor 3, for its standard output is what the tests break.
 *
 * @module
 */

import { writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogDestination } from '../../../src/adapters/events/log-destination.ts'
import { createLogger } from '../../../src/adapters/events/logger.ts'

const destination = createLogDestination(1)
const logger = createLogger({ level: 'info', format: 'json', destination })

const server = createServer((request, response) => {
  logger.info({ path: request.url, filler: 'x'.repeat(1000) }, 'answered')
  response.end(`${destination.dropped}`)
})

process.once('SIGTERM', () => {
  server.closeAllConnections()
  server.close(() => void destination.flush(200).then(() => process.exit(0)))
})

server.listen(0, '127.0.0.1', () => {
  writeSync(3, `${(server.address() as AddressInfo).port}\n`)
})
