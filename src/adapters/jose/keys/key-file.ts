/**
 * The file that keeps the private keys from one start to the next: a JWK Set (RFC 7517 §5), in which
 * each key says when it signs.
 *
 * @module
 */

import { statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { KeyRing } from '../../../protocol/keys/key-plan.ts'
import { leftoversOf, removeLeftovers, writeFileAtomically } from '../../data-folder/atomic-file.ts'
import {
  hasLocksLeft,
  lockFile,
  type Release,
  removeLeftLocks,
} from '../../data-folder/file-lock.ts'
import { readRegularFile } from '../../data-folder/private-file.ts'
import { type KeptKey, noKeys, readRing, writeRing } from './key-ring-text.ts'

/**
 * Reads the keys of `file`; none when there is no such file. Throws a sentence for the operator when
 * there is one that does not hold sound keys: to replace it would make every issued token void.
 */
export async function readKeyFile(file: string): Promise<KeyRing<KeptKey>> {
  const text = await readIfThere(file)
  if (text === undefined) return noKeys
  try {
    return await readRing(text)
  } catch {
    throw new Error(
      `The key file ${file} does not hold the signing keys that Fragrant wrote there. ` +
        'Restore it from a backup, or delete it to start with new keys (tokens issued before become void).',
    )
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readRegularFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `The key file ${file} cannot be read (${code}). Make it a file that this user may read.`,
    )
  }
}

/** Writes the keys for their owner alone; where there are none, there is no file. */
export async function writeKeyFile(file: string, ring: KeyRing<KeptKey>): Promise<void> {
  await saying(file, () =>
    ring.keys.length === 0
      ? rm(file, { force: true })
      : writeFileAtomically(file, `${writeRing(ring)}\n`),
  )
}

/** Waits until nobody else writes the file. */
export const lockKeyFile = (file: string): Promise<Release> => saying(file, () => lockFile(file))

async function saying<Result>(file: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `The key file ${file} cannot be written (${code}). Make its folder writable for this user, ` +
        'and see that the disk is not full.',
    )
  }
}

/** Removes what a process left that was killed while it wrote; what another writes now is waited for. */
export async function sweepKeyFile(file: string): Promise<void> {
  const isSwept = (await leftoversOf(file)).length === 0 && !(await hasLocksLeft(file))
  if (isSwept) return
  const release = await lockKeyFile(file)
  try {
    await Promise.all([removeLeftovers(file), removeLeftLocks(file)])
  } finally {
    await release()
  }
}

/** What changes when the file does; undefined while there is none. */
export function stampOf(file: string): string | undefined {
  try {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false })
    return found && `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}`
  } catch {
    // Whoever reads it is told why.
    return 'unreadable'
  }
}
