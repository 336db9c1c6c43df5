import { performance } from 'node:perf_hooks'
import { startFragrant } from '../../../dist/bundle/testing/index.js'
import { median } from '../load/statistics.mjs'
import { answering } from './answering.mjs'

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token token',
  scope: 'openid profile',
  nonce: 'n-1',
}

let idp

/** Milliseconds of each of `times` runs: their median, once the first tenth has warmed. */
async function each(times, work) {
  const elapsed = []
  for (let time = 0; time < times; time += 1) {
    const before = performance.now()
    await work(time)
    elapsed.push(performance.now() - before)
  }
  return median(elapsed.slice(times / 10))
}

async function realms({ times }) {
  const made = []
  const make = await each(times, async () => made.push(await idp.isolate()))
  const reset = await each(times, (time) => made[time].reset())
  for (const realm of made) await realm[Symbol.asyncDispose]()
  return { make, reset }
}

async function rates({ times }) {
  const { sid } = await idp.authorize(app, { user: 'alice' })
  const tokens = await each(times, () => idp.tokens.issue())
  const authorize = await each(times, () => idp.authorize({ ...app, prompt: 'none' }, { sid }))
  return { tokens: 1000 / tokens, authorize: 1000 / authorize }
}

/** Each has a key, a session, tokens and a journal; all are made at once, as many workers do. */
async function thousand() {
  const one = async () => {
    const realm = await idp.isolate()
    await realm.authorize(app, { user: 'alice' })
  }
  await Promise.all(Array.from({ length: 1000 }, one))
}

answering(
  async ({ alg }) => {
    idp = await startFragrant({ signing_alg: alg })
    await idp.authorize(app, { user: 'alice' })
  },
  { realms, rates, thousand },
)
