/**
 * Set-up of the quick tests: RSA keys are drawn from a few that are made once. To make one takes longer
 * than most tests, and those of `npm test` make all of theirs.
 *
 * @module
 */

import { webcrypto } from 'node:crypto'

/** Of one kind: more than any test has at a time, so that no two keys of a test are the same. */
const poolSize = 8

const { subtle } = webcrypto
// Nothing is done with what it is given but to pass it on.
const make = subtle.generateKey.bind(subtle) as unknown as (
  ...how: readonly unknown[]
) => Promise<unknown>

const pools = new Map<string, { readonly keys: Promise<unknown>[]; next: number }>()

function draw(...how: readonly unknown[]): Promise<unknown> {
  const kind = JSON.stringify(how)
  if (!kind.includes('RSA')) return make(...how)
  const pool = pools.get(kind) ?? { keys: [], next: 0 }
  pools.set(kind, pool)
  const at = pool.next % poolSize
  pool.next += 1
  pool.keys[at] ??= make(...how)
  return pool.keys[at]
}

/** The set-up runs before each file, and the files share their modules: it is done once. */
if (!Object.hasOwn(subtle, 'generateKey')) {
  Object.defineProperty(subtle, 'generateKey', { value: draw })
}
