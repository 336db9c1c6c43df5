/**
 * Start and stop within one process, as each test of an app does: `createFragrant()`, `listen()`,
 * `close()`, with an EC key that is made anew each time.
 *
 * @module
 */
import { startChild } from './load/child.mjs'

export async function measureStartStop({ quick, report }) {
  const child = await startChild('servers/start-stop.mjs')
  const { ours, oursCpu, bare } = await child.ask({ kind: 'measure', times: quick ? 15 : 60 })
  await child.stop()
  report.heading('start and stop in one process, warm, ES256')
  report.figure('createFragrant + listen + close', ours, 'ms', 15)
  report.figure('its CPU', oursCpu, 'ms')
  report.figure('bare Fastify: create + listen + close', bare, 'ms')
}
