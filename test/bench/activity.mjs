/**
 * What a page of the console takes to be made when its journal is full: 10,000 exchanges.
 *
 * @module
 */
import { Agent, request } from 'node:http'
import { startChild } from './load/child.mjs'
import { median } from './load/statistics.mjs'

const full = 10_000
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Milliseconds until the whole answer is there. */
function ask(url) {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    request(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        resolve({ status: answer.statusCode, took: performance.now() - began }),
      )
    })
      .once('error', reject)
      .end()
  })
}

async function fill(issuer) {
  const app = 'client_id=jwt&response_type=token&redirect_uri=http://127.0.0.1:1/nowhere'
  for (let asked = 0; asked < full; asked += 16) {
    await Promise.all(Array.from({ length: 16 }, () => ask(`${issuer}/authorize?${app}`)))
  }
}

const pages = [
  ['the newest', ''],
  ['one in the middle', '?before=x5000'],
  ['of an app', '?app=jwt'],
  ['of an app that is not there', '?app=nobody'],
  ['refused only', '?refused=yes'],
]

export async function measureActivity({ quick, report }) {
  report.heading('pages of Activity, 10,000 exchanges')
  const child = await startChild('servers/fragrant.mjs', { alg: 'ES256', console: true })
  const { issuer } = child
  await ask(`${issuer}/activity`)
  await fill(issuer)
  for (const [name, query] of pages) {
    const times = []
    for (let round = 0; round < (quick ? 10 : 50); round += 1) {
      const { status, took } = await ask(`${issuer}/activity${query}`)
      if (status !== 200) throw new Error(`The page was answered with ${status}.`)
      times.push(took)
    }
    report.figure(`${name}, median`, median(times), 'ms', 100)
    report.figure(`${name}, slowest`, Math.max(...times), 'ms', 100)
  }
  agent.destroy()
  await child.stop()
}
