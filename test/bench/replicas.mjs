/**
 * Two replicas on one Redis beside one alone: what a request costs when its neighbours are answered elsewhere.
 * Each would have a core of its own; here they share those of the machine, so CPU time says what they could do.
 *
 * @module
 */
import { codeCookieOf, codeLoad } from './code.mjs'
import { startChild } from './load/child.mjs'
import { contest } from './load/contest.mjs'
import { startRedis } from './load/redis.mjs'
import { ratioOf } from './load/statistics.mjs'
import { cookieOf, silentLoad } from './silent.mjs'

/** How much more two are to answer than one. */
const goal = 1.8

export async function measureReplicas({ quick, algs, report }) {
  for (const alg of algs.filter((one) => one !== 'EdDSA')) {
    const redis = await startRedis()
    const store = `redis://127.0.0.1:${redis.port}`
    const start = (prefix) =>
      startChild('servers/fragrant.mjs', { alg, store: `${store}?prefix=${prefix}` })
    // one after the other: the first of the two makes the keys that both sign with
    const servers = [await start('alone'), await start('two'), await start('two')]
    const loads = await Promise.all(servers.map(() => startChild('load/generator.mjs')))
    report.heading(`two replicas against one, on one Redis, ${alg}`)
    const rounds = {
      rounds: quick ? 3 : 7,
      count: (quick ? 400 : 2000) / (alg === 'RS256' ? 2 : 1),
    }
    for (const [name, loadOf] of Object.entries({ silent, code })) {
      const [alone, ...two] = await Promise.all(
        servers.map((server, index) => loadOf(loads[index], server)),
      )
      const contestants = [
        { name: 'one', server: servers[0], run: alone },
        { name: 'two', server: together(servers.slice(1)), run: halves(two) },
      ]
      const results = await contest(contestants, rounds)
      const [one, both] = [results.get('one'), results.get('two')]
      report.ratio(`${name}, with a core each`, { cpu: 2 * ratioOf(one.cpus, both.cpus) }, goal)
    }
    await Promise.all([...loads, ...servers].map((child) => child.stop()))
    redis.stop()
  }
}

async function silent(load, server) {
  const clientId = 'jwt'
  const cookie = await cookieOf(server, '/authorize', clientId)
  return silentLoad(load, { issuer: server.issuer, path: '/authorize', clientId, cookie })
}

async function code(load, server) {
  const clientId = 'code-jwt'
  const cookie = await codeCookieOf(server, '/authorize', clientId)
  const { issuer } = server
  return codeLoad(load, { issuer, path: '/authorize', tokenPath: '/token', clientId, cookie })
}

/** What both have used. */
const together = (servers) => ({
  async ask(question) {
    const answers = await Promise.all(servers.map((server) => server.ask(question)))
    return { micros: answers.reduce((sum, { micros }) => sum + micros, 0) }
  },
})

/** Each answers every other request, at the same time. */
const halves = (runs) => async (count) => {
  const done = await Promise.all(runs.map((run) => run(count / runs.length)))
  return { elapsed: Math.max(...done.map(({ elapsed }) => elapsed)), samples: [] }
}
