/**
 * Tells clients of the end of a session without a browser (OIDC Back-Channel Logout §2.5).
 *
 * @module
 */

import type { BackChannel } from '../../ports/back-channel.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import type { Client } from '../../protocol/client/client.ts'
import { logoutTokenClaims } from '../../protocol/log-out/logout-token.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { Subjects } from '../tokens/subjects.ts'
import { visitedClients } from './visits.ts'

/** Begins to tell them; nobody waits for it, the user least of all. */
export type TellClients = (session: Session) => void

interface Needs {
  readonly clients: ClientRegistry
  readonly signer: TokenSigner
  readonly subjects: Subjects
  readonly backChannel: BackChannel
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
}

export function createTellClients(needs: Needs): TellClients {
  const { signer, subjects, backChannel, entropy, clock, events } = needs

  const tell = async (session: Session, client: Client): Promise<void> => {
    const { id: clientId, idTokenAlg, backChannelLogoutUri: uri } = client
    if (uri === undefined) return
    const { sub, sid } = session
    const told = { sid, sub: await subjects.toldTo(client, sub) }
    const jti = entropy.id()
    const claims = logoutTokenClaims({ session: told, clientId, jti, now: clock.now() })
    const token = await signer.signLogoutToken(claims, idTokenAlg)
    const delivery = await backChannel.tell(uri, token)
    const { attempts } = delivery
    const about = { clientId, sub, sid, attempts }
    events.emit(
      delivery.kind === 'told'
        ? { kind: 'client.told', ...about }
        : { kind: 'client.not-told', ...about, why: delivery.why },
    )
  }

  const tellAll = async (session: Session): Promise<void> => {
    const visited = await visitedClients(session, needs.clients)
    await Promise.all(visited.map((client) => tell(session, client)))
  }

  return (session) => {
    tellAll(session).catch((error: unknown) => {
      events.emit({ kind: 'fault.unexpected', where: 'back-channel logout', error })
    })
  }
}
