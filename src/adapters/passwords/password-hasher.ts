/**
 * Compares passwords with what is stored of them.
 *
 * @module
 */

import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import {
  isMeantAsHash,
  memoryOf,
  type PasswordHash,
  parsePasswordHash,
  restOf,
  type ScryptCost,
  usualCost,
  writePasswordHash,
} from './password-hash.ts'
import { createWorkQueue, type WorkQueue } from './work-queue.ts'

export interface PasswordHasher {
  /**
   * Compares a password with what is stored; `stored` is undefined for a user who does not exist or
   * has no password. `busy`: too many are waiting, and this one was not looked at.
   */
  verify(stored: string | undefined, password: string): Promise<'right' | 'wrong' | 'busy'>
}

interface Needs {
  /**
   * The cost of the costliest stored hash, asked on every use, for users may be reloaded. Every
   * check that would be quicker is made to cost as much, so that time does not tell who exists.
   */
  readonly costliest: () => ScryptCost | undefined
  /** One for all hashers of the process, whose memory and threads they share. */
  readonly queue: WorkQueue
}

/** Bytes. A longer password is wrong without being hashed. */
export const passwordLimit = 1024

const atOnce = 2
const waiting = 100

export const createHashingQueue = (): WorkQueue => createWorkQueue({ waiting })

export function createPasswordHasher({ costliest, queue }: Needs): PasswordHasher {
  /** Hashes for nothing what a check has cost less than the costliest one. */
  const spendRest = async (spent: ScryptCost | undefined, password: string): Promise<void> => {
    const most = costliest()
    if (most === undefined) return
    for (const piece of restOf(spent, most)) {
      await derive(password, { ...piece, ...nobodysHash }, nobodysHash.hash.length)
    }
  }

  const verifyHash = async (hash: PasswordHash, password: string): Promise<'right' | 'wrong'> => {
    const derived = await derive(password, hash, hash.hash.length)
    await spendRest(hash, password)
    return timingSafeEqual(derived, hash.hash) ? 'right' : 'wrong'
  }

  const inTurn = async (work: () => Promise<'right' | 'wrong'>) =>
    (await queue.run('', () => atOnce, work)) ?? 'busy'

  return {
    async verify(stored, password) {
      if (Buffer.byteLength(password) > passwordLimit) return 'wrong'
      const hash = stored === undefined ? undefined : parsePasswordHash(stored)
      if (hash !== undefined) return inTurn(() => verifyHash(hash, password))
      const verdict = verifyPlain(stored, password)
      if (costliest() === undefined) return verdict
      return inTurn(() => spendRest(undefined, password).then(() => verdict))
    },
  }
}

const nobodysHash = { salt: randomBytes(16), hash: randomBytes(32) }

/** Compared with when there is no user: nobody can type it. */
const nobodysPassword = randomBytes(32).toString('hex')

function verifyPlain(stored: string | undefined, password: string): 'right' | 'wrong' {
  const same = timingSafeEqual(digest(stored ?? nobodysPassword), digest(password))
  return same && stored !== undefined && !isMeantAsHash(stored) ? 'right' : 'wrong'
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

function derive(password: string, hash: PasswordHash, length: number): Promise<Buffer> {
  const { ln, r, p, salt } = hash
  const options = { N: 2 ** ln, r, p, maxmem: 2 * memoryOf(hash) }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, derived) => {
      if (error === null) resolve(derived)
      else reject(error)
    })
  })
}

/** Hashes a password for storing. */
export async function hashPassword(password: string, cost = usualCost): Promise<string> {
  const salted: PasswordHash = { ...cost, salt: randomBytes(16), hash: Buffer.alloc(0) }
  return writePasswordHash({ ...salted, hash: await derive(password, salted, 32) })
}
