/**
 * What of the changes outlives the process: users and clients that no configuration names, of realms
 * that one names.
 *
 * @module
 */

import { isMeantAsHash } from '../adapters/passwords/password-hash.ts'
import { hashPassword } from '../adapters/passwords/password-hasher.ts'
import type { KeptRecord, KeptRecords } from '../ports/kept-records.ts'
import { hashOf } from '../protocol/token/refresh-token.ts'
import type { Change, Changed, Kind, Written } from './changed.ts'

/** Resolves once what differs is kept; rejects with a sentence where it cannot be. */
export type Keep = (realmId: string, before: Changed, after: Changed) => Promise<void>

const kinds: readonly Kind[] = ['users', 'clients']

/** Changes of a realm are kept in the order in which they came. */
export function createKeep(records: KeptRecords | undefined): Keep {
  if (records === undefined) return async () => {}
  const last = new Map<string, Promise<unknown>>()
  return (id, before, after) => {
    if (after.own !== undefined) return Promise.resolve()
    const all = kinds.flatMap((kind) => differences(kind, before[kind], after[kind]))
    if (all.length === 0) return Promise.resolve()
    const write = async () => {
      const sealed = await Promise.all(all.map(seal))
      await Promise.all(sealed.map((one) => keepOne(records, id, one)))
    }
    const mine = (last.get(id) ?? Promise.resolve()).then(write)
    last.set(
      id,
      mine.catch(() => {}),
    )
    return mine
  }
}

interface Difference {
  readonly kind: Kind
  readonly key: string
  /** Undefined: it is not to be kept any more. */
  readonly to: Change | undefined
}

function differences(
  kind: Kind,
  before: Changed[Kind],
  after: Changed[Kind],
): readonly Difference[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].flatMap((key) => {
    const [was, to] = [before.get(key), after.get(key)]
    if (was === to || isConfigured(to) || (to === undefined && isConfigured(was))) return []
    return { kind, key, to }
  })
}

/** What was changed of one whom the configuration names lasts until the next start. */
const isConfigured = (change: Change | undefined): boolean =>
  change?.over === 'configuration' || change?.over === 'added'

async function seal({ kind, key, to }: Difference) {
  if (to === undefined) return { kind, key, record: undefined }
  const { over, isAnew, isNewcomer } = to
  const written = to.to === undefined ? null : await sealed[kind](to.to)
  return {
    kind,
    key,
    record: { kind, key, written, overDemo: over === 'demo', isAnew, isNewcomer },
  }
}

const keepOne = (
  records: KeptRecords,
  id: string,
  { kind, key, record }: Awaited<ReturnType<typeof seal>>,
): Promise<void> => (record === undefined ? records.remove(id, kind, key) : records.put(id, record))

/** No secret is kept that could be read. */
const sealed: Readonly<Record<Kind, (written: Written) => Promise<Written>>> = {
  async users({ password, ...rest }) {
    if (typeof password !== 'string') return rest
    return { ...rest, password: isMeantAsHash(password) ? password : await hashPassword(password) }
  },
  async clients({ client_secret: secret, ...rest }) {
    return typeof secret === 'string' ? { ...rest, client_secret_sha256: hashOf(secret) } : rest
  },
}

/** As it is put back at the start, before it is known what the configuration says by now. */
export const changeOf = ({ written, overDemo, isAnew, isNewcomer }: KeptRecord): Change => ({
  to: written ?? undefined,
  over: overDemo ? 'demo' : undefined,
  ...{ isAnew, isNewcomer, isSetAside: false },
})
