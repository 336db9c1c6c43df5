import { type Call, queryOf, segment } from '../wire/call.ts'
import type { RealmUser, RealmUsers, UserGrant } from './records.ts'

// what the server answers has these shapes: the OpenAPI document is made from them

/** What may be done with users beside writing them, at the path of the users of a realm. */
export function usersAt(
  call: Call,
  at: string,
): Pick<RealmUsers, 'putClaims' | 'grants' | 'withdraw'> {
  const one = (id: string) => `${at}/${segment(id)}`
  return {
    putClaims: async (id, claims) => (await call('PUT', `${one(id)}/claims`, claims)) as RealmUser,
    grants: async (id) => (await call('GET', `${one(id)}/grants`)) as readonly UserGrant[],
    async withdraw(id, clientId) {
      const query = queryOf({ client_id: clientId })
      const { withdrawn } = (await call('DELETE', `${one(id)}/grants${query}`)) as {
        readonly withdrawn: number
      }
      return withdrawn
    },
  }
}
