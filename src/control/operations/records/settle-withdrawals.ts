/**
 * Ends one by one what was withdrawn within this second, so that what is given anew in it works: a test is that
 * fast, and its clock may stand.
 *
 * @module
 */

import { withdrawalId } from '../../../protocol/account/withdrawal.ts'
import type { ControlledRealm } from '../../control.ts'
import { endThose } from '../end-tokens.ts'
import { endGrants } from './end-left.ts'

/** Where no test controls the realm, times alone say what is over. */
export async function settleWithdrawals(at: ControlledRealm): Promise<void> {
  const { stores, clock, steering, flows } = at.realm.inside
  if (steering === undefined) return
  const now = clock.now()
  const fresh = (await stores.withdrawals.list()).filter(({ value }) => value === now)
  const ids = new Set(fresh.map(({ id }) => id))
  const isMeant = (sub: string, clientId: string) => ids.has(withdrawalId(sub, clientId))
  await endGrants(at, ({ sub, clientId }) => isMeant(sub, clientId))
  const isTheirs = async ({
    sub,
    client_id: id,
  }: {
    readonly sub: string
    readonly client_id: string
  }) => isMeant(await flows.subjects.meantBy(await flows.clients.find(id, undefined), sub), id)
  await endThose(at, steering.tokens.list(), isTheirs, 'withdrawn')
  await forgetApprovals(at, isMeant)
  for (const id of ids) {
    // signing out everywhere has no client, and counts what begins in its second already
    if (!id.endsWith('\n')) await stores.withdrawals.update(id, () => now - 1)
  }
}

/** Those that last for a session: the others go with their withdrawal. */
async function forgetApprovals(
  { realm }: ControlledRealm,
  isMeant: (sub: string, clientId: string) => boolean,
): Promise<void> {
  const { stores } = realm.inside
  const subs = new Map((await stores.sessions.list()).map(({ value }) => [value.sid, value.sub]))
  for (const { id } of await stores.consents.list()) {
    // as approvalId writes it
    const [of, sid = '', client = ''] = id.split('\n')
    if (of === 'session' && isMeant(subs.get(sid) ?? '', client)) await stores.consents.remove(id)
  }
}
