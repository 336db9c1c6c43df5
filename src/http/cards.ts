/**
 * Clients and users as pages show them.
 *
 * @module
 */

import type { ReturnAddress } from '../protocol/authorize/request.ts'
import type { Client } from '../protocol/client.ts'
import type { User } from '../protocol/user.ts'
import type { ClientCard, UserCard } from './pages.ts'
import type { Realm } from './realm.ts'

export function clientCard(client: Client): ClientCard {
  const { id, name, clientUri, policyUri, tosUri } = client
  return { id, name, clientUri, policyUri, tosUri }
}

export function userCard({ username, claims }: User): UserCard {
  const name = claims['name']
  return { username, name: typeof name === 'string' ? name : username }
}

/** More buttons than this help nobody, and a page of thousands holds up everybody else. */
const mostPickable = 50

/** The users of the one-click picker, the first few of many; none where it is off. */
export async function pickableUsers(realm: Realm): Promise<readonly UserCard[]> {
  if (!realm.picker) return []
  const users = await realm.flows.discovery.users()
  return users
    .filter((user) => user.enabled)
    .slice(0, mostPickable)
    .map(userCard)
}

/** Where an answer will go, as people read it: `https://app.example`, or a private-use scheme. */
export function returnOrigin({ redirectUri }: Pick<ReturnAddress, 'redirectUri'>): string {
  const { origin, protocol } = new URL(redirectUri)
  return origin === 'null' ? `${protocol}//` : origin
}
