/**
 * What wrong passwords and wrong secrets cost: they delay further ones; they never lock anybody out.
 *
 * @module
 */

import { createExpiringMap, type ExpiringMap } from '../memory/expiring-map.ts'
import { networkOf } from './network-of.ts'
import { createWorkQueue, type WorkQueue } from './work-queue.ts'

interface Needs {
  /** Milliseconds that only grow; durations do not follow the wall clock. */
  readonly monotonic?: () => number
  /** How many accounts, and how many addresses, are remembered. */
  readonly capacity?: number
  /** Failures a second of everybody together, after which everybody waits. */
  readonly together?: number
}

/** What bounds the logins of all realms of a process together. An account goes by a key. */
export interface LoginLimits {
  /** Milliseconds until a login to this account may be tried again from this address. */
  waitOf(account: string, address: string): number
  countFailure(account: string, address: string): void
  /** The user has signed in. */
  forget(account: string): void
  /** How many guesses of an account may be looked at together: as many as it has failures left. */
  guessesOf(account: string): number
  /** Guesses of one account that came together wait here, by its key. */
  readonly queue: WorkQueue
}

/** Milliseconds: whoever waited longer for a turn is sent away rather than looked at. */
const patience = 5000

/** Guesses that may wait, of all accounts together. */
const waiting = 20_000

/** Failures of one account that cost nothing but the try. */
const freeFailures = 5

/** Milliseconds after the last failure at which an account's count is forgotten. */
const accountWindow = 15 * 60_000

const longestWait = 60_000

/** Failures a second: of everybody together, and of one address, which alone stays well below. */
const usualTogether = 100
const addressRate = 50

interface Failures {
  readonly count: number
  readonly waitUntil: number
}

const none: Failures = { count: 0, waitUntil: 0 }

/**
 * What bounds the secrets of clients, apart from all logins. A secret is compared by one cheap hash,
 * so nothing is scarce that everybody shares: a stranger's failures make nobody else wait.
 */
export const createClientLimits = (needs: Omit<Needs, 'together'> = {}): LoginLimits =>
  createLoginLimits({ ...needs, together: Number.POSITIVE_INFINITY })

export function createLoginLimits(needs: Needs = {}): LoginLimits {
  const { monotonic = () => performance.now(), capacity = 10_000 } = needs
  const { together = usualTogether } = needs
  const accounts = createExpiringMap<Failures>({ now: monotonic, capacity })
  const crowd = createCrowd({ monotonic, capacity, together })
  const failuresOf = (account: string): Failures => accounts.get(account) ?? none
  return {
    waitOf: (account, address) =>
      Math.max(failuresOf(account).waitUntil - monotonic(), crowd.waitOf(address)),
    countFailure(account, address) {
      countFailure(accounts, account, monotonic())
      crowd.countFailure(address)
    },
    forget: (account) => accounts.delete(account),
    guessesOf: (account) => Math.max(1, freeFailures - failuresOf(account).count),
    queue: createWorkQueue({ waiting, patience, monotonic }),
  }
}

function countFailure(accounts: ExpiringMap<Failures>, account: string, now: number): void {
  const count = (accounts.get(account)?.count ?? 0) + 1
  const over = count - freeFailures
  const wait = over < 0 ? 0 : Math.min(longestWait, 1000 * 2 ** over)
  accounts.set(account, { count, waitUntil: now + wait }, now + accountWindow)
}

/** Failures of all accounts together and of each address, counted by the second. */
function createCrowd({ monotonic, capacity, together }: Required<Needs>) {
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
      return failures >= together || ofAddress >= addressRate ? second - monotonic() : 0
    },
    countFailure(address: string): void {
      turn()
      failures += 1
      const network = networkOf(address)
      addresses.set(network, (addresses.get(network) ?? 0) + 1, second)
    },
  }
}
