/**
 * What tests control a realm by: its clock, and who answers its pages.
 *
 * @module
 */

import { createSteeredClock, type SteeredClock } from '../adapters/time/steered-clock.ts'
import { createLoginPlan, type LoginPlan } from './login-plan.ts'
import { createTokenLedger, type TokenLedger } from './token-ledger.ts'

export interface Steering {
  readonly clock: SteeredClock
  readonly logins: LoginPlan
  readonly tokens: TokenLedger
}

/** @param machine the time of the machine, in epoch milliseconds. */
export const createSteering = (machine?: () => number): Steering => ({
  clock: createSteeredClock(machine),
  logins: createLoginPlan(),
  tokens: createTokenLedger(),
})
