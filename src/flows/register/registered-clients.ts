/**
 * The clients of a realm: those of its operator and those accepted on loopback, then those that have
 * registered themselves, which are kept in a store.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { RegisteredClient } from '../../protocol/client/client.ts'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import { clientOf, isLive, type Registration } from '../../protocol/register/registration.ts'
import type { RegistrationTerms } from '../../protocol/register/registration-terms.ts'

interface Needs {
  readonly clients: ClientRegistry
  readonly registrations: Store<Registration>
  readonly registration: RegistrationTerms
  readonly idTokenAlg: SigningAlg
  readonly clock: Clock
}

/** A use is noted once a day after the first: it costs a write. */
const noteEvery = 86_400

export function createRegisteredClients(needs: Needs): ClientRegistry {
  const { clients, registrations, registration: terms, idTokenAlg, clock } = needs
  // A record that a store gives again as it was need not be read again.
  const read = new WeakMap<Registration, RegisteredClient>()

  const toClient = (registration: Registration): RegisteredClient => {
    const known = read.get(registration)
    if (known !== undefined) return known
    const client = clientOf(registration, idTokenAlg)
    read.set(registration, client)
    return client
  }

  const findLive = async (id: string): Promise<Registration | undefined> => {
    const registration = await registrations.find(id)
    return registration !== undefined && isLive(registration, terms, clock.now())
      ? registration
      : undefined
  }

  const noteUse = async (id: string): Promise<void> => {
    const now = clock.now()
    const registration = await findLive(id)
    if (registration === undefined) return
    const { usedAt } = registration
    if (usedAt !== undefined && now - usedAt < noteEvery) return
    await registrations.update(id, (kept) => ({ ...kept, usedAt: now }))
  }

  return {
    ...clients,
    async find(id, address) {
      const client = await clients.find(id, address)
      if (client !== undefined) return client
      const registration = await findLive(id)
      return registration && toClient(registration)
    },
    noteUse: (client, approved) =>
      client.source === 'registered' ? noteUse(client.id) : clients.noteUse(client, approved),
    async stillCounts(id, time) {
      const isTheirs = (await clients.find(id, undefined)) !== undefined
      const registration = isTheirs ? undefined : await registrations.find(id)
      if (registration === undefined) return clients.stillCounts(id, time)
      return isLive(registration, terms, clock.now()) && registration.issuedAt <= time
    },
  }
}
