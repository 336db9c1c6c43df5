/**
 * The signing keys of one realm.
 *
 * @module
 */

import type { SigningAlg } from '../../protocol/signing-alg.ts'
import { type KeptKeys, readKeyFile, writeKeyFile } from './key-file.ts'
import {
  generatePrivateJwk,
  importSigningKey,
  type PrivateJwk,
  type SigningKey,
} from './signing-key.ts'

export interface SigningKeys {
  /** Reads the file now and not with the first question; rejects when it is damaged. */
  load(): Promise<void>
  /** The key that signs with `alg`; it is made when there is none yet. */
  signing(alg: SigningAlg): Promise<SigningKey>
  /** The key of that name, or undefined; waits for keys that are being made, and makes none. */
  named(kid: string): Promise<SigningKey | undefined>
  /** Every key: those that sign with `algs`, made when there are none yet, then all others. */
  all(algs: readonly SigningAlg[]): Promise<readonly SigningKey[]>
}

interface Options {
  /** Keeps the keys from one start to the next. Without it they live as long as the process. */
  readonly file?: string | undefined
}

/**
 * Nothing is read or made before somebody asks, so that a realm that nobody uses costs nothing. A
 * new key is used only once the file holds it, so that no token outlives its key. The first key of
 * an algorithm in the file signs, the others only verify.
 */
export function createSigningKeys({ file }: Options = {}): SigningKeys {
  const drawer = createDrawer(file)
  const byKid = new Map<string, SigningKey>()
  /** Those that are being made among them; none before the file is read. */
  const byAlg = new Map<SigningAlg, Promise<SigningKey>>()

  const load = async (): Promise<void> => {
    const { keys } = await drawer.read()
    for (const key of keys) {
      byKid.set(key.kid, key)
      if (!byAlg.has(key.alg)) byAlg.set(key.alg, Promise.resolve(key))
    }
  }
  const make = async (alg: SigningAlg): Promise<SigningKey> => {
    const jwk = await generatePrivateJwk(alg)
    await drawer.add(jwk)
    const key = await importSigningKey(jwk)
    byKid.set(key.kid, key)
    return key
  }
  const findOrMake = async (alg: SigningAlg): Promise<SigningKey> => {
    await load()
    const found = byAlg.get(alg)
    if (found !== undefined) return found
    const made = make(alg)
    byAlg.set(alg, made)
    // Whoever asks next has it tried again, for a full disk does not stay full.
    made.catch(() => byAlg.delete(alg))
    return made
  }
  const signing = (alg: SigningAlg) => byAlg.get(alg) ?? findOrMake(alg)
  return {
    load,
    signing,
    async named(kid) {
      const known = byKid.get(kid)
      if (known !== undefined) return known
      await load()
      await Promise.allSettled(byAlg.values())
      return byKid.get(kid)
    },
    async all(algs) {
      await load()
      const ofAlgs = await Promise.all(algs.map(signing))
      return [...new Set([...ofAlgs, ...byKid.values()])]
    },
  }
}

const nothingKept: KeptKeys = { jwks: [], keys: [] }

/** The file, read once and written one key after another; without one nothing is kept. */
function createDrawer(file: string | undefined) {
  let kept: Promise<KeptKeys> | undefined
  let written: Promise<void> = Promise.resolve()
  let jwks: readonly PrivateJwk[] = []

  const readFirst = async (path: string): Promise<KeptKeys> => {
    try {
      const read = await readKeyFile(path)
      jwks = read.jwks
      return read
    } catch (error) {
      // It may be mended before somebody asks again.
      kept = undefined
      throw error
    }
  }
  return {
    async read(): Promise<KeptKeys> {
      if (file === undefined) return nothingKept
      kept ??= readFirst(file)
      return kept
    },
    async add(jwk: PrivateJwk): Promise<void> {
      if (file === undefined) return
      const write = async (): Promise<void> => {
        const next = [...jwks, jwk]
        await writeKeyFile(file, next)
        jwks = next
      }
      written = written.then(write, write)
      await written
    },
  }
}
