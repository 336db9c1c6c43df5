import type { ClientRegistry } from '../../ports/registry.ts'
import { frontChannelUrl } from '../../protocol/log-out/front-channel.ts'
import type { Session } from '../../protocol/session/session.ts'
import { visitedClients } from './visits.ts'

/** What the browser of a session that has ended is to load, so that apps learn of it. */
export type FrontChannelFrames = (session: Session) => Promise<readonly string[]>

interface Needs {
  readonly clients: ClientRegistry
  readonly issuer: string
}

export function createFrontChannelFrames({ clients, issuer }: Needs): FrontChannelFrames {
  return async (session) => {
    const visited = await visitedClients(session, clients)
    return visited.flatMap(({ frontChannelLogoutUri: uri }) =>
      uri === undefined ? [] : [frontChannelUrl(uri, issuer, session.sid)],
    )
  }
}
