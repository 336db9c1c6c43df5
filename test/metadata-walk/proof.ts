/**
 * What a proof is: of what one member of the metadata says, for one server.
 *
 * @module
 */

import { expect } from 'vitest'
import type { Provider } from '../support/provider.ts'

/** `said`: the value of the member; undefined where the server says nothing of it. */
export type Proof = (provider: Provider, said: unknown) => Promise<void>

type Trial = (provider: Provider, value: string) => Promise<void>

/** What a value is for a server that advertises it, and what for one that does not. */
interface Trials {
  readonly works: Trial
  readonly refused: Trial
}

/** Of a list: each known value works where it is listed, and is refused where it is not. */
export const each =
  (known: readonly string[], { works, refused }: Trials): Proof =>
  async (provider, said = []) => {
    const listed = said as readonly string[]
    expect(new Set(listed).size, 'how often each value is listed').toBe(listed.length)
    const unknown = listed.filter((value) => !known.includes(value))
    expect(unknown, 'listed, but not known to test/metadata-walk/known.ts: add it').toEqual([])
    for (const value of known) {
      const isListed = listed.includes(value)
      await told(`${value}, ${isListed ? 'advertised' : 'not advertised'}`, () =>
        (isListed ? works : refused)(provider, value),
      )
    }
  }

/** Of a list whose further values nobody knows: each that is listed works, and `other` does not. */
export const eachAnd =
  (other: string, { works, refused }: Trials): Proof =>
  async (provider, said) => {
    for (const value of said as readonly string[]) await told(value, () => works(provider, value))
    await told(other, () => refused(provider, other))
  }

/** Of a flag: what holds where it is set, and what where it is not. */
export const flag =
  (on: (provider: Provider) => Promise<void>, off: (provider: Provider) => Promise<void>): Proof =>
  (provider, said) => {
    expect([true, false]).toContain(said)
    return said === true ? on(provider) : off(provider)
  }

/** Of a flag that every server of ours sets the same. */
export const always =
  (value: unknown, proof: (provider: Provider) => Promise<void>): Proof =>
  async (provider, said) => {
    expect(said).toEqual(value)
    await proof(provider)
  }

/** Says which value it was that a trial failed for. */
async function told(what: string, trial: () => Promise<void>): Promise<void> {
  try {
    await trial()
  } catch (cause) {
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
