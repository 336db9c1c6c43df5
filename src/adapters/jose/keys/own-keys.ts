/**
 * The keys that a realm makes itself, each with its life.
 *
 * @module
 */

import type { Clock } from '../../../ports/clock.ts'
import { type KeyChange, keyChange } from '../../../protocol/keys/key-change.ts'
import { isPublished, signingKey } from '../../../protocol/keys/key-life.ts'
import {
  firstKey,
  isNothing,
  type KeyPlan,
  type KeyPolicy,
  type KeyRing,
  type NewKey,
  planKeys,
  planRotation,
  type Rotation,
  withoutKey,
} from '../../../protocol/keys/key-plan.ts'
import type { SigningAlg } from '../../../protocol/keys/signing-alg.ts'
import { createKeptKeys, type KeptKeys } from './kept-keys.ts'
import type { KeptKey } from './key-ring-text.ts'
import { generatePrivateJwk, importSigningKey, type SigningKey } from './signing-key.ts'
import type { MakeJwk } from './spare-keys.ts'

export interface OwnKeys {
  load(): Promise<void>
  signing(alg: SigningAlg): Promise<SigningKey>
  /** The same to be published: it may have been ended by now, where the store cannot be asked. */
  lastSigning(alg: SigningAlg): Promise<SigningKey>
  named(kid: string): Promise<SigningKey | undefined>
  /** Once everything that is due is done: those that sign, have signed or will. */
  published(): Promise<readonly KeptKey[]>
  follow(policy: KeyPolicy): void
  rotate(lead?: number, how?: Rotation): Promise<void>
  /** Takes a key out at once; false when there is none of that name. */
  drop(kid: string): Promise<boolean>
  /** Does what is due, once in a second, if the keys are loaded. */
  look(): Promise<void>
  /**
   * Stands for the keys as they are: another one as soon as any comes, goes or begins to sign, none while
   * that is looked at. What was answered in it is true as long as it is the same.
   */
  moment(): object | undefined
}

interface Needs {
  readonly file?: string | undefined
  /** Keeps them where other replicas have them too, instead of a file. */
  readonly kept?: KeptKeys | undefined
  readonly clock: Clock
  readonly report?: (error: unknown) => void
  /** Is told of keys that have come or gone, by this process or by another. */
  readonly changed?: (change: KeyChange) => void
  /** Makes private keys; each is of one realm alone. */
  readonly makeJwk?: MakeJwk | undefined
}

type Ring = KeyRing<KeptKey>

/**
 * Seconds for which a key that replicas share is published before it signs, at least: twice as far as a clock
 * of theirs may be off (30 s), and 20 s, in which whoever has not read it is sent nobody any more.
 */
export const leastSharedLead = 80

/**
 * A new key is used only once the file holds it, so that no token outlives its key. What is due is
 * done when somebody asks, and a key that signs is never waited for.
 */
export function createOwnKeys(first: KeyPolicy, needs: Needs): OwnKeys {
  const { clock, report = () => {}, changed = () => {} } = needs
  const makeKey = makingBy(needs.makeJwk)
  const kept = needs.kept ?? createKeptKeys(needs.file)
  let policy = ledBy(kept, first)
  const watch = createWatch(kept, clock, { policy: () => policy, report, changed, makeKey })
  const making = createMaking((alg) => make(alg))

  const current = (alg: SigningAlg): SigningKey | undefined =>
    signingKey(kept.ring().keys, alg, clock.now())?.key

  const make = async (alg: SigningAlg): Promise<SigningKey> => {
    const made = await makeKey(firstKey(alg, policy, clock.now()))
    await kept.change(async (ring) => {
      // Another process may have made one meanwhile.
      if (signingKey(ring.keys, alg, clock.now()) !== undefined) return ring
      const { generation } = ring.keys.length === 0 ? policy : ring
      return { generation, keys: [...ring.keys, made] }
    })
    return current(alg) ?? made.key
  }
  const published = () => kept.ring().keys.filter((key) => isPublished(key, clock.now()))
  const known = (kid: string) => published().find((key) => key.kid === kid)?.key

  const lastSigning = async (alg: SigningAlg): Promise<SigningKey> => {
    if (current(alg) === undefined) await kept.load()
    return current(alg) ?? making.of(alg)
  }

  return {
    load: kept.load,
    look: watch.look,
    moment: watch.moment,
    async signing(alg) {
      void watch.look()
      // One that another process has given an end must not sign beyond it.
      await watch.isFresh()
      await beCurrent(kept)
      return lastSigning(alg)
    },
    lastSigning,
    async named(kid) {
      const found = known(kid)
      if (found !== undefined) return found
      await kept.load()
      await making.settled()
      // Another replica may have made it, and signed with it, a moment ago.
      if (kept.isShared && known(kid) === undefined) await kept.refresh()
      return known(kid)
    },
    async published() {
      await kept.load()
      await watch.look()
      return published()
    },
    follow(next) {
      policy = ledBy(kept, next)
      watch.again()
    },
    async rotate(lead, how) {
      await kept.load()
      const { lead: after } = ledBy(kept, { ...policy, lead: lead ?? policy.lead })
      const rotated = (ring: Ring) => planRotation(ring, policy, clock.now(), after, how)
      await kept.change(carriedOut(rotated, makeKey))
    },
    drop: (kid) => dropFrom(kept, kid, { known, clock }),
  }
}

/** Other replicas have to publish a key before it signs. */
const ledBy = ({ isShared }: KeptKeys, policy: KeyPolicy): KeyPolicy =>
  isShared ? { ...policy, lead: Math.max(policy.lead, leastSharedLead) } : policy

/** A key that others have ended meanwhile signs nothing: without their word none does. */
async function beCurrent(kept: KeptKeys): Promise<void> {
  if (kept.isLoaded() && !kept.isCurrent()) await kept.refresh()
}

async function dropFrom(
  kept: KeptKeys,
  kid: string,
  { known, clock }: Pick<Needs, 'clock'> & { known(kid: string): SigningKey | undefined },
): Promise<boolean> {
  await kept.load()
  const isThere = known(kid) !== undefined
  if (isThere) await kept.change(async (ring) => withoutKey(ring, kid, clock.now()))
  return isThere
}

interface WatchNeeds extends Required<Pick<Needs, 'report' | 'changed'>> {
  readonly policy: () => KeyPolicy
  readonly makeKey: MakeKey
}

/** Looks once in a second at what time, the settings and other processes ask for. */
function createWatch(kept: KeptKeys, clock: Clock, needs: WatchNeeds) {
  const { policy, report, changed, makeKey } = needs
  let lookedAt: number | undefined
  let isLooking = false
  let moment: { readonly ring: Ring; readonly second: number } | undefined
  let looking: Promise<void> = Promise.resolve()
  let reading: Promise<void> = looking
  let seen: Ring | undefined
  const trying = createTrying(report)

  const notice = (): void => {
    const ring = kept.ring()
    const change = seen === undefined ? undefined : keyChange(seen.keys, ring.keys)
    seen = ring
    if (change !== undefined) changed(change)
  }
  const doWhatIsDue = async (): Promise<void> => {
    const ring = kept.ring()
    if (isNothing(planKeys(ring, policy(), clock.now()), ring)) return
    const decide = (it: Ring) => planKeys(it, policy(), clock.now())
    await trying(() => kept.change(carriedOut(decide, makeKey)))
  }

  const look = (): Promise<void> => {
    const now = clock.now()
    if (!kept.isLoaded() || now === lookedAt) return looking
    lookedAt = now
    isLooking = true
    notice()
    if (kept.isStale()) {
      reading = trying(kept.refresh)
      looking = reading.then(doWhatIsDue).then(notice)
    } else {
      looking = doWhatIsDue().then(notice)
    }
    const mine = looking.finally(() => {
      if (looking === mine) isLooking = false
    })
    looking = mine
    return looking
  }
  return {
    look,
    moment() {
      const second = clock.now()
      if (isLooking || second !== lookedAt) return undefined
      const ring = kept.ring()
      if (moment?.ring !== ring || moment.second !== second) moment = { ring, second }
      return moment
    },
    /** Resolves when what another process has written is read; what is due may take longer. */
    isFresh: () => reading,
    again() {
      lookedAt = undefined
      moment = undefined
      void look()
    },
  }
}

/** Does what may fail; a fault that lasts is told once. */
function createTrying(report: (error: unknown) => void) {
  let told: string | undefined
  return async (act: () => Promise<void>): Promise<void> => {
    try {
      await act()
      told = undefined
    } catch (error) {
      if (told !== String(error)) report(error)
      told = String(error)
    }
  }
}

/** Keys that are being made, each once. */
function createMaking(make: (alg: SigningAlg) => Promise<SigningKey>) {
  const making = new Map<SigningAlg, Promise<SigningKey>>()
  return {
    of(alg: SigningAlg): Promise<SigningKey> {
      const known = making.get(alg)
      if (known !== undefined) return known
      const made = make(alg)
      making.set(alg, made)
      // Whoever asks next has it tried again, for a full disk does not stay full.
      const done = () => void making.delete(alg)
      made.then(done, done)
      return made
    },
    settled: () => Promise.allSettled(making.values()),
  }
}

/** Makes the keys that a plan asks for; the same ring when it asks for nothing. */
const carriedOut =
  (decide: (ring: Ring) => KeyPlan<KeptKey>, makeKey: MakeKey) =>
  async (ring: Ring): Promise<Ring> => {
    const plan = decide(ring)
    if (isNothing(plan, ring)) return ring
    const made = await Promise.all(plan.make.map(makeKey))
    return { generation: plan.generation, keys: [...plan.keep, ...made] }
  }

type MakeKey = (wanted: NewKey) => Promise<KeptKey>

const makingBy =
  (makeJwk: MakeJwk = generatePrivateJwk): MakeKey =>
  async ({ alg, ...life }) => {
    const jwk = await makeJwk(alg)
    const key = await importSigningKey(jwk)
    return { ...life, alg, kid: key.kid, signsUntil: undefined, jwk, key }
  }
