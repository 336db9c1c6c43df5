/**
 * Ends what users and clients had who were taken out or disabled, by whomever: a call, the console, another
 * configuration. Times tell what was theirs from what another of the same name gets later, but not within one
 * second, and the clock of a test may stand.
 *
 * @module
 */

import { withoutApp } from '../../../protocol/account/account.ts'
import type { AccessTokenClaims } from '../../../protocol/tokens/access-token.ts'
import type { KeptGrant } from '../../../protocol/tokens/grant.ts'
import type { ControlledRealm } from '../../control.ts'
import { endThose } from '../end-tokens.ts'

/** Their ids. */
interface Left {
  readonly users: ReadonlySet<string>
  readonly clients: ReadonlySet<string>
}

/** Sessions, codes, tokens of every kind and approvals of those who have left since this was done last. */
export async function endLeft(at: ControlledRealm): Promise<void> {
  const { clients, users, stores } = at.realm.inside
  const left = { users: new Set(users.takeLeft()), clients: new Set(clients.takeLeft()) }
  if (left.users.size + left.clients.size === 0) return
  await endSessions(at, left)
  await endGrants(at, ({ sub, clientId }) => left.users.has(sub) || left.clients.has(clientId))
  for (const { id, value } of await stores.pushedRequests.list()) {
    if (left.clients.has(value.clientId)) await stores.pushedRequests.remove(id)
  }
  await endAccessTokens(at, left)
  await forgetApprovals(at, left)
}

async function endSessions({ realm }: ControlledRealm, { users }: Left): Promise<void> {
  const { stores, flows } = realm.inside
  for (const { value } of await stores.sessions.list()) {
    if (users.has(value.sub)) await flows.endSession(value)
  }
}

/** Codes, and families of refresh tokens, with what they have given. */
export async function endGrants(
  { realm }: ControlledRealm,
  isMeant: (grant: Pick<KeptGrant, 'sub' | 'clientId'>) => boolean,
): Promise<void> {
  const { stores, flows } = realm.inside
  for (const { id, value } of await stores.codes.list()) {
    if (!isMeant(value.grant)) continue
    await stores.codes.remove(id)
    await flows.endGrant(value, 'revoked')
  }
  for (const { id, value } of await stores.refreshFamilies.list()) {
    if (value.ended || !isMeant(value.grant)) continue
    await flows.endGrant({ grant: value.grant, family: id }, 'revoked')
  }
}

async function endAccessTokens(at: ControlledRealm, { users, clients }: Left): Promise<void> {
  const { flows, steering } = at.realm.inside
  const noted = steering?.tokens.list() ?? []
  await endThose(at, noted, async ({ client_id: id }) => clients.has(id), 'client-gone')
  const told = new Map<string, Promise<ReadonlySet<string>>>()
  /** Whoever is gone is found by no `sub` that a client knows them by. */
  const toldTo = async (id: string) => {
    const client = (await flows.clients.find(id, undefined)) ?? { sector: undefined }
    const subs = [...users].map((sub) => flows.subjects.toldTo(client, sub))
    return new Set(await Promise.all(subs))
  }
  const isMeant = async ({ sub, client_id: id }: Pick<AccessTokenClaims, 'sub' | 'client_id'>) => {
    const known = told.get(id) ?? toldTo(id)
    told.set(id, known)
    return (await known).has(sub)
  }
  if (users.size > 0) await endThose(at, noted, isMeant, 'user-gone')
}

async function forgetApprovals(
  { realm }: ControlledRealm,
  { users, clients }: Left,
): Promise<void> {
  const { stores } = realm.inside
  for (const { id } of await stores.consents.list()) {
    // as consentId and approvalId write it
    const [of, who = '', client = ''] = id.split('\n')
    if (clients.has(client) || (of === 'user' && users.has(who))) await stores.consents.remove(id)
  }
  for (const { id: sub, value } of await stores.accounts.list()) {
    if (users.has(sub)) await stores.accounts.remove(sub)
    else if (value.apps.some(({ clientId }) => clients.has(clientId))) {
      await stores.accounts.update(sub, (kept) => [...clients].reduce(withoutApp, kept))
    }
  }
}
