/** Starts and stops servers, one after the other, and tells what is left of them. */

import { readdirSync } from 'node:fs'
import { get } from 'node:http'
import { pathToFileURL } from 'node:url'

const [entry, times] = process.argv.slice(2)
const { createFragrant } = await import(pathToFileURL(entry).href)

const listeners = () =>
  process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
const descriptors = () => readdirSync('/dev/fd').length

async function once() {
  const begun = performance.now()
  const fragrant = await createFragrant({ port: 0, signing_alg: 'ES256' })
  const { issuer } = await fragrant.listen()
  const metadata = JSON.parse(await read(`${issuer}/.well-known/openid-configuration`))
  if (metadata.issuer !== issuer) throw new Error('another server answered')
  await fragrant.close()
  await fragrant.close()
  return performance.now() - begun
}

/** Not fetch(), which remembers every origin that it has ever asked. */
function read(url) {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, async (received) => {
      let text = ''
      for await (const chunk of received) text += chunk
      resolve(text)
    }).once('error', reject)
  })
}

const heap = async () => {
  await new Promise((resolve) => setTimeout(resolve, 200))
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

// what is made once and kept: compiled templates
for (let time = 0; time < 50; time += 1) await once()
const before = {
  listeners: listeners(),
  descriptors: descriptors(),
  resources: process.getActiveResourcesInfo(),
  heap: await heap(),
}
const took = []
for (let time = 0; time < Number(times); time += 1) took.push(await once())
const heapAfter = await heap()
await new Promise((resolve) => setTimeout(resolve, 5000))
const left = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap)$/.test(name))

process.stdout.write(
  JSON.stringify({
    times: Number(times),
    took,
    left,
    listeners: listeners() - before.listeners,
    descriptors: descriptors() - before.descriptors,
    heapBefore: before.heap,
    heapAfter,
  }),
)
