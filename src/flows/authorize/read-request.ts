import type { ClientSignatures } from '../../ports/client-signatures.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RequestErrorCode } from '../../protocol/authorize/request.ts'
import {
  completedBy,
  outlinedBy,
  type RequestObject,
  readRequestObject,
} from '../../protocol/authorize/request-object.ts'
import { requestObjectRules } from '../../protocol/authorize/request-object-rules.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { issuerFor, type Provider } from '../../protocol/provider/provider.ts'
import { firstBroken, type Refusal } from '../../protocol/rule.ts'
import type { Awaitable } from '../awaitable.ts'

/** A request whose object, if it sends one, was read. */
export interface OpenedRequest {
  /** What it asks for; with a refusal, what an answer needs to know. */
  readonly sent: Parameters
  readonly refusal: Refusal<RequestErrorCode> | undefined
}

/** A request whose client is to be found; its object is believed only then. */
export interface SealedRequest {
  /** What tells whose it is, and where its answer goes. */
  readonly sent: Parameters
  /** Judges its request object by its client (OIDC Core §6.1, RFC 9101 §6). */
  open(client: Client): Awaitable<OpenedRequest>
}

export type ReadRequest = (sent: Parameters) => SealedRequest

interface Needs {
  readonly issuer: string
  readonly provider: Provider | undefined
  readonly signatures: ClientSignatures
  readonly clock: Clock
}

export function createReadRequest(needs: Needs): ReadRequest {
  const { signatures, clock } = needs
  const isVerified = async (object: RequestObject, { auth }: Client): Promise<boolean> =>
    object.kind === 'read' && (await signatures.read(object.jwt, auth.keys)) !== undefined

  return (sent) => {
    const object = readRequestObject(sent)
    if (object === undefined) return { sent, open: () => ({ sent, refusal: undefined }) }
    const outline = outlinedBy(object, sent)
    return {
      sent: outline,
      async open(client) {
        const refusal = firstBroken(requestObjectRules, {
          ...{ object, beside: sent, client, now: clock.now() },
          issuer: issuerFor(needs, client.id),
          isVerified: await isVerified(object, client),
        })
        if (refusal !== undefined) return { sent: outline, refusal }
        return { sent: completedBy(object, sent), refusal: undefined }
      },
    }
  }
}
