/**
 * The one limiter of all password paths. It delays; it never locks anybody out.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { LoginAttempt, LoginGuard, LoginVerdict } from '../../ports/login-guard.ts'
import { createExpiringMap, type ExpiringMap } from '../memory/expiring-map.ts'
import { createAttemptQueue } from './attempt-queue.ts'
import { networkOf } from './network-of.ts'
import type { PasswordHasher } from './password-hasher.ts'

interface LimitNeeds {
  /** Milliseconds that only grow; durations do not follow the wall clock. */
  readonly monotonic?: () => number
  /** How many accounts, and how many addresses, are remembered. */
  readonly capacity?: number
}

/** What bounds all guards of a process together. */
export type LoginLimits = ReturnType<typeof createLoginLimits>

export function createLoginLimits(needs: LimitNeeds = {}) {
  const { monotonic = () => performance.now(), capacity = 10_000 } = needs
  return {
    monotonic,
    accounts: createExpiringMap<Failures>({ now: monotonic, capacity }),
    crowd: createCrowd(monotonic, capacity),
    queue: createAttemptQueue({ monotonic }),
  }
}

interface Needs {
  readonly hasher: PasswordHasher
  readonly limits: LoginLimits
  /** Whose accounts these are: those of another realm have failures of their own. */
  readonly realm: string
}

/** Failures of one account that cost nothing but the try. */
export const freeFailures = 5

/** Milliseconds after the last failure at which an account's count is forgotten. */
const accountWindow = 15 * 60_000

const longestWait = 60_000

/** Failures a second: of everybody together, and of one address, which alone stays well below. */
const globalRate = 100
const addressRate = 50

interface Failures {
  readonly count: number
  readonly waitUntil: number
}

const none: Failures = { count: 0, waitUntil: 0 }

/**
 * Counts by user name and address together, so that a stranger cannot make the user wait who comes
 * from somewhere else; names that differ in letter case only are counted as one. At most as many
 * guesses of one account are looked at together as it has failures left.
 */
export function createLoginGuard({ hasher, limits, realm }: Needs): LoginGuard {
  const { monotonic, accounts, crowd, queue } = limits

  const judge = async (key: string, attempt: LoginAttempt): Promise<LoginVerdict> => {
    const now = monotonic()
    const { waitUntil } = accounts.get(key) ?? none
    const wait = Math.max(waitUntil - now, crowd.waitOf(attempt.address))
    if (wait > 0) return { kind: 'wait', seconds: Math.ceil(wait / 1000) }
    const verdict = await hasher.verify(attempt.stored, attempt.password)
    if (verdict === 'busy') return busy
    if (verdict === 'right') accounts.delete(key)
    else {
      countFailure(accounts, key, monotonic())
      crowd.countFailure(attempt.address)
    }
    return { kind: verdict }
  }
  const slots = (key: string) => Math.max(1, freeFailures - (accounts.get(key)?.count ?? 0))

  return {
    async check(attempt) {
      const key = accountKey(realm, attempt)
      const verdict = await queue.run(
        key,
        () => slots(key),
        () => judge(key, attempt),
      )
      return verdict ?? busy
    },
  }
}

const busy: LoginVerdict = { kind: 'busy', seconds: 1 }

/** A digest: a key is of one length, whatever was typed. */
function accountKey(realm: string, { username, address }: LoginAttempt): string {
  const name = username.normalize('NFKC').toLowerCase()
  return createHash('sha256')
    .update(`${realm}\n${networkOf(address)}\n${name}`)
    .digest('base64')
}

function countFailure(accounts: ExpiringMap<Failures>, key: string, now: number): void {
  const count = (accounts.get(key)?.count ?? 0) + 1
  const over = count - freeFailures
  const wait = over < 0 ? 0 : Math.min(longestWait, 1000 * 2 ** over)
  accounts.set(key, { count, waitUntil: now + wait }, now + accountWindow)
}

/** Failures of all accounts together and of each address, counted by the second. */
function createCrowd(monotonic: () => number, capacity: number) {
  const addresses = createExpiringMap<number>({ now: monotonic, capacity })
  let failures = 0
  let second = 0
  const endOfSecond = () => (Math.floor(monotonic() / 1000) + 1) * 1000
  const turn = () => {
    const current = endOfSecond()
    if (current === second) return
    second = current
    failures = 0
  }
  return {
    /** Milliseconds until this address may try again. */
    waitOf(address: string): number {
      turn()
      const ofAddress = addresses.get(networkOf(address)) ?? 0
      return failures >= globalRate || ofAddress >= addressRate ? second - monotonic() : 0
    },
    countFailure(address: string): void {
      turn()
      failures += 1
      const network = networkOf(address)
      addresses.set(network, (addresses.get(network) ?? 0) + 1, second)
    },
  }
}
