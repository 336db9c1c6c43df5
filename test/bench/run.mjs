/**
 * `npm run bench`: what Fragrant costs, beside what cannot be done without.
 *
 * Everything is measured in one run and printed as ratios, for absolute figures say more of the
 * machine and of its other work than of the server. Each measurement runs its contestants in turn
 * (A B A B …), in processes of their own; the load comes from yet another process, over 16 raw
 * keep-alive sockets, so that only the server's CPU time counts. A figure is the median over the
 * rounds; a ratio is the median of the ratios within the rounds. "cpu" compares CPU time per
 * request, all threads (the steadiest figure, and the one the goals are held against), "rate"
 * compares requests per second. In both, more is better for Fragrant.
 *
 * Fragrant runs as it is shipped, with its log at `info` (to /dev/null). Every answer is checked to
 * be what was asked for; of those with tokens a sample is verified with the published keys by jose.
 *
 *   signatures  jose's CompactSign with a CryptoKey that was imported once
 *   floor       a bare Fastify route that makes the same number of signatures and redirects, or
 *               sends the same bytes
 *   peer        oidc-provider, when it is installed beside (it is no dependency of ours)
 *
 * npm run bench -- [options]
 *   --only <name>            silent, code, userinfo, documents, flow, cold, start, memory,
 *                            control, activity, store, replicas or million (sessions; these need
 *                            redis-server, the last 1 GB); repeatable
 *   --alg <alg>              for `silent` and `code`: RS256, ES256 or EdDSA only; repeatable
 *   --compare <rev>          this tree against another commit and nothing else: silent, userinfo and the
 *                            documents, with --alg
 *   --quick                  fewer and shorter rounds: to see that it runs, not to be quoted
 *   --json                   one JSON document instead of lines
 *   --oidc-provider <path>   a folder in which `npm i oidc-provider@9` was run
 */
import { parseArgs } from 'node:util'
import { measureActivity } from './activity.mjs'
import { measureCode } from './code.mjs'
import { measureColdStart } from './cold-start.mjs'
import { measureAgainst } from './compare.mjs'
import { measureControl } from './control.mjs'
import { measureDocuments } from './documents.mjs'
import { measureFlow } from './flow.mjs'
import { findPeer } from './load/peer.mjs'
import { createReport } from './load/report.mjs'
import { measureMemory } from './memory.mjs'
import { measureReplicas } from './replicas.mjs'
import { measureSilent } from './silent.mjs'
import { measureStartStop } from './start-stop.mjs'
import { measureMillion, measureStore } from './store.mjs'
import { measureUserinfo } from './userinfo.mjs'

const measurements = {
  silent: measureSilent,
  code: measureCode,
  userinfo: measureUserinfo,
  documents: measureDocuments,
  flow: measureFlow,
  cold: measureColdStart,
  start: measureStartStop,
  memory: measureMemory,
  control: measureControl,
  store: measureStore,
  replicas: measureReplicas,
  million: measureMillion,
  activity: measureActivity,
}

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(measurements) },
    alg: { type: 'string', multiple: true, default: ['RS256', 'ES256', 'EdDSA'] },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    compare: { type: 'string' },
    'oidc-provider': { type: 'string' },
  },
})

const unknown = options.only.filter((name) => !(name in measurements))
if (unknown.length > 0) throw new Error(`There is no measurement ${unknown.join(', ')}.`)

const peer = await findPeer(options['oidc-provider'])
const report = createReport({ json: options.json })
const conditions = { quick: options.quick, algs: options.alg, peer, report }
report.begin({ peer: peer !== undefined, quick: options.quick })
if (options.compare !== undefined) await measureAgainst(options.compare, conditions)
else {
  for (const [name, measure] of Object.entries(measurements)) {
    if (options.only.includes(name)) await measure(conditions)
  }
}
report.end()
