import { performance } from 'node:perf_hooks'
import process from 'node:process'
import Fastify from 'fastify'
import { createFragrant } from '../../../dist/bundle/index.js'
import { median } from '../load/statistics.mjs'
import { answering } from './answering.mjs'

async function measure({ times }) {
  const ours = []
  const cpu = []
  const bare = []
  for (let time = 0; time < 2 * times; time += 1) {
    const before = process.cpuUsage()
    const elapsed = await timed(startAndStop)
    const { user, system } = process.cpuUsage(before)
    const bareElapsed = await timed(startAndStopBare)
    // The first half warms.
    if (time < times) continue
    ours.push(elapsed)
    cpu.push((user + system) / 1000)
    bare.push(bareElapsed)
  }
  return { ours: median(ours), oursCpu: median(cpu), bare: median(bare) }
}

async function timed(work) {
  const before = performance.now()
  await work()
  return performance.now() - before
}

async function startAndStop() {
  const fragrant = await createFragrant({ port: 0, signing_alg: 'ES256' })
  await fragrant.listen()
  await fragrant.close()
}

async function startAndStopBare() {
  const app = Fastify()
  app.get('/', () => ({}))
  await app.listen({ host: 'localhost', port: 0 })
  await app.close()
}

answering(() => {}, { measure })
