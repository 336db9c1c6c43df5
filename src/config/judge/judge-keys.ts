/**
 * What must hold of the signing keys of a realm.
 *
 * @module
 */

import { resolve } from 'node:path'
import {
  type ImportReading,
  readImportedKey,
} from '../../adapters/jose/keys/imported/imported-key-file.ts'
import type { Finding, Path } from '../fault.ts'
import type { ImportedKeyOptions } from '../schema/realm-schema.ts'
import type { Draft } from '../source/read.ts'
import { itemsAt, type RealmDraft } from './realm-draft.ts'

export function judgeKeys(realm: RealmDraft, folder: string): readonly Finding[] {
  return [...judgeKeyLifetime(realm), ...judgeImportedKeys(realm, folder)]
}

/** A key that is published for longer than it signs would never be reached. */
function judgeKeyLifetime({ settings, placeOf }: RealmDraft): readonly Finding[] {
  const { signing_key_lifetime: lifetime, signing_key_lead: lead } = settings
  if (lifetime === undefined || lead === undefined || lifetime > lead) return []
  return [
    {
      path: placeOf('signing_key_lifetime'),
      problem: 'must be longer than signing_key_lead, which is 1h unless it is set',
      becauseOf: placeOf('signing_key_lead'),
    },
  ]
}

/** Each file can be used, and each key has a name of its own (RFC 7517 §4.5). */
function judgeImportedKeys({ settings, placeOf }: RealmDraft, folder: string): readonly Finding[] {
  const names = new Set<string>()
  return itemsAt(settings.signing_keys, placeOf('signing_keys')).flatMap(({ item, path }) => {
    const read = readOne(item, folder)
    if (read === undefined) return []
    if (read.kind === 'refused') return [{ path: [...path, read.member], problem: read.problem }]
    const { kid } = read.key
    const isNew = !names.has(kid)
    names.add(kid)
    return isNew ? [] : [repeated(path)]
  })
}

const repeated = (path: Path): Finding => ({
  path: [...path, 'kid'],
  problem: 'must be another kid: this one is taken by a key above',
})

function readOne(item: Draft<ImportedKeyOptions>, folder: string): ImportReading | undefined {
  const { file, alg, kid } = item
  return file === undefined
    ? undefined
    : readImportedKey({ path: resolve(folder, file), file, alg, kid })
}
