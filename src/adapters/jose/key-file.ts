/**
 * The file that keeps the private keys from one start to the next: a JWK Set (RFC 7517 §5).
 *
 * @module
 */

import { removeLeftovers, writeFileAtomically } from '../data-folder/atomic-file.ts'
import { readRegularFile } from '../data-folder/private-file.ts'
import { importSigningKey, type PrivateJwk, type SigningKey } from './signing-key.ts'

/** The keys of a file, as they are written there and ready for use. */
export interface KeptKeys {
  readonly jwks: readonly PrivateJwk[]
  readonly keys: readonly SigningKey[]
}

/**
 * Reads the keys of `file`; none when there is no such file. Throws a sentence for the operator when
 * there is one that does not hold sound keys: to replace it would make every issued token void.
 */
export async function readKeyFile(file: string): Promise<KeptKeys> {
  await removeLeftovers(file)
  const text = await readIfThere(file)
  if (text === undefined) return { jwks: [], keys: [] }
  try {
    const jwks = privateJwksOf(JSON.parse(text))
    return { jwks, keys: await Promise.all(jwks.map(importSigningKey)) }
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

function privateJwksOf(value: unknown): readonly PrivateJwk[] {
  const { keys } = value as { keys?: unknown }
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('no keys')
  return keys
}

export async function writeKeyFile(file: string, keys: readonly PrivateJwk[]): Promise<void> {
  try {
    await writeFileAtomically(file, `${JSON.stringify({ keys }, null, 2)}\n`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `The key file ${file} cannot be written (${code}). Make its folder writable for this user, ` +
        'and see that the disk is not full.',
    )
  }
}
