import type { ClientRegistry } from '../../ports/registry.ts'
import { frontChannelUrl } from '../../protocol/log-out/front-channel.ts'
import { issuerFor, type Provider } from '../../protocol/provider/provider.ts'
import type { Session } from '../../protocol/session/session.ts'
import { visitedClients } from './visits.ts'

/** What the browser of a session that has ended is to load, so that apps learn of it. */
export type FrontChannelFrames = (session: Session) => Promise<readonly string[]>

interface Needs {
  readonly clients: ClientRegistry
  readonly issuer: string
  readonly provider: Provider | undefined
}

export function createFrontChannelFrames(needs: Needs): FrontChannelFrames {
  return async (session) => {
    const visited = await visitedClients(session, needs.clients)
    return visited.flatMap(({ id, frontChannelLogoutUri: uri }) =>
      uri === undefined ? [] : [frontChannelUrl(uri, issuerFor(needs, id), session.sid)],
    )
  }
}
