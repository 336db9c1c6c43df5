/**
 * The other end of `load/child.mjs`: a process that answers what it is asked.
 *
 * @module
 */
import process from 'node:process'

/** `begin` takes the settings, and gives what the starter should know. */
export function answering(begin, further = {}) {
  const answers = {
    begin: ({ settings }) => begin(settings),
    cpu: () => {
      const { user, system } = process.cpuUsage()
      return { micros: user + system }
    },
    memory: async () => {
      await settle()
      const { rss, heapUsed, external } = process.memoryUsage()
      return { rss, heapUsed, external }
    },
    ...further,
  }
  process.on('message', async (message) => {
    try {
      process.send((await answers[message.kind](message)) ?? {})
    } catch (error) {
      process.send({ error: error.stack })
    }
  })
  process.on('disconnect', () => process.exit())
}

/** What the garbage collector can give back, it gives back over some rounds. */
async function settle() {
  for (let round = 0; round < 6; round += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
