/**
 * Apps that were accepted on loopback, where replicas share what they remember: one that another replica
 * has accepted is known here.
 *
 * @module
 */

import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import { acceptOnLoopback, type LoopbackTerms } from '../../protocol/authorize/loopback-client.ts'
import type { LoopbackClient } from '../../protocol/client/client.ts'
import { loopbackOriginOf } from '../../protocol/client/redirect-uri.ts'

/** All else of it follows from its id and the realm. */
export interface AcceptedApp {
  readonly origin: string
  /** The redirect URIs that a user has approved. */
  readonly approved: readonly string[]
}

/** By the id that they share; the one that was accepted or approved last stands at the end. */
export type AcceptedApps = Store<readonly AcceptedApp[]>

interface Needs extends LoopbackTerms {
  readonly clients: ClientRegistry
  readonly accepted: AcceptedApps
  /** Whether an unknown client on loopback is accepted. */
  readonly loopbackClients: boolean
}

/** The most origins of one id, and the most redirect URIs of one of them; the oldest makes room. */
const most = 20

const forGood = Number.POSITIVE_INFINITY

export function createAcceptedApps(needs: Needs): ClientRegistry {
  const { clients, accepted, loopbackClients } = needs

  const keep = async (client: LoopbackClient, approved: readonly string[]): Promise<void> => {
    const { id, loopbackOrigin: origin } = client
    const withIt = (before: readonly AcceptedApp[] = []): readonly AcceptedApp[] => {
      const known = before.find((app) => app.origin === origin)?.approved ?? []
      const all = [...new Set([...known, ...approved])].slice(-most)
      return [...before.filter((app) => app.origin !== origin), { origin, approved: all }].slice(
        -most,
      )
    }
    await accepted.upsert(id, withIt, forGood)
  }

  const noteApproved = async (client: LoopbackClient, approved: string): Promise<void> => {
    await clients.noteUse(client, approved)
    await keep(client, [approved])
  }

  const takeOver = async (id: string, { origin, approved }: AcceptedApp) => {
    const client = acceptOnLoopback(id, `${origin}/`, needs)
    if ('error' in client) return undefined
    const whole = { ...client, redirectUris: approved }
    await clients.add(whole)
    return whole
  }

  return {
    ...clients,
    async find(id, address) {
      const known = await clients.find(id, address)
      if (known !== undefined || !loopbackClients) return known
      const origin = address === undefined ? undefined : loopbackOriginOf(address)
      if (address !== undefined && origin === undefined) return undefined
      const apps = (await accepted.find(id)) ?? []
      const app = origin === undefined ? apps.at(-1) : apps.find((one) => one.origin === origin)
      return app && takeOver(id, app)
    },
    async add(client) {
      const added = await clients.add(client)
      if (added.kind === 'added' && client.source === 'loopback') await keep(client, [])
      return added
    },
    noteUse: (client, approved) =>
      client.source === 'loopback' && approved !== undefined
        ? noteApproved(client, approved)
        : clients.noteUse(client, approved),
  }
}
