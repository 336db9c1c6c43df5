import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import {
  acceptOnLoopback,
  betterOrigin,
  type LoopbackTerms,
} from '../../protocol/authorize/loopback-client.ts'
import {
  noClientId,
  noRedirectUri,
  ownAddress,
  tooManyApps,
  type Unanswerable,
  unknownClient,
} from '../../protocol/authorize/unanswerable.ts'
import type { Client, LoopbackClient } from '../../protocol/client/client.ts'
import { matchRedirectUri } from '../../protocol/client/redirect-uri.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { parseResponseType, type ResponseType } from '../../protocol/response/response-type.ts'

/** The client that a request comes from, or why there is none. */
export type FindClient = (sent: Parameters) => Promise<Client | Unanswerable>

interface Needs extends LoopbackTerms {
  readonly clients: ClientRegistry
  readonly events: Events
  /** Whether an unknown client on loopback is accepted. */
  readonly loopbackClients: boolean
  /** As {@link betterOrigin} wants it. */
  readonly cookieHost: string | undefined
}

export function createFindClient(needs: Needs): FindClient {
  const { clients, events } = needs

  const tellOf = async (
    { id, loopbackOrigin: origin }: LoopbackClient,
    redirectUri: string,
    asked: ResponseType | undefined,
  ): Promise<void> => {
    const approved = await clients.findApproved(id)
    const redirectUris = [...approved.flatMap((other) => other.redirectUris), redirectUri]
    // Registered by what it asks for: of all that it might, most would be of no use to it.
    const responseTypes = [asked ?? 'code'] as const
    events.emit({ kind: 'client.accepted', clientId: id, origin, redirectUris, responseTypes })
    const openAt = betterOrigin(origin, needs.cookieHost)
    if (openAt !== undefined) {
      events.emit({ kind: 'client.on-another-site', clientId: id, origin, openAt })
    }
  }

  const accept = async (
    id: string,
    redirectUri: string,
    asked: ResponseType | undefined,
  ): Promise<Client | Unanswerable> => {
    const client = acceptOnLoopback(id, redirectUri, needs)
    if ('error' in client) return client
    const added = await clients.add(client)
    switch (added.kind) {
      case 'full':
        return tooManyApps
      case 'taken':
        // Somebody else has asked for it in between.
        return (await clients.find(id, redirectUri)) ?? unknownClient
      case 'added': {
        const { replaced } = added
        if (replaced !== undefined) {
          const { id: clientId, loopbackOrigin: origin } = replaced
          events.emit({ kind: 'client.forgotten', clientId, origin })
        }
        await tellOf(client, redirectUri, asked)
        return client
      }
    }
  }

  /** What a client registered is no address of ours; a native app may have any port of loopback. */
  const isOurs = (client: Client, uri: string | undefined): boolean =>
    uri !== undefined &&
    !client.redirectUris.includes(uri) &&
    matchRedirectUri(client, uri) !== undefined &&
    needs.isOwnAddress(uri)

  return async ({ values }) => {
    const id = values.get('client_id')
    if (id === undefined) return noClientId
    const redirectUri = values.get('redirect_uri')
    const known = await clients.find(id, redirectUri)
    if (known !== undefined) return isOurs(known, redirectUri) ? ownAddress : known
    if (!needs.loopbackClients) return unknownClient
    if (redirectUri === undefined) return noRedirectUri
    return accept(id, redirectUri, parseResponseType(values.get('response_type')))
  }
}
