/**
 * Faults of answers in JSON: what such an answer says is known only when it is about to go.
 *
 * @module
 */

import type { Matched } from '../match.ts'
import { changesNoMember, withMembers } from './changed-params.ts'
import type { FaultPlan } from './fault-plan.ts'
import { refusedWith, unmet } from './need.ts'

/** An answer that is about to go. */
export interface JsonAnswer {
  readonly status: number
  /** Undefined where it is no JSON object. */
  readonly members: Readonly<Record<string, unknown>> | undefined
}

/** Undefined where it stays as it is. */
export type ChangeJson = (
  answer: JsonAnswer,
) => Promise<Readonly<Record<string, unknown>> | undefined>

/**
 * What changes the answer to a request, if anything waits for such a one.
 *
 * @param signedIn the clients that were given an ID Token.
 */
export function waitingChange(
  plan: FaultPlan,
  request: Matched,
  signedIn: ReadonlySet<string>,
): ChangeJson | undefined {
  if (!plan.awaits(['params'], request)) return undefined
  const { clientId } = request
  return async ({ status, members }) => {
    const seen = {
      names: new Set(Object.keys(members ?? {})),
      error: status < 300 ? undefined : String(members?.['error'] ?? status),
      clientId,
      hasIdToken: clientId !== undefined && signedIn.has(clientId),
    }
    const met = await plan.take(['params'], request, ({ fault: { params = {} }, needs }) => {
      if (seen.error !== undefined) return refusedWith(seen.error)
      if (members === undefined) return 'The answer is no JSON.'
      return unmet(needs, seen) ?? changesNoMember(members, params)
    })
    const change = met?.params
    return change && members && withMembers(members, change)
  }
}
