/**
 * The file that keeps the private keys from one start to the next: a JWK Set (RFC 7517 §5), in which
 * each key says when it signs.
 *
 * @module
 */

import { statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { KeyLife } from '../../../protocol/keys/key-life.ts'
import type { KeyRing } from '../../../protocol/keys/key-plan.ts'
import { leftoversOf, removeLeftovers, writeFileAtomically } from '../../data-folder/atomic-file.ts'
import {
  hasLocksLeft,
  lockFile,
  type Release,
  removeLeftLocks,
} from '../../data-folder/file-lock.ts'
import { readRegularFile } from '../../data-folder/private-file.ts'
import { importSigningKey, type PrivateJwk, type SigningKey } from './signing-key.ts'

/** A key as the file keeps it, ready for use. */
export interface KeptKey extends KeyLife {
  readonly jwk: PrivateJwk
  readonly key: SigningKey
}

export const noKeys: KeyRing<KeptKey> = { generation: undefined, keys: [] }

/**
 * Reads the keys of `file`; none when there is no such file. Throws a sentence for the operator when
 * there is one that does not hold sound keys: to replace it would make every issued token void.
 */
export async function readKeyFile(file: string): Promise<KeyRing<KeptKey>> {
  const text = await readIfThere(file)
  if (text === undefined) return noKeys
  try {
    return await ringOf(JSON.parse(text))
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

async function ringOf(value: unknown): Promise<KeyRing<KeptKey>> {
  const { keys, generation } = value as { keys?: unknown; generation?: unknown }
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('no keys')
  if (generation !== undefined && typeof generation !== 'string') throw new Error('no text')
  return { generation, keys: await Promise.all(keys.map(keptKey)) }
}

/** A key of a release that wrote no times has been there since ever, and signs. */
async function keptKey(member: PrivateJwk): Promise<KeptKey> {
  const { since, signs_from, signs_until, token_lifetime, ...jwk } = member
  const key = await importSigningKey(jwk)
  return {
    kid: key.kid,
    alg: key.alg,
    since: seconds(since) ?? 0,
    signsFrom: seconds(signs_from) ?? 0,
    signsUntil: seconds(signs_until),
    tokenLifetime: seconds(token_lifetime) ?? 0,
    jwk,
    key,
  }
}

function seconds(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new Error('not a time')
  return Number(value)
}

/** Writes the keys for their owner alone; where there are none, there is no file. */
export async function writeKeyFile(file: string, ring: KeyRing<KeptKey>): Promise<void> {
  const { generation, keys } = ring
  const text = JSON.stringify({ generation, keys: keys.map(memberOf) }, null, 2)
  await saying(file, () =>
    keys.length === 0 ? rm(file, { force: true }) : writeFileAtomically(file, `${text}\n`),
  )
}

const memberOf = ({ jwk, since, signsFrom, signsUntil, tokenLifetime }: KeptKey): object => ({
  ...jwk,
  since,
  signs_from: signsFrom,
  signs_until: signsUntil,
  token_lifetime: tokenLifetime,
})

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
