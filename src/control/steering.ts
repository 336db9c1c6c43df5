/**
 * What tests control a realm by: its clock, who answers its pages, and what goes wrong in it.
 *
 * @module
 */

import type { SigningKeys } from '../adapters/jose/keys/key-store.ts'
import { createSteeredClock, type SteeredClock } from '../adapters/time/steered-clock.ts'
import type { FlowNeeds, Flows } from '../flows.ts'
import type { Events } from '../ports/events.ts'
import type { TokenSigner } from '../ports/tokens.ts'
import { watchEndings, watchToken } from './faults/answer-faults.ts'
import { kindsOf } from './faults/fault.ts'
import { createFaultPlan, type FaultPlan } from './faults/fault-plan.ts'
import { createLoginPlan, type LoginPlan } from './logins/login-plan.ts'
import { createPlannedLogins } from './logins/planned-logins.ts'
import {
  createLives,
  createTokenLedger,
  type Lives,
  type TokenLedger,
} from './tokens/token-ledger.ts'

export interface Steering {
  readonly clock: SteeredClock
  readonly logins: LoginPlan
  readonly faults: FaultPlan
  readonly tokens: TokenLedger
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

/** @param machine the time of the machine, in epoch milliseconds. */
export function createSteering(
  events: Events,
  machine?: () => number,
  lives: Lives = createLives(),
): Steering {
  const clock = createSteeredClock(machine)
  const logins = createLoginPlan()
  const faults = createFaultPlan(({ id, fault, scenario }) =>
    events.emit({ kind: 'fault.served', fault: id, what: kindsOf(fault).join(), scenario }),
  )
  const tokens = createTokenLedger(lives)
  return {
    ...{ clock, logins, faults, tokens },
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
