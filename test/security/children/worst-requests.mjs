// Sends as many requests that carry all they may, over a few connections, and counts the answers.
import { Agent, request } from 'node:http'

const [issuer, count] = process.argv.slice(2)
const { port, host } = new URL(issuer)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const answers = {}

// Each value as long as it may be, and of letters that take two bytes, where it may have them.
const worst = (at, extra) => ({
  client_id: `worst-${at % 500}`,
  redirect_uri: `http://localhost:4/${'p'.repeat(1900)}`,
  response_type: 'id_token token',
  scope: `openid profile ${'s'.repeat(900)}`,
  state: `${at}`.padEnd(2048, 's'),
  nonce: `${at}`.padEnd(512, 'n'),
  login_hint: 'ж'.repeat(256),
  claims: JSON.stringify({ userinfo: { [`${at}`.padEnd(3800, 'c')]: null } }),
  acr_values: `${at}`.padEnd(512, 'a'),
  ui_locales: 'l'.repeat(500),
  ...extra,
})

// What F2 of an attack sent: more than is kept, so the request is refused, or keeps no more.
const oversized = (at) => ({
  client_id: `over-${at % 500}`,
  redirect_uri: 'http://localhost:4/',
  response_type: 'id_token',
  scope: 'openid',
  nonce: 'n',
  acr_values: `${at}`.padEnd(31_000, 'a'),
})

function post(form) {
  const body = new URLSearchParams(form).toString()
  return new Promise((resolve, reject) => {
    const headers = {
      host,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
    }
    const sent = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/authorize',
      method: 'POST',
      headers,
    })
    sent.once('error', reject)
    sent.once('response', (received) => {
      const where = /\/login\//.test(received.headers.location ?? '') ? 'login' : 'else'
      const what = received.statusCode === 303 ? where : received.statusCode
      answers[what] = (answers[what] ?? 0) + 1
      received.resume().once('end', resolve)
    })
    sent.end(body)
  })
}

let next = 0
async function work() {
  while (next < Number(count)) {
    const at = next
    next += 1
    await post(at % 4 === 3 ? oversized(at) : worst(at))
  }
}
await Promise.all(Array.from({ length: 16 }, work))
agent.destroy()
process.stdout.write(`${JSON.stringify(answers)}\n`)
