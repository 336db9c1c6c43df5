/**
 * What tests ask of a server: realms, resets, tokens and logins without a browser, in the process of
 * the test; what the journal costs; and what a thousand realms take.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { contest } from './load/contest.mjs'
import { ratioOf } from './load/statistics.mjs'
import { cookieOf, silentLoad } from './silent.mjs'

const alg = 'ES256'

export async function measureControl({ quick, report }) {
  report.heading(`tests in control, in process, ${alg}`)
  const child = await startChild('servers/control.mjs', { alg }, ['--expose-gc'])
  const times = quick ? 200 : 1000
  const { make, reset } = await child.ask({ kind: 'realms', times })
  report.figure('a realm is made', make, 'ms', 5)
  report.figure('a realm is reset', reset, 'ms', 5)
  const { tokens, authorize } = await child.ask({ kind: 'rates', times: 2 * times })
  report.figure('tokens.issue', tokens, '/s')
  report.figure('authorize(), silent, two tokens', authorize, '/s')
  await child.stop()
  await measureThousand(report)
  await measureJournal({ quick, report })
}

async function measureThousand(report) {
  const child = await startChild('servers/control.mjs', { alg }, ['--expose-gc'])
  const before = await child.ask({ kind: 'memory' })
  await child.ask({ kind: 'thousand' })
  const after = await child.ask({ kind: 'memory' })
  await child.stop()
  report.figure(
    'RSS of 1,000 realms, made at once, each used once',
    (after.rss - before.rss) / 1e6,
    'MB',
    200,
  )
}

/** The same silent requests over HTTP, with a console and without: the rest is what its journal takes. */
async function measureJournal({ quick, report }) {
  const load = await startChild('load/generator.mjs')
  const servers = await Promise.all(
    [false, true].map((console) => startChild('servers/fragrant.mjs', { alg, console })),
  )
  const contestants = await Promise.all(
    servers.map(async (server, index) => {
      const { issuer } = server
      const cookie = await cookieOf(server, '/authorize', 'jwt')
      const run = silentLoad(load, { issuer, path: '/authorize', clientId: 'jwt', cookie })
      return { name: ['off', 'on'][index], server, run }
    }),
  )
  const rounds = quick ? 3 : 7
  const results = await contest(contestants, { rounds, count: quick ? 1000 : 4000 })
  const [off, on] = [results.get('off'), results.get('on')]
  const least = Math.min(...on.cpus) - Math.min(...off.cpus)
  report.figure('journal, CPU per exchange with two JWTs', least, 'us', 50)
  report.ratio('silent authorize with a journal against without', {
    cpu: ratioOf(off.cpus, on.cpus),
  })
  await Promise.all([load, ...servers].map((child) => child.stop()))
}
