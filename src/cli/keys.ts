/**
 * The signing keys in a data folder: listed, and rotated, whether a server runs there or not.
 *
 * @module
 */

import { statSync } from 'node:fs'
import process from 'node:process'
import type { ImportedKey } from '../adapters/jose/keys/imported/imported-keys.ts'
import { readKeyFile } from '../adapters/jose/keys/key-file.ts'
import { createSigningKeys } from '../adapters/jose/keys/key-store.ts'
import { keyFileIn } from '../adapters/jose/keys/realm-keys.ts'
import { createSystemClock } from '../adapters/time/clock.ts'
import { loadConfig } from '../config/load.ts'
import { keySettingsOf, type RealmConfig } from '../config/realm-config.ts'
import { didYouMean } from '../config/source/nearest.ts'
import { expiryOf, type KeyLife, type KeyState, keyState } from '../protocol/keys/key-life.ts'
import type { KeysArguments } from './arguments.ts'
import { type Console, type ExitCode, exitCodes } from './console.ts'

/** @throws {ConfigError} when the configuration cannot be used. */
export async function runKeys(asked: KeysArguments, console: Console): Promise<ExitCode> {
  const { environment, folder, output, errors } = console
  const { config } = loadConfig({ flags: asked.flags, environment, folder })
  const { dataDir, realms } = config
  if (dataDir === undefined) {
    errors.write(noDataFolder)
    return exitCodes.failed
  }
  const meant = realms.filter(({ id }) => asked.realm === undefined || id === asked.realm)
  if (meant.length === 0) {
    errors.write(`There is no realm ${asked.realm}.${nearestRealm(asked.realm, realms)}\n`)
    return exitCodes.failed
  }
  try {
    for (const realm of meant) {
      const file = keyFileIn(dataDir, realm.id)
      if (asked.action === 'rotate') await rotate(file, realm, asked.now)
      output.write(await table(realm, file))
      if (asked.action === 'rotate' && realm.importedKeys.length > 0) output.write(importedNote)
    }
    return exitCodes.done
  } catch (error) {
    errors.write(`${(error as Error).message}\n`)
    return exitCodes.failed
  }
}

/** A file that another user wrote, such as root, could not be read by the server. */
async function rotate(file: string, realm: RealmConfig, now: boolean): Promise<void> {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid
  if (owner === undefined) return
  if (process.getuid !== undefined && owner !== process.getuid()) {
    throw new Error(`${file} belongs to another user (uid ${owner}): run this as that user.`)
  }
  await createSigningKeys({ file, settings: keySettingsOf(realm) }).rotate(now ? 0 : undefined)
}

const noDataFolder =
  'Without data_dir the signing keys live as long as the server: restart it for new ones, or set data_dir.\n'

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
async function table({ id, importedKeys }: RealmConfig, file: string): Promise<string> {
  const now = createSystemClock().now()
  const { keys } = await readKeyFile(file)
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
