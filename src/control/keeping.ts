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
import { ControlError } from './control-error.ts'

/** Resolves once what differs is kept; rejects with a {@link ControlError} where it cannot be. */
export type Keep = (realmId: string, before: Changed, after: Changed) => Promise<void>

const kinds: readonly Kind[] = ['users', 'clients']

/** What is told of one to other processes. */
export type Told = (
  realmId: string,
  kind: Kind,
  key: string,
) => Pick<KeptRecord, 'overConfigured' | 'since'>

/** Changes of a realm are kept in the order in which they came. */
export function createKeep(records: KeptRecords | undefined, told: Told): Keep {
  if (records === undefined) return async () => {}
  const last = new Map<string, Promise<unknown>>()
  return (id, before, after) => {
    if (after.own !== undefined) return Promise.resolve()
    const all = kinds
      .flatMap((kind) => differences(kind, before[kind], after[kind]))
      .filter((one) => records.shared !== undefined || !isConfiguredAlone(one))
    if (all.length === 0) return Promise.resolve()
    const releases = all.map(({ kind, key }) => records.shared?.hold(id, kind, key))
    const write = async () => {
      const sealed = await Promise.all(
        all.map((one) => seal(one, records.shared && told(id, one.kind, one.key))),
      )
      const kept = await Promise.all(sealed.map((one) => keepOne(records, id, one)))
      if (kept.includes(false)) throw changedMeanwhile
    }
    const mine = (last.get(id) ?? Promise.resolve()).then(write).finally(() => {
      for (const release of releases) release?.()
    })
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
  readonly was: Change | undefined
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
    return was === to ? [] : { kind, key, was, to }
  })
}

/** What was changed of one whom the configuration names lasts until the next start, where this process is alone. */
const isConfiguredAlone = ({ was, to }: Difference): boolean =>
  isConfigured(to) || (to === undefined && isConfigured(was))

const isConfigured = (change: Change | undefined): boolean =>
  change?.over === 'configuration' || change?.over === 'added'

const changedMeanwhile = new ControlError(
  409,
  'Nothing was changed: another server has changed it at the same time. See what it is by now, and try again.',
)

async function seal({ kind, key, to }: Difference, told: ReturnType<Told> | undefined) {
  if (to === undefined) return { kind, key, record: undefined }
  const { over, isAnew, isNewcomer } = to
  const written = to.to === undefined ? null : await sealed[kind](to.to)
  return {
    kind,
    key,
    record: { kind, key, written, overDemo: over === 'demo', isAnew, isNewcomer, ...told },
  }
}

const keepOne = (
  records: KeptRecords,
  id: string,
  { kind, key, record }: Awaited<ReturnType<typeof seal>>,
): Promise<boolean> =>
  record === undefined ? records.remove(id, kind, key) : records.put(id, record)

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
export const changeOf = (record: KeptRecord): Change => ({
  to: record.written ?? undefined,
  over: overOf(record),
  ...{ isAnew: record.isAnew, isNewcomer: record.isNewcomer, isSetAside: false },
  ...{ overConfigured: record.overConfigured, since: record.since },
})

function overOf({ overDemo, overConfigured }: KeptRecord): Change['over'] {
  if (overDemo) return 'demo'
  return overConfigured === undefined ? undefined : 'configuration'
}
