import { type Call, queryOf, segment } from '../wire/call.ts'
import type { RealmClient, RealmClients, RealmGrant } from './records.ts'

// what the server answers has these shapes: the OpenAPI document is made from them

/** What may be done with clients beside writing them, at the path of the clients of a realm. */
export function clientsAt(
  call: Call,
  at: string,
): Pick<RealmClients, 'keep' | 'giveSecret' | 'revokeSecret' | 'grants' | 'withdraw'> {
  const one = (id: string) => `${at}/${segment(id)}`
  return {
    keep: async (id, change = {}) => (await call('POST', `${one(id)}/keep`, change)) as RealmClient,
    async giveSecret(id) {
      const { client_secret: secret } = (await call('POST', `${one(id)}/secret`)) as {
        readonly client_secret: string
      }
      return secret
    },
    async revokeSecret(id) {
      await call('DELETE', `${one(id)}/secret`)
    },
    grants: async (id) => (await call('GET', `${one(id)}/grants`)) as readonly RealmGrant[],
    async withdraw(id, user) {
      const query = queryOf(user === undefined ? {} : { user })
      const { withdrawn } = (await call('DELETE', `${one(id)}/grants${query}`)) as {
        readonly withdrawn: number
      }
      return withdrawn
    },
  }
}
