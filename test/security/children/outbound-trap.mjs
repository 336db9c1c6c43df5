/**
 * Tells of every connection that the process begins and of every name that it looks up: by the
 * handles of the system, which no library can go around. Loaded before the server.
 *
 * @module
 */

import { createHook } from 'node:async_hooks'
import { writeSync } from 'node:fs'

const outbound = new Set([
  'TCPCONNECTWRAP',
  'PIPECONNECTWRAP',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
  'UDPSENDWRAP',
])

createHook({
  init(_id, type) {
    if (outbound.has(type)) writeSync(2, `OUTBOUND ${type}\n`)
  },
}).enable()
