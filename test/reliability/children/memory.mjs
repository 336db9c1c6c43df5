/** Asks one server in this process for all that it can do, again and again, and weighs its heap. */

import { Agent, request } from 'node:http'
import { pathToFileURL } from 'node:url'

const [entry, total, samples] = process.argv
  .slice(2)
  .map((text, at) => (at === 0 ? text : Number(text)))
const { createFragrant } = await import(pathToFileURL(entry).href)

// The lifetimes are short and idle sessions few, so that what is kept is what is alive.
const fragrant = await createFragrant({
  port: 0,
  signing_alg: 'ES256',
  access_token_lifetime: '30s',
  session_idle: '30s',
  session_lifetime: '30s',
  interaction_lifetime: '1m',
})
const { issuer } = await fragrant.listen()
const { port, host } = new URL(issuer)
const agent = new Agent({ keepAlive: true, maxSockets: 32 })
let answered = 0
const statuses = {}

function send(path, { cookie, form, authorization } = {}) {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString()
  const headers = {
    host,
    ...(cookie && { cookie }),
    ...(authorization && { authorization }),
    ...(body !== undefined && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    }),
  }
  const method = body === undefined ? 'GET' : 'POST'
  return new Promise((resolve, reject) => {
    const sent = request({ agent, port, host: '127.0.0.1', path, method, headers }, (received) => {
      let text = ''
      received.setEncoding('latin1')
      received.on('data', (chunk) => {
        text += chunk
      })
      received.on('end', () => {
        answered += 1
        statuses[received.statusCode] = (statuses[received.statusCode] ?? 0) + 1
        resolve({ headers: received.headers, text })
      })
    })
    sent.once('error', (error) =>
      sent.reusedSocket
        ? send(path, { cookie, form, authorization }).then(resolve, reject)
        : reject(error),
    )
    sent.end(body)
  })
}

const query = (round) =>
  new URLSearchParams({
    response_type: 'id_token token',
    client_id: `app-${round % 500}`,
    redirect_uri: 'http://localhost:5173/callback',
    scope: 'openid profile',
    state: `state-${round}`,
    nonce: `nonce-${round}`,
  })

const cookiesOf = ({ headers }) =>
  (headers['set-cookie'] ?? []).map((line) => line.slice(0, line.indexOf(';'))).join('; ')

/** One login with all its pages, eight silent renewals, and what an app asks for besides. */
async function journey(round) {
  const asked = await send(`/authorize?${query(round)}`)
  const browser = cookiesOf(asked)
  const page = await send(asked.headers.location, { cookie: browser })
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1]
  const entered = await send(asked.headers.location, {
    cookie: browser,
    form: { csrf, username: 'alice', password: 'alice' },
  })
  const cookie = `${browser}; ${cookiesOf(entered)}`
  // the app is known from its first round on, and its user is not asked again
  if (entered.headers.location.startsWith('/')) {
    const consent = await send(entered.headers.location, { cookie })
    const again = /name="csrf" value="([^"]+)"/.exec(consent.text)?.[1]
    await send(entered.headers.location, { cookie, form: { csrf: again, decision: 'remember' } })
  }
  for (let time = 0; time < 8; time += 1) {
    const { headers } = await send(`/authorize?${query(round)}&prompt=none`, { cookie })
    const token = new URLSearchParams(headers.location.split('#')[1]).get('access_token')
    if (token === null) throw new Error(`no token: ${headers.location}`)
    await send('/userinfo', { authorization: `Bearer ${token}` })
  }
  await send('/.well-known/openid-configuration')
  await send('/.well-known/jwks.json')
  await send(`/nowhere/${round}`)
  await send(`/authorize?client_id=${round}&redirect_uri=https%3A%2F%2Fevil.example%2F${round}`)
  await send(`/login/${round}`, { cookie })
}

async function weigh() {
  // most of what lives for half a minute is let go first
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  for (let time = 0; time < 200; time += 1) await send(`/authorize?${query(time)}`)
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  return {
    requests: answered,
    heapMB: Math.round(heapUsed / 1e4) / 100,
    rssMB: Math.round(rss / 1e6),
  }
}

let round = 0
const weights = []
const begun = performance.now()
// done steps are remembered for an hour, but never more than 30,000 of them: that many are made first
for (let step = 0; step < 30_000; step += 32) {
  await Promise.all(Array.from({ length: 32 }, (_, at) => send(`/authorize?${query(step + at)}`)))
}
const warmUp = Math.min(total / 10, 50_000)
for (let sample = 0; sample <= samples; sample += 1) {
  const until = warmUp + ((total - warmUp) * sample) / samples
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (answered < until) {
        round += 1
        await journey(round)
      }
    }),
  )
  weights.push(await weigh())
  process.stderr.write(`${JSON.stringify(weights.at(-1))}\n`)
}
const seconds = Math.round((performance.now() - begun) / 1000)
agent.destroy()
await fragrant.close()
process.stdout.write(JSON.stringify({ seconds, statuses, weights }))
