/**
 * What tests control a realm by: its clock, who answers its pages, and what goes wrong in it.
 *
 * @module
 */

import type { SigningKeys } from '../adapters/jose/keys/key-store.ts'
import { createSteeredClock, type SteeredClock } from '../adapters/time/steered-clock.ts'
import type { FlowNeeds, Flows } from '../flows.ts'
import type { Events } from '../ports/events.ts'
import type { SharedSecret } from '../ports/shared-secret.ts'
import type { TokenSigner } from '../ports/tokens.ts'
import { watchEndings, watchToken } from './faults/answer-faults.ts'
import { kindsOf } from './faults/fault.ts'
import { createFaultPlan, type FaultPlan } from './faults/fault-plan.ts'
import { createLoginPlan, type LoginPlan } from './logins/login-plan.ts'
import { createPlannedLogins } from './logins/planned-logins.ts'
import { createSharing, type Shared, type Sharing, unshared } from './sharing.ts'
import { createTokenLedger, type Lives, type TokenLedger } from './tokens/token-ledger.ts'

export interface Steering {
  readonly clock: SteeredClock
  readonly logins: LoginPlan
  readonly faults: FaultPlan
  readonly tokens: TokenLedger
  readonly sharing: Sharing
  watch(records: Watched): Watching
}

/** What the flows of a realm stand on. */
interface Watched extends Pick<FlowNeeds, 'stores' | 'users'> {
  readonly keys: SigningKeys
}

/** What comes between the flows of a realm and the rest, so that no flow knows of tests. */
export interface Watching extends Pick<FlowNeeds, 'plannedLogins' | 'watchEndings'> {
  watchSigner(signer: TokenSigner): TokenSigner
  watchFlows(flows: Flows): Flows
}

interface Needs {
  readonly events: Events
  /** The time of the machine, in epoch milliseconds. */
  readonly machine?: () => number
  readonly lives?: Lives
  /** Where replicas share it; undefined where there are none. */
  readonly text?: SharedSecret | undefined
  /** Whether a life of the realm is over, and this is the next. */
  readonly isAnew?: boolean
}

export function createSteering({ events, machine, lives, text, isAnew = false }: Needs): Steering {
  const change: Sharing['change'] = (act) => sharing.change(act)
  const parts = {
    clock: createSteeredClock(machine),
    logins: createLoginPlan(change),
    faults: createFaultPlan(
      ({ id, fault, scenario }) =>
        events.emit({ kind: 'fault.served', fault: id, what: kindsOf(fault).join(), scenario }),
      change,
    ),
    tokens: createTokenLedger(lives),
  }
  const { clock, logins, faults, tokens } = parts
  const sharing =
    text === undefined ? unshared : createSharing({ text, own: sharedOf(parts), isAnew })
  return {
    ...{ ...parts, sharing },
    watch(records) {
      const needs = { ...records, clock, plan: faults }
      const watchedToken = watchToken(needs)
      return {
        plannedLogins: createPlannedLogins({ ...records, logins, faults }),
        watchEndings: watchEndings(needs),
        watchSigner: tokens.watching,
        watchFlows: (flows) => ({ ...flows, token: watchedToken(flows.token) }),
      }
    },
  }
}

type Parts = Pick<Steering, 'clock' | 'logins' | 'faults' | 'tokens'>

/** All of it in one text: what a test has said of one part before another is so everywhere. */
function sharedOf({ clock, logins, faults, tokens }: Parts) {
  const state = () => ({
    clock: clock.setting(),
    logins: logins.state(),
    faults: faults.shared.state(),
    lives: tokens.lives.state(),
  })
  const shared: Shared<ReturnType<typeof state>> = {
    state,
    restore(other) {
      clock.restore(other.clock)
      logins.restore(other.logins)
      faults.shared.restore(other.faults)
      tokens.lives.restore(other.lives)
    },
  }
  return shared
}
