import { accessSync, constants, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { demoUsers } from '../demo.ts'
import type { Finding, Path } from '../fault.ts'
import type { Options } from '../schema/schema.ts'
import { didYouMean } from '../source/nearest.ts'
import type { Draft } from '../source/read.ts'
import { judgeBrand } from './judge-brand.ts'
import { judgeKeys } from './judge-keys.ts'
import { judgePreset } from './judge-preset.ts'
import { judgeReach } from './judge-reach.ts'
import { judgeRealm } from './judge-realm.ts'
import { isWithin, itemsAt, judgeRealms, type RealmDraft } from './realm-draft.ts'

/** Judges what no single value can tell. What could not be read is not judged by. */
export function judge(options: Draft<Options>, folder: string): readonly Finding[] {
  return [
    ...judgeRealms(options, (realm) => [
      ...judgeReach(realm),
      ...judgeRealm(realm, hasDemoUsers(realm) ? demoSubs : []),
      ...judgeAutoLogin(realm),
      ...judgeLifetimes(realm),
      ...judgeKeys(realm, folder),
      ...judgeBrand(realm, folder),
      ...judgePreset(realm),
    ]),
    ...judgeFiles(options, folder),
  ]
}

const demoSubs = demoUsers.map(({ sub }) => sub)

const hasDemoUsers = ({ settings: { mode, users } }: RealmDraft): boolean =>
  mode === 'local' && users === undefined

function judgeAutoLogin(realm: RealmDraft): readonly Finding[] {
  const { mode, user } = realm.settings.login ?? {}
  if (mode !== 'auto') return []
  const modePath = realm.placeOf('login', 'mode')
  if (user === undefined) {
    return [
      {
        path: [...modePath.slice(0, -1), 'user'],
        problem: 'is missing: it must be the username of a user, for login mode auto',
        becauseOf: modePath,
      },
    ]
  }
  const names = hasDemoUsers(realm)
    ? demoUsers.map(({ username }) => username)
    : enabledNames(realm.settings)
  if (names.includes(user)) return []
  return [
    {
      path: realm.placeOf('login', 'user'),
      problem: `must be the username of an enabled user.${didYouMean(user, names)}`,
    },
  ]
}

const enabledNames = ({ users }: Draft<Options>): readonly string[] =>
  itemsAt(users, [])
    .filter(({ item }) => item.enabled !== false)
    .flatMap(({ item }) => item.username ?? [])

/** An inherited idle time bends to the lifetime that the realm writes. */
function judgeLifetimes({ settings, placeOf, path }: RealmDraft): readonly Finding[] {
  const { session_idle, session_lifetime } = settings
  if (session_idle === undefined || session_lifetime === undefined) return []
  if (session_idle <= session_lifetime) return []
  const [idlePath, lifetimePath] = [placeOf('session_idle'), placeOf('session_lifetime')]
  if (!isWithin(path, idlePath) && isWithin(path, lifetimePath)) return []
  return [
    {
      path: idlePath,
      problem: 'must be no longer than session_lifetime',
      becauseOf: lifetimePath,
    },
  ]
}

/** Whether the files that are named can be read, relative to `folder`. */
function judgeFiles({ tls, data_dir }: Draft<Options>, folder: string): readonly Finding[] {
  const { key, cert } = typeof tls === 'object' ? tls : {}
  return [
    ...judgeFile(key, ['tls', 'key'], folder),
    ...judgeFile(cert, ['tls', 'cert'], folder),
    ...(data_dir !== undefined && ['file', 'other'].includes(kindOf(resolve(folder, data_dir)))
      ? [{ path: ['data_dir'], problem: 'must be the path of a folder: it is a file' }]
      : []),
  ]
}

function judgeFile(file: string | undefined, path: Path, folder: string): readonly Finding[] {
  if (file === undefined || kindOf(resolve(folder, file)) === 'file') return []
  return [{ path, problem: 'must be the path of a file that can be read' }]
}

/** A pipe or a device is none of these: who reads it may wait for ever. */
function kindOf(path: string): 'file' | 'folder' | 'other' | 'none' {
  try {
    accessSync(path, constants.R_OK)
    const found = statSync(path)
    if (found.isDirectory()) return 'folder'
    return found.isFile() ? 'file' : 'other'
  } catch {
    return 'none'
  }
}
