/**
 * Ends what a user had who is taken out. Times tell what was theirs from what another of the same `sub`
 * gets later, but not within one second, and the clock of a test may stand.
 *
 * @module
 */

import type { ControlledRealm } from '../../control.ts'
import { endThose } from '../end-tokens.ts'

/** Sessions, codes, tokens of every kind and approvals. Comes before they go: a pairwise `sub` is found out by who is there. */
export async function endUser(at: ControlledRealm, sub: string): Promise<void> {
  const { stores, flows, steering } = at.realm.inside
  for (const { value } of await stores.sessions.list()) {
    if (value.sub === sub) await flows.endSession(value)
  }
  await endGrants(at, sub)
  const noted = steering?.tokens.list() ?? []
  await endThose(at, noted, (one) => one.sub === sub, 'user-gone')
  const account = await stores.accounts.take(sub)
  for (const { consents } of account?.apps ?? []) {
    for (const id of consents) await stores.consents.remove(id)
  }
}

async function endGrants({ realm }: ControlledRealm, sub: string): Promise<void> {
  const { stores, flows } = realm.inside
  for (const { id, value } of await stores.codes.list()) {
    if (value.grant.sub !== sub) continue
    await stores.codes.remove(id)
    await flows.endGrant(value, 'revoked')
  }
  for (const { id, value } of await stores.refreshFamilies.list()) {
    if (value.grant.sub !== sub || value.ended) continue
    await flows.endGrant({ grant: value.grant, family: id }, 'revoked')
  }
}
