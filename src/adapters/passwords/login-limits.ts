/**
 * What wrong passwords and wrong secrets cost: they delay further ones; they never lock anybody out.
 *
 * @module
 */

import type { Authentication } from '../../ports/authenticator.ts'
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

/** What bounds guesses of all realms together. An account goes by a key. */
export interface LoginLimits {
  /**
   * Looks at a guess in its turn, and counts what comes of it: as many guesses of an account are looked at
   * together as it has failures left. Who must wait is told so, and the guess is not looked at.
   */
  judge(
    account: string,
    address: string,
    guess: () => Promise<Authentication>,
  ): Promise<Authentication>
}

/** What bounds the secrets of clients, each by a key. */
export interface SecretLimits {
  /** Says that `waitOf` will be asked in a moment; left out where that costs nothing. */
  expect?(client: string, address: string): void
  /** Milliseconds until it may be tried again from this address. */
  waitOf(client: string, address: string): Promise<number>
  countFailure(client: string, address: string): Promise<void>
  /** It has proved itself. */
  forget(client: string, address: string): Promise<void>
}

/** Milliseconds: whoever waited longer for a turn is sent away rather than looked at. */
export const patience = 5000

/** Guesses that may wait, of all accounts together. */
const waiting = 20_000

/** How many failures cost how much, wherever they are counted. */
export const guessing = {
  /** Failures of one account that cost nothing but the try. */
  freeFailures: 5,
  /** Milliseconds after the last failure at which an account's count is forgotten. */
  accountWindow: 15 * 60_000,
  longestWait: 60_000,
  /** Failures a second: of everybody together, and of one address, which alone stays well below. */
  together: 100,
  addressRate: 50,
} as const

const { freeFailures, accountWindow, longestWait, addressRate } = guessing

interface Failures {
  readonly count: number
  readonly waitUntil: number
}

const none: Failures = { count: 0, waitUntil: 0 }

/**
 * What bounds the secrets of clients, apart from all logins. A secret is compared by one cheap hash,
 * so nothing is scarce that everybody shares: a stranger's failures make nobody else wait.
 */
export function createClientLimits(needs: Omit<Needs, 'together'> = {}): SecretLimits {
  const failures = createFailures({ ...needs, together: Number.POSITIVE_INFINITY })
  return {
    waitOf: async (client, address) => failures.waitOf(client, address),
    countFailure: async (client, address) => failures.countFailure(client, address),
    forget: async (client) => failures.forget(client),
  }
}

export function createLoginLimits(needs: Needs = {}): LoginLimits {
  const failures = createFailures(needs)
  const queue = createGuessQueue(needs)
  return {
    async judge(account, address, guess) {
      const slots = () => Math.max(1, freeFailures - failures.countOf(account))
      const judged = await queue.run(account, slots, async () => {
        const wait = failures.waitOf(account, address)
        if (wait > 0) return mustWait(wait)
        const found = await guess()
        if (found.kind === 'right') failures.forget(account)
        if (found.kind === 'wrong') failures.countFailure(account, address)
        return found
      })
      return judged ?? busy
    },
  }
}

/** @param milliseconds until it may be tried again */
export const mustWait = (milliseconds: number): Authentication => ({
  kind: 'wait',
  seconds: Math.ceil(milliseconds / 1000),
})

/** Too many guesses are being looked at. */
export const busy: Authentication = { kind: 'busy', seconds: 1 }

/** Guesses of one account that came together wait here, by its key. */
export const createGuessQueue = ({ monotonic }: Pick<Needs, 'monotonic'> = {}): WorkQueue =>
  createWorkQueue({ waiting, patience, ...(monotonic && { monotonic }) })

/** Failures as this process counts them. */
function createFailures(needs: Needs) {
  const { monotonic = () => performance.now(), capacity = 10_000 } = needs
  const { together = guessing.together } = needs
  const accounts = createExpiringMap<Failures>({ now: monotonic, capacity })
  const crowd = createCrowd({ monotonic, capacity, together })
  const failuresOf = (account: string): Failures => accounts.get(account) ?? none
  return {
    countOf: (account: string) => failuresOf(account).count,
    waitOf: (account: string, address: string) =>
      Math.max(failuresOf(account).waitUntil - monotonic(), crowd.waitOf(address)),
    countFailure(account: string, address: string) {
      countFailure(accounts, account, monotonic())
      crowd.countFailure(address)
    },
    forget: (account: string) => accounts.delete(account),
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
