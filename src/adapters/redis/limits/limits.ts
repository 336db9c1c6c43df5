/**
 * What bounds guessing, counted in Redis for all replicas together.
 *
 * @module
 */

import { setTimeout as pause } from 'node:timers/promises'
import type { Authentication } from '../../../ports/authenticator.ts'
import {
  busy,
  createGuessQueue,
  guessing,
  type LoginLimits,
  mustWait,
  patience,
  type SecretLimits,
} from '../../passwords/login-limits.ts'
import { networkOf } from '../../passwords/network-of.ts'
import type { RedisConnection } from '../connection/connection.ts'
import type { ScriptName } from '../connection/scripts.ts'

interface Needs {
  readonly redis: RedisConnection
  /** Makes the ids of guesses. */
  readonly newId: () => string
  /** Epoch milliseconds; those of Redis by default. */
  readonly now?: () => number
}

/** Milliseconds after which it is asked again whether there is a turn. */
const again = 50

/** Milliseconds for which an answer that was expected may be given. */
const moment = 5

/** The most clients of which something is remembered. */
const mostRemembered = 5_000

/** Together it is never too much for whoever has no limit for everybody. */
const unbounded = 1e15

export function createRedisLoginLimits({ redis, newId, now }: Needs): LoginLimits {
  const ask = createAsk({ redis, now, kind: 'logins', together: guessing.together })
  const queue = createGuessQueue()

  const admit = async (account: string, address: string, id: string) => {
    const [is, milliseconds] = (await ask('admitGuess', account, address, id)) as
      // as the script says
      readonly ['look' | 'turn' | 'wait', number]
    return { is, milliseconds }
  }

  /** Tells what came of it; only a failure must be counted before it is told. */
  const settle = async (account: string, address: string, id: string, kind: string) => {
    const settled = ask('settleGuess', account, address, id, kind)
    if (kind === 'wrong') await settled
    else settled.catch(() => {})
  }

  const look = async (
    account: string,
    address: string,
    guess: () => Promise<Authentication>,
    { id, till }: { readonly id: string; readonly till: number },
  ): Promise<Authentication> => {
    const { is, milliseconds } = await admit(account, address, id)
    if (is === 'wait') return mustWait(milliseconds)
    if (is === 'turn') {
      if (performance.now() + again > till) return busy
      await pause(again)
      return look(account, address, guess, { id, till })
    }
    let kind = 'broken'
    try {
      const found = await guess()
      kind = found.kind
      return found
    } finally {
      await settle(account, address, id, kind)
    }
  }

  return {
    async judge(account, address, guess) {
      const turn = { id: newId(), till: performance.now() + patience }
      const judged = await queue.run(
        account,
        () => guessing.freeFailures,
        () => look(account, address, guess, turn),
      )
      return judged ?? busy
    },
  }
}

export function createRedisSecretLimits({ redis, now }: Omit<Needs, 'newId'>): SecretLimits {
  const kind = 'client-secrets'
  const ask = createAsk({ redis, now, kind, together: unbounded })
  /** What was asked for whoever asks in a moment, once. */
  const expected = new Map<string, Asked>()
  /** Those of which a failure was seen; of the others nothing is there to be forgotten. */
  const failing = new Set<string>()

  const read = (client: string, address: string): Asked => ({
    since: performance.now(),
    // as the script says
    answer: ask('limitOf', client, address) as Promise<readonly [number, number]>,
  })
  const take = (client: string, address: string) => {
    const before = expected.get(client)
    expected.delete(client)
    const isFresh = before !== undefined && performance.now() - before.since < moment
    return (isFresh ? before : read(client, address)).answer
  }

  return {
    expect(client, address) {
      const asked = read(client, address)
      // Whoever asks is told.
      asked.answer.catch(() => {})
      if (expected.size >= mostRemembered) expected.clear()
      expected.set(client, asked)
    },
    async waitOf(client, address) {
      const [wait, failures] = await take(client, address)
      if (failing.size >= mostRemembered) failing.clear()
      if (failures > 0) failing.add(client)
      return wait
    },
    async countFailure(client, address) {
      expected.delete(client)
      await ask('countFailure', client, address)
    },
    async forget(client, address) {
      if (!failing.delete(client)) return
      // What cannot be forgotten now ends by itself.
      await redis.remove([keysOf(redis.prefix, kind, client, address)[0]]).catch(() => {})
    },
  }
}

/** What Redis says of a client: the milliseconds that it must wait, and its failures. */
interface Asked {
  readonly since: number
  readonly answer: Promise<readonly [wait: number, failures: number]>
}

interface Terms extends Pick<Needs, 'redis'> {
  readonly now: Needs['now'] | undefined
  readonly kind: 'logins' | 'client-secrets'
  /** Failures a second of everybody. */
  readonly together: number
}

function createAsk({ redis, now, kind, together }: Terms) {
  const { freeFailures, accountWindow, longestWait, addressRate } = guessing
  return (script: ScriptName, account: string, address: string, ...more: readonly string[]) =>
    redis.run(script, keysOf(redis.prefix, kind, account, address), [
      ...[now?.() ?? '', freeFailures, accountWindow, longestWait, together, addressRate],
      ...more,
    ])
}

/** All of a kind lie in one slot of a cluster, for everybody's failures are counted together. */
function keysOf(prefix: string, kind: Terms['kind'], account: string, address: string) {
  const tag = `${prefix}:{${kind}}`
  return [`${tag}:${account}`, `${tag}#network:${networkOf(address)}`, `${tag}#everybody`] as const
}
