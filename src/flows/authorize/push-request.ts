/**
 * Takes a request in before its browser comes with it (RFC 9126).
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { ServerTerms } from '../../protocol/authorize/draft.ts'
import { judgeAddressee, judgeAuthorize } from '../../protocol/authorize/judge.ts'
import {
  asRequestOf,
  boundTo,
  keptRequest,
  type PushedAnswer,
  type PushedRequest,
  provedPushRules,
  pushedLifetime,
  pushedUriPrefix,
  pushRules,
} from '../../protocol/authorize/pushed-request.ts'
import type { RequestErrorCode } from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client/client.ts'
import { readClientCredentials } from '../../protocol/client/credentials.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { firstBroken, type Refusal } from '../../protocol/rule.ts'
import { hashOf } from '../../protocol/token/refresh-token.ts'
import { calledRules, mustHold, type TokenRequest } from '../../protocol/token/request.ts'
import type { AuthenticateClient } from '../tokens/authenticate-client.ts'
import { readHint } from '../tokens/read-hint.ts'
import type { ReadProof } from '../tokens/read-proof.ts'
import type { Subjects } from '../tokens/subjects.ts'
import type { FindClient } from './find-client.ts'
import type { ReadRequest } from './read-request.ts'

/** Keeps the request, judged by all its rules, or throws {@link OAuthError}, which changes nothing. */
export type PushRequest = (request: TokenRequest) => Promise<PushedAnswer>

interface Needs {
  readonly terms: ServerTerms
  readonly readRequest: ReadRequest
  readonly findClient: FindClient
  readonly authenticateClient: AuthenticateClient
  readonly reader: TokenReader
  readonly clients: ClientRegistry
  readonly subjects: Subjects
  readonly readProof: ReadProof
  readonly pushedRequests: Store<PushedRequest>
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
}

export function createPushRequest(needs: Needs): PushRequest {
  const { terms, readRequest, findClient, authenticateClient, readProof } = needs

  /** An app on loopback may be here for the first time, as at the authorization endpoint. */
  const authenticated = async (request: TokenRequest): Promise<Client> => {
    const { clientId } = readClientCredentials(request)
    if (clientId !== undefined) {
      const found = await findClient(readRequest(asRequestOf(clientId, request.form)).sent)
      if ('error' in found && found.error !== 'unknown_client') throw unanswerable(found)
    }
    const { values } = readRequest(request.form).sent
    return (await authenticateClient(request, values.get('redirect_uri'))).client
  }

  const opened = async (sent: Parameters, client: Client): Promise<Parameters> => {
    const request = await readRequest(sent).open(client)
    if (request.refusal !== undefined) throw refused(request.refusal)
    return request.sent
  }

  const mustBeAllowed = async (sent: Parameters, client: Client): Promise<void> => {
    const addressee = judgeAddressee(sent, client)
    if (addressee.kind === 'unanswerable') throw unanswerable(addressee.refusal)
    const verdict = judgeAuthorize(sent, client, await readHint(sent, needs), terms)
    if (verdict.kind === 'refused') throw refused(verdict.refusal)
  }

  /**
   * A proof binds the code as `dpop_jkt` does (RFC 9449 §10.1). It is not used up: whoever sent it again
   * would get a code that needs the key all the same.
   */
  const bound = async (sent: Parameters, { proofs }: TokenRequest): Promise<Parameters> => {
    const path = realmPaths.pushedRequests
    const { jkt } = (await readProof.read({ proofs, method: 'POST', path })) ?? { jkt: undefined }
    mustHold(provedPushRules, { sent, jkt })
    return boundTo(jkt, sent)
  }

  return async (request) => {
    mustHold(calledRules, request)
    const client = await authenticated(request)
    const refusal = firstBroken(pushRules, request.form)
    if (refusal !== undefined) throw refused(refusal)
    const asked = await opened(asRequestOf(client.id, request.form), client)
    const sent = await bound(asked, request)
    await mustBeAllowed(sent, client)
    const uri = pushedUriPrefix + needs.entropy.secret()
    const expiresAt = needs.clock.now() + pushedLifetime
    await needs.pushedRequests.put(hashOf(uri), keptRequest(sent, client), expiresAt)
    needs.events.emit({ kind: 'request.pushed', clientId: client.id })
    return { request_uri: uri, expires_in: pushedLifetime }
  }
}

const refused = ({ error, description, cites }: Refusal<RequestErrorCode>): OAuthError =>
  new OAuthError(error, description, cites)

/** What a browser would be shown on a page (RFC 9126 §2.3). */
const unanswerable = ({ description, cites }: Refusal): OAuthError =>
  new OAuthError('invalid_request', description, cites)
