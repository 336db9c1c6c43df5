/**
 * What a server keeps for its tokens: memory after 100,000 answers, less what it had before.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { cookieOf, silentLoad } from './silent.mjs'

const alg = 'EdDSA'

export async function measureMemory({ quick, report }) {
  const load = await startChild('load/generator.mjs')
  const count = quick ? 20_000 : 100_000
  report.heading(`memory after ${count} answers, ${alg}`)
  for (const [clientId, goal] of [
    ['opaque', 600],
    ['jwt', undefined],
  ]) {
    const server = await startChild('servers/fragrant.mjs', { alg }, ['--expose-gc'])
    const cookie = await cookieOf(server, '/authorize', clientId)
    const warmUp = await cookieOf(server, '/authorize', 'jwt')
    const { issuer } = server
    // JWTs leave nothing behind: they only bring the heap to its working size.
    await silentLoad(load, { issuer, path: '/authorize', clientId: 'jwt', cookie: warmUp })(
      count / 2,
    )
    const before = await server.ask({ kind: 'memory' })
    await silentLoad(load, { issuer, path: '/authorize', clientId, cookie })(count)
    const after = await server.ask({ kind: 'memory' })
    await server.stop()
    const each = (name) => (after[name] - before[name]) / count
    report.figure(`RSS per live ${clientId} token`, each('rss'), 'B', goal)
    report.figure(`heap per live ${clientId} token`, each('heapUsed'), 'B')
    report.figure(`RSS in all after ${clientId} tokens`, after.rss / 1e6, 'MB')
  }
  await load.stop()
}
