import type { Events } from '../../ports/events.ts'
import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import { loopbackClient } from '../../protocol/authorize/loopback-client.ts'
import type { Client } from '../../protocol/client.ts'
import { registrationOf } from '../../protocol/client-registration.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { SigningAlg } from '../../protocol/signing-alg.ts'

/** The client that a request comes from. */
export type FindClient = (sent: Parameters) => Promise<Client | undefined>

interface Needs {
  readonly clients: ClientRegistry
  readonly users: UserDirectory
  readonly events: Events
  readonly idTokenAlg: SigningAlg
  /** Whether an unknown client on loopback is accepted, once. */
  readonly loopbackClients: boolean
}

export function createFindClient(needs: Needs): FindClient {
  const { clients, users, events, loopbackClients } = needs

  /** A client may not bear the name of a user, or a token could speak of either (RFC 9700 §4.15). */
  const isSub = async (id: string): Promise<boolean> => (await users.find(id)) !== undefined

  const acceptOnLoopback = async (id: string, redirectUri: string): Promise<Client | undefined> => {
    const client = loopbackClient(id, redirectUri, needs)
    if (client === undefined || (await isSub(id))) return undefined
    if (!(await clients.add(client))) return clients.find(id)
    events.emit({
      kind: 'client.accepted',
      clientId: id,
      origin: client.loopbackOrigin,
      register: registrationOf(id, redirectUri, client),
    })
    return client
  }

  return async ({ values }) => {
    const id = values.get('client_id')
    if (id === undefined) return undefined
    const known = await clients.find(id)
    // A user may have come to bear its name since it was accepted on loopback.
    if (known?.loopbackOrigin !== undefined && (await isSub(id))) return undefined
    if (known !== undefined || !loopbackClients) return known
    return acceptOnLoopback(id, values.get('redirect_uri') ?? '')
  }
}
