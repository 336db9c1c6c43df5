/**
 * The signing keys of one realm: its own, and those that the operator brings.
 *
 * @module
 */

import type { Clock } from '../../../ports/clock.ts'
import type { KeyChange } from '../../../protocol/keys/key-change.ts'
import type { KeyPolicy, Rotation } from '../../../protocol/keys/key-plan.ts'
import type { SigningAlg } from '../../../protocol/keys/signing-alg.ts'
import { createSystemClock } from '../../time/clock.ts'
import { createImportedKeys, type ImportedKey } from './imported/imported-keys.ts'
import type { KeptKeys } from './kept-keys.ts'
import { createOwnKeys } from './own-keys.ts'
import type { SigningKey } from './signing-key.ts'
import type { MakeJwk } from './spare-keys.ts'

export interface SigningKeys {
  /** Reads the file now and not with the first question; rejects when it is damaged. */
  load(): Promise<void>
  /** The key that signs with `alg`; it is made when there is none yet. */
  signing(alg: SigningAlg): Promise<SigningKey>
  /** The key of that name, or undefined; waits for keys that are being made, and makes none. */
  named(kid: string): Promise<SigningKey | undefined>
  /** Every key: those that sign with `algs`, made when there are none yet, then all others. */
  all(algs: readonly SigningAlg[]): Promise<readonly SigningKey[]>
  /** Other settings, from now on. */
  follow(settings: KeySettings): void
  /** Gives every key a successor, which signs after `lead` seconds; as the policy says when left out. */
  rotate(lead?: number, how?: Rotation): Promise<void>
  /** Takes an own key out at once, with what it has signed; false when there is none of that name. */
  drop(kid: string): Promise<boolean>
  /** Does what is due, if these keys are in use; rejects never. */
  tend(): Promise<void>
}

export interface KeySettings {
  readonly policy: KeyPolicy
  readonly imported: readonly ImportedKey[]
}

interface Options {
  /** Keeps the keys from one start to the next. Without it they live as long as the process. */
  readonly file?: string | undefined
  /** Keeps them where other replicas have them too, instead of a file. */
  readonly kept?: KeptKeys | undefined
  readonly clock?: Clock
  readonly settings?: KeySettings
  /** Is told what keeps keys from being made or read while nobody waits for them. */
  readonly report?: (error: unknown) => void
  /** Is told of keys that have come or gone. */
  readonly changed?: (change: KeyChange) => void
  readonly makeJwk?: MakeJwk | undefined
}

/** Nothing rotates by itself. */
const usual: KeySettings = {
  policy: {
    algs: [],
    imported: [],
    lifetime: undefined,
    lead: 3600,
    tokenLifetime: 3600,
    generation: undefined,
  },
  imported: [],
}

/**
 * Nothing is read or made before somebody asks, so that a realm that nobody uses costs nothing. An
 * imported key goes before an own one.
 */
export function createSigningKeys(options: Options = {}): SigningKeys {
  const { clock = createSystemClock(), settings = usual } = options
  const own = createOwnKeys(settings.policy, { ...options, clock })
  let imported = createImportedKeys(settings.imported)

  const signing = remembered(
    own.moment,
    (alg: SigningAlg): Promise<SigningKey> => imported.signing(alg) ?? own.signing(alg),
  )
  const all = async (algs: readonly SigningAlg[]): Promise<readonly SigningKey[]> => {
    const others = await own.published()
    const ofAlgs = await Promise.all(
      algs.map((alg) => imported.signing(alg) ?? own.lastSigning(alg)),
    )
    return eachOnce([...ofAlgs, ...(await imported.all()), ...others.map(({ key }) => key)])
  }

  return {
    load: own.load,
    signing,
    named: remembered(own.moment, async (kid) => imported.named(kid) ?? own.named(kid)),
    all: remembered(own.moment, all),
    follow(next) {
      imported = createImportedKeys(next.imported)
      own.follow(next.policy)
    },
    rotate: own.rotate,
    drop: own.drop,
    tend: own.look,
  }
}

/** A file that is read again gives the same keys as other objects. */
function eachOnce(keys: readonly SigningKey[]): readonly SigningKey[] {
  const byKid = new Map<string, SigningKey>()
  for (const key of keys) if (!byKid.has(key.kid)) byKid.set(key.kid, key)
  return [...byKid.values()]
}

/**
 * Answers what it has answered in this moment without asking again: every token asks, and keys seldom
 * change. What is not there, or could not be made, is asked for anew.
 */
function remembered<Asked, Answer>(
  momentNow: () => object | undefined,
  ask: (asked: Asked) => Promise<Answer>,
): (asked: Asked) => Promise<Answer> {
  let moment: object | undefined
  let answers = new Map<Asked, Promise<Answer>>()
  return (asked) => {
    const now = momentNow()
    if (now !== moment) answers = new Map()
    moment = now
    const known = answers.get(asked)
    if (known !== undefined) return known
    const answering = ask(asked)
    const keep = (answer: Answer): void => {
      const isOfNow = now !== undefined && now === moment && now === momentNow()
      if (isOfNow && answer !== undefined) answers.set(asked, answering)
    }
    answering.then(keep, () => {})
    return answering
  }
}
