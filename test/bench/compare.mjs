/**
 * This tree against another commit: what a change did to the CPU of the hot paths.
 *
 * @module
 */
import { startChild } from './load/child.mjs'
import { checkOut } from './load/commit.mjs'
import { compare, contest, portOf } from './load/contest.mjs'
import { getRequest } from './load/requests.mjs'
import { cookieOf, silentLoad } from './silent.mjs'
import { userinfoLoad } from './userinfo.mjs'

const silent =
  (clientId) =>
  async (load, { server, cookie }) =>
    silentLoad(load, { ...server, path: '/authorize', clientId, cookie: await cookie(clientId) })

const userinfo =
  (clientId) =>
  async (load, { server, cookie }) =>
    userinfoLoad(load, server, {
      ...{ path: '/userinfo', authorize: '/authorize', clientId },
      cookie: await cookie(clientId),
    })

const document =
  (path) =>
  async (load, { server }) => {
    const texts = [getRequest(server.issuer, path)]
    const expect = { status: 200, inBody: '{"' }
    return (count) => load.ask({ kind: 'load', port: portOf(server), texts, count, expect })
  }

/** What is measured, and of how many requests a round is made. */
const paths = [
  ['silent, JWT', silent('jwt'), 1000],
  ['silent, opaque', silent('opaque'), 1000],
  ['userinfo, JWT', userinfo('jwt'), 4000],
  ['userinfo, opaque', userinfo('opaque'), 4000],
  ['discovery', document('/.well-known/openid-configuration'), 4000],
  ['JWKS', document('/.well-known/jwks.json'), 4000],
]

/** Both trees get the same load in turn. */
export async function measureAgainst(rev, { quick, algs, report }) {
  const there = await checkOut(rev)
  const load = await startChild('load/generator.mjs')
  try {
    for (const alg of algs) {
      report.heading(`this tree against ${rev}, ${alg}`)
      await measureAlg([{ startChild, cookieOf }, there], { alg, load, quick, report })
    }
  } finally {
    await load.stop()
    await there.remove()
  }
}

async function measureAlg(trees, { alg, load, quick, report }) {
  const started = await Promise.all(trees.map((tree) => start(tree, alg)))
  for (const [what, prepare, count] of paths) {
    const [ours, theirs] = started
    const contestants = [
      { name: 'ours', server: ours.server, run: await prepare(load, ours) },
      { name: 'theirs', server: theirs.server, run: await prepare(load, theirs) },
    ]
    const [rounds, each] = quick ? [5, count / 4] : [15, count]
    const results = await contest(contestants, { rounds, count: each })
    report.figure(`CPU per answer, ${what}`, results.get('ours').cpu, 'us')
    report.ratio(what, compare(results.get('ours'), results.get('theirs')))
  }
  await Promise.all(started.map(({ server }) => server.stop()))
}

async function start(tree, alg) {
  const server = await tree.startChild('servers/fragrant.mjs', { alg })
  return { server, cookie: (clientId) => tree.cookieOf(server, '/authorize', clientId) }
}
