import type { Store } from '../../ports/store.ts'
import type { PushedRequest } from '../../protocol/authorize/pushed-request.ts'
import { type Parameters, parametersOf } from '../../protocol/parameters.ts'
import { hashOf } from '../../protocol/token/refresh-token.ts'
import type { Awaitable } from '../awaitable.ts'

/** A request at the authorization endpoint, whichever way it was made. */
export interface FoundRequest {
  readonly sent: Parameters
  /** Whether its client has pushed it beforehand (RFC 9126). */
  readonly isPushed: boolean
}

/**
 * Finds what a browser asks for: what it brings, or what its client has pushed, which is used up by
 * that. Where nothing (more) stands behind a `request_uri`, or another client's request does, it is what
 * the browser brings: the rules refuse it, and it goes back if it says whereto.
 */
export type FindRequest = (received: Parameters) => Awaitable<FoundRequest>

interface Needs {
  readonly pushedRequests: Store<PushedRequest>
}

export function createFindRequest({ pushedRequests }: Needs): FindRequest {
  const pushedAs = async (
    uri: string,
    clientId: string,
    received: Parameters,
  ): Promise<FoundRequest> => {
    const key = hashOf(uri)
    // Found before it is taken: whoever brings it for another client does not use it up.
    if ((await pushedRequests.find(key))?.clientId !== clientId) return asReceived(received)
    const pushed = await pushedRequests.take(key)
    if (pushed === undefined) return asReceived(received)
    return { sent: parametersOf(pushed.sent), isPushed: true }
  }

  return (received) => {
    const uri = received.values.get('request_uri')
    const clientId = received.values.get('client_id')
    if (uri === undefined || clientId === undefined) return asReceived(received)
    return pushedAs(uri, clientId, received)
  }
}

const asReceived = (received: Parameters): FoundRequest => ({ sent: received, isPushed: false })
