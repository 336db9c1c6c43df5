/**
 * The signing keys of a server, which all its realms share.
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
  /** The key that signs with `alg`; rejects when the server has none. */
  signing(alg: SigningAlg): Promise<SigningKey>
  /** The key of that name, or undefined; waits for keys that are still being made. */
  named(kid: string): Promise<SigningKey | undefined>
  /** Every key, signing ones first. Rejects when one could not be made or kept. */
  all(): Promise<readonly SigningKey[]>
}

interface Options {
  readonly algs: readonly SigningAlg[]
  /** Keeps the keys from one start to the next. Without it they live as long as the process. */
  readonly file?: string
}

/**
 * Loads the keys of `file`, which throws when it is damaged, and sets about making those that are
 * missing, without waiting for them. A new key is used only once the file holds it, so that no
 * token outlives its key. The first key of an algorithm signs, the others only verify.
 */
export async function createSigningKeys({ algs, file }: Options): Promise<SigningKeys> {
  const { jwks, keys } = file === undefined ? nothingKept : await readKeyFile(file)
  const missing = [...new Set(algs)].filter((alg) => !keys.some((key) => key.alg === alg))
  return collect(keys, file === undefined ? make(missing) : makeAndKeep(missing, file, jwks))
}

const nothingKept: KeptKeys = { jwks: [], keys: [] }

type KeysToCome = ReadonlyMap<SigningAlg, Promise<SigningKey>>

function make(algs: readonly SigningAlg[]): KeysToCome {
  return new Map(algs.map((alg) => [alg, generatePrivateJwk(alg).then(importSigningKey)]))
}

function makeAndKeep(
  algs: readonly SigningAlg[],
  file: string,
  before: readonly PrivateJwk[],
): KeysToCome {
  const kept = Promise.all(
    algs.map(async (alg) => ({ alg, jwk: await generatePrivateJwk(alg) })),
  ).then(async (made) => {
    if (made.length > 0) await writeKeyFile(file, [...before, ...made.map(({ jwk }) => jwk)])
    return new Map(made.map(({ alg, jwk }) => [alg, jwk]))
  })
  return new Map(algs.map((alg) => [alg, kept.then((made) => importMade(made.get(alg)))]))
}

function importMade(jwk: PrivateJwk | undefined): Promise<SigningKey> {
  if (jwk === undefined) throw new Error('A key was asked for that was not made.')
  return importSigningKey(jwk)
}

function collect(loaded: readonly SigningKey[], toCome: KeysToCome): SigningKeys {
  const byAlg = new Map<SigningAlg, Promise<SigningKey>>(toCome)
  const byKid = new Map(loaded.map((key) => [key.kid, key]))
  for (const key of loaded) {
    if (!byAlg.has(key.alg)) byAlg.set(key.alg, Promise.resolve(key))
  }
  const made = Promise.all(toCome.values())
  const all = made.then((keys) => [...keys, ...loaded])
  let complete = false
  const fill = all.then((keys) => {
    for (const key of keys) byKid.set(key.kid, key)
    complete = true
  })
  for (const promise of [...byAlg.values(), made, all, fill]) promise.catch(heardLater)

  return {
    signing: (alg) => byAlg.get(alg) ?? Promise.reject(noKeyFor(alg)),
    named: async (kid) => {
      if (!complete && !byKid.has(kid)) await fill
      return byKid.get(kid)
    },
    all: () => all,
  }
}

/** Whoever asks for a key hears why there is none; nobody may be asking yet. */
const heardLater = () => {}

const noKeyFor = (alg: SigningAlg) => new Error(`This server has no key for ${alg}.`)
