/**
 * The signing keys in a data folder or in a store: listed, and rotated, whether a server runs there or not.
 *
 * @module
 */

import { statSync } from 'node:fs'
import process from 'node:process'
import type { ImportedKey } from '../adapters/jose/keys/imported/imported-keys.ts'
import { createKeysInStore } from '../adapters/jose/keys/kept-in-store.ts'
import type { KeptKeys } from '../adapters/jose/keys/kept-keys.ts'
import { readKeyFile } from '../adapters/jose/keys/key-file.ts'
import { createSigningKeys } from '../adapters/jose/keys/key-store.ts'
import { keyFileIn } from '../adapters/jose/keys/realm-keys.ts'
import { createSystemClock } from '../adapters/time/clock.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { keySettingsOf, type RealmConfig } from '../config/realm-config.ts'
import { didYouMean } from '../config/source/nearest.ts'
import { openStore } from '../opening/store/open-store.ts'
import { expiryOf, type KeyLife, type KeyState, keyState } from '../protocol/keys/key-life.ts'
import type { KeysArguments } from './arguments.ts'
import { type Console, type ExitCode, exitCodes } from './console.ts'

/** @throws {ConfigError} when the configuration cannot be used. */
export async function runKeys(asked: KeysArguments, console: Console): Promise<ExitCode> {
  const { environment, folder, output, errors } = console
  const { config } = loadConfig({ flags: asked.flags, environment, folder })
  const { realms } = config
  const meant = realms.filter(({ id }) => asked.realm === undefined || id === asked.realm)
  if (meant.length === 0) {
    errors.write(`There is no realm ${asked.realm}.${nearestRealm(asked.realm, realms)}\n`)
    return exitCodes.failed
  }
  try {
    const place = await openPlace(config)
    try {
      for (const realm of meant) {
        if (asked.action === 'rotate') await place.rotate(realm, asked.now)
        output.write(table(realm, await place.keysOf(realm.id)))
        if (asked.action === 'rotate' && realm.importedKeys.length > 0) output.write(importedNote)
      }
    } finally {
      place.close()
    }
    return exitCodes.done
  } catch (error) {
    errors.write(`${(error as Error).message}\n`)
    return exitCodes.failed
  }
}

/** Where keys are kept that outlive a server. */
interface Place {
  keysOf(realmId: string): Promise<readonly KeyLife[]>
  /** A realm that has no keys yet is left alone. */
  rotate(realm: RealmConfig, now: boolean): Promise<void>
  close(): void
}

function openPlace(config: Config): Promise<Place> | Place {
  if (config.store.kind !== 'memory') return inStore(config)
  if (config.dataDir === undefined) throw new Error(nowhere)
  return inFolder(config.dataDir)
}

const inFolder = (dataDir: string): Place => ({
  keysOf: async (id) => (await readKeyFile(keyFileIn(dataDir, id))).keys,
  rotate: (realm, now) => rotateFile(keyFileIn(dataDir, realm.id), realm, now),
  close: () => {},
})

/** @throws {StoreRefusal} when the store lets nobody in by these settings. */
async function inStore(config: Config): Promise<Place> {
  const store = await openStore(config, { events: { emit: () => {} }, took: undefined })
  const kept = async (id: string): Promise<KeptKeys> => {
    const secret = store.secretOf?.(id, 'keys')
    if (secret === undefined) throw new Error(nowhere)
    const keys = createKeysInStore(secret)
    await keys.load()
    return keys
  }
  return {
    keysOf: async (id) => (await kept(id)).ring().keys,
    async rotate(realm, now) {
      const keys = await kept(realm.id)
      if (keys.ring().keys.length === 0) return
      const settings = keySettingsOf(realm)
      await createSigningKeys({ kept: keys, settings }).rotate(now ? 0 : undefined)
    },
    close: store.close,
  }
}

/** A file that another user wrote, such as root, could not be read by the server. */
async function rotateFile(file: string, realm: RealmConfig, now: boolean): Promise<void> {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid
  if (owner === undefined) return
  if (process.getuid !== undefined && owner !== process.getuid()) {
    throw new Error(`${file} belongs to another user (uid ${owner}): run this as that user.`)
  }
  await createSigningKeys({ file, settings: keySettingsOf(realm) }).rotate(now ? 0 : undefined)
}

const nowhere =
  'Without data_dir or store the signing keys live as long as the server: restart it for new ones, or set one of them.'

const importedNote =
  '  Those of signing_keys stay: put the next one below, then above, and take the old one out last.\n'

const nearestRealm = (id: string | undefined, realms: readonly RealmConfig[]): string =>
  id === undefined
    ? ''
    : didYouMean(
        id,
        realms.map((realm) => realm.id),
      )

const columns = ['kid', 'alg', 'state', 'since', 'until'] as const

/** Public things only: the name of a key, and when its state began and ends. */
function table({ id, importedKeys }: RealmConfig, keys: readonly KeyLife[]): string {
  const now = createSystemClock().now()
  const own = keys.map((key) => {
    const state = keyState(key, now)
    return [key.kid, key.alg, state, ...spanOf(key, state).map(timeOf)]
  })
  const rows = [...importedKeys.map(importedRow), ...own]
  if (rows.length === 0) return `realm ${id}: no keys yet\n`
  return [`realm ${id}`, ...aligned([columns, ...rows]), ''].join('\n')
}

/** The first of an algorithm signs; when that began the operator knows. */
function importedRow(
  { kid, alg, file }: ImportedKey,
  index: number,
  all: readonly ImportedKey[],
): readonly string[] {
  const signs = all.findIndex((key) => key.alg === alg) === index
  return [kid, alg, signs ? 'signing' : 'published', '-', '-', file]
}

function spanOf(key: KeyLife, state: KeyState): readonly (number | undefined)[] {
  switch (state) {
    case 'next':
      return [key.since, key.signsFrom]
    case 'signing':
      return [key.signsFrom, key.signsUntil]
    case 'retired':
    case 'expired':
      return [key.signsUntil, expiryOf(key)]
  }
}

/** A key of a release that wrote no times has always been there. */
function timeOf(seconds: number | undefined): string {
  return seconds ? new Date(seconds * 1000).toISOString().replace('.000', '') : '-'
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}
