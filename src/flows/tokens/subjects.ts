/**
 * By which `sub` clients know users: for most their own, for a client of a sector one of its own
 * (OIDC Core §8).
 *
 * @module
 */

import type { PairwiseSalt } from '../../ports/pairwise-salt.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client/client.ts'
import { pairwiseSub } from '../../protocol/client/pairwise-sub.ts'
import type { User } from '../../protocol/user.ts'
import type { Awaitable } from '../awaitable.ts'

type OfSector = Pick<Client, 'sector'>

export interface Subjects {
  /** What `client` knows the user of `sub` by. */
  toldTo(client: OfSector, sub: string): Promise<string>
  /** The `sub` of the user whom `client` knows by `told`; {@link nobody} where there is none. */
  meantBy(client: OfSector | undefined, told: string): Promise<string>
}

/** No user has it for a sub. */
export const nobody = ''

interface Needs {
  readonly salt: PairwiseSalt
  readonly users: UserDirectory
}

/** Users as a sector knows them. */
interface Known {
  readonly of: readonly User[]
  readonly byTold: ReadonlyMap<string, string>
}

/** The most sectors whose users are remembered: to find one out costs a hash for each user. */
const mostSectors = 100

export function createSubjects({ salt, users }: Needs): Subjects {
  const sectors = new Map<string, Known>()

  const knownIn = async (sector: string): Promise<Known> => {
    const all = await users.list()
    const before = sectors.get(sector)
    const key = await salt.read()
    const isNew = before?.of !== all
    const known = isNew
      ? { of: all, byTold: new Map(all.map(({ sub }) => [pairwiseSub(key, sector, sub), sub])) }
      : before
    // whoever was asked for last stays longest
    sectors.delete(sector)
    sectors.set(sector, known)
    const [oldest] = sectors.size > mostSectors ? sectors.keys() : []
    if (oldest !== undefined) sectors.delete(oldest)
    return known
  }

  return {
    async toldTo({ sector }, sub) {
      return sector === undefined ? sub : pairwiseSub(await salt.read(), sector, sub)
    },
    async meantBy(client, told) {
      if (client?.sector === undefined) return told
      const { byTold } = await knownIn(client.sector)
      return byTold.get(told) ?? nobody
    },
  }
}

/** A request may name its user by the `sub` that its client knows (OIDC Core §5.5.1). */
export function withMeantUser(
  request: AuthorizeRequest,
  subjects: Subjects,
): Awaitable<AuthorizeRequest> {
  const { client, claims } = request
  if (client.sector === undefined || claims.sub === undefined) return request
  const meant = subjects.meantBy(client, claims.sub)
  return meant.then((sub) => ({ ...request, hint: { kind: 'verified', sub } }))
}
