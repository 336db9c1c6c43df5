/**
 * The secrets that pairwise subjects are made with, each realm its own.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { PairwiseSalt } from '../../ports/pairwise-salt.ts'
import type { SharedSecret } from '../../ports/shared-secret.ts'
import { writeFileAtomically } from './atomic-file.ts'
import { readRegularFile } from './private-file.ts'

export interface PairwiseSalts {
  /** The salt of a realm, by its id: made when it is first read. */
  of(realmId: string): PairwiseSalt
  /** Forgets what is in memory only; what a file keeps is there again when the realm is. */
  forget(realmId: string): void
}

/**
 * `folder` keeps the salts from one start to the next; without it they live as long as the process.
 * `sharedOf`: where replicas share them, instead of a folder.
 */
export function createPairwiseSalts(
  folder: string | undefined,
  sharedOf?: (realmId: string) => SharedSecret,
): PairwiseSalts {
  const opened = new Map<string, PairwiseSalt>()
  const open = (realmId: string): PairwiseSalt =>
    createSalt(
      sharedOf ? inStore(sharedOf(realmId)) : inFile(folder && saltFileIn(folder, realmId)),
    )
  return {
    of(realmId) {
      const salt = opened.get(realmId) ?? open(realmId)
      opened.set(realmId, salt)
      return salt
    },
    forget(realmId) {
      if (folder === undefined) opened.delete(realmId)
    },
  }
}

/** Beside the keys of the realm. */
export const saltFileIn = (folder: string, realmId: string): string =>
  realmId === 'default'
    ? join(folder, 'pairwise-salt')
    : join(folder, 'realms', realmId, 'pairwise-salt')

/** Bytes: as many as the hash has. */
const length = 32

type ReadSalt = () => Promise<Uint8Array>

const inFile =
  (file: string | undefined): ReadSalt =>
  async () => {
    const kept = file === undefined ? undefined : await readSaltFile(file)
    if (kept !== undefined) return kept
    const salt = randomBytes(length)
    if (file !== undefined) await writeFileAtomically(file, `${salt.toString('base64url')}\n`)
    return salt
  }

/** Made by whoever comes first. */
const inStore =
  (secret: SharedSecret): ReadSalt =>
  async () => {
    const kept = await secret.read()
    if (kept !== undefined) return Buffer.from(kept, 'base64url')
    const salt = randomBytes(length)
    const isMine = await secret.replace(undefined, salt.toString('base64url'))
    return isMine ? salt : inStore(secret)()
  }

/** Reads it once. */
function createSalt(read: ReadSalt): PairwiseSalt {
  let reading: Promise<Uint8Array> | undefined
  return {
    read() {
      reading ??= read().catch((error: unknown) => {
        // whoever asks next tries again
        reading = undefined
        throw error
      })
      return reading
    },
  }
}

/** A damaged one is not replaced: every pairwise client would take its users for strangers. */
async function readSaltFile(file: string): Promise<Uint8Array | undefined> {
  const text = await readRegularFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `The file ${file} cannot be read (${error.code}). Make it a file that this user may read.`,
    )
  })
  if (text === undefined) return undefined
  const salt = Buffer.from(text.trim(), 'base64url')
  if (salt.length === length && salt.toString('base64url') === text.trim()) return salt
  throw new Error(
    `The file ${file} does not hold the secret that Fragrant wrote there. ` +
      'Restore it from a backup, or delete it to start with a new one (clients with subject_type pairwise then take their users for strangers).',
  )
}
