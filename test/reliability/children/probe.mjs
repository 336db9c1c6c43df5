/** Asks for one address every 20 ms, from a process with nothing else to do, until it is told to stop. */

import { Agent, get } from 'node:http'

const [url] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const took = []
const statuses = {}

const ask = () =>
  new Promise((resolve) => {
    const begun = performance.now()
    get(url, { agent }, (received) => {
      received.resume()
      received.once('end', () => {
        took.push(performance.now() - begun)
        statuses[received.statusCode] = (statuses[received.statusCode] ?? 0) + 1
        resolve()
      })
    }).once('error', (error) => {
      statuses[error.code] = (statuses[error.code] ?? 0) + 1
      resolve()
    })
  })

let going = true
process.once('SIGTERM', () => {
  going = false
})
process.stdout.write('asking\n')
while (going) {
  await ask()
  await new Promise((resolve) => setTimeout(resolve, 20))
}
agent.destroy()
took.sort((a, b) => a - b)
const at = (share) => Math.round(took[Math.floor(took.length * share)] * 10) / 10
process.stdout.write(
  JSON.stringify({ asked: took.length, statuses, p50: at(0.5), p99: at(0.99), max: at(0.9999) }),
)
