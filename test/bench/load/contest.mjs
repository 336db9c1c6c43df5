/**
 * Contestants in turn: CPU time and requests per second of each, round by round.
 *
 * @module
 */
import { median, ratioOf } from './statistics.mjs'

/**
 * Each contestant has a `server` and `run(count)`, which resolves to `{ elapsed, samples }`.
 * One round is thrown away: it warms the compilers of both ends.
 */
export async function contest(contestants, { rounds, count }) {
  const results = contestants.map(({ name }) => ({ name, cpus: [], rates: [], samples: [] }))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const figures = await runOnce(contestant, count)
      if (round === 0) continue
      results[index].cpus.push(figures.cpu)
      results[index].rates.push(figures.rate)
      results[index].samples.push(...figures.samples)
    }
  }
  return new Map(results.map((result) => [result.name, { ...result, cpu: median(result.cpus) }]))
}

async function runOnce({ server, run }, count) {
  const before = await server.ask({ kind: 'cpu' })
  const { elapsed, samples = [] } = await run(count)
  const after = await server.ask({ kind: 'cpu' })
  return {
    cpu: (after.micros - before.micros) / count,
    rate: (count * 1000) / elapsed,
    samples,
  }
}

/** How `ours` stands beside `theirs`: above 1 it is the better one. */
export function compare(ours, theirs) {
  return { cpu: ratioOf(theirs.cpus, ours.cpus), rate: ratioOf(ours.rates, theirs.rates) }
}

export const portOf = ({ issuer }) => Number(new URL(issuer).port)
