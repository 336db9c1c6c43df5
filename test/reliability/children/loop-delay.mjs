/** Loaded into a server before it starts: tells on descriptor 2 how long its event loop was held up. */

import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const inMs = (nanoseconds) => Math.round(nanoseconds / 1e5) / 10
process.on('SIGUSR2', () => {
  const { max, mean } = delay
  const p99 = delay.percentile(99)
  process.stderr.write(
    `loop-delay ${JSON.stringify({ p50: inMs(delay.percentile(50)), mean: inMs(mean), p99: inMs(p99), max: inMs(max) })}\n`,
  )
  delay.reset()
})
