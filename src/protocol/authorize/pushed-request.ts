/**
 * Pushed authorization requests (RFC 9126): what is kept behind a `request_uri` of ours, and the rules
 * of pushing and of having to.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { type Parameters, type SentPairs, sentPairs } from '../parameters.ts'
import type { Rule } from '../rule.ts'
import type { RequestErrorCode } from './request.ts'
import { knownParameters } from './rules/request-rules.ts'

/** What every `request_uri` of ours begins with (RFC 9126 §2.2); a secret of 256 bits follows. */
export const pushedUriPrefix = 'urn:ietf:params:oauth:request_uri:'

/** Seconds for which a pushed request waits for its browser (RFC 9126 §2.2). */
export const pushedLifetime = 90

/** A pushed request as it is kept, under the hash of its `request_uri`: plain data. */
export interface PushedRequest {
  readonly clientId: string
  readonly sent: SentPairs
}

/** What the client is answered (RFC 9126 §2.2). */
export interface PushedAnswer {
  readonly request_uri: string
  /** Seconds. */
  readonly expires_in: number
}

/** What of a pushed request is kept: how its client authenticated is not. */
export const keptRequest = (sent: Parameters, { id }: Client): PushedRequest => ({
  clientId: id,
  sent: sentPairs(sent, [...knownParameters, 'resource']),
})

/** The same request as that of `clientId`, which may have been named in a header alone. */
export function asRequestOf(clientId: string, sent: Parameters): Parameters {
  return { ...sent, values: new Map(sent.values).set('client_id', clientId) }
}

/** What holds of a request that is pushed, before all that holds of any. */
export const pushRules: readonly Rule<Parameters, RequestErrorCode>[] = [
  {
    must: 'do without request_uri when it is pushed',
    cites: 'RFC 9126 §2.1',
    error: 'invalid_request',
    holds: ({ values }) => !values.has('request_uri'),
  },
]

/** What a pushed request says of the key that its code is to be bound to, and the key that it proves. */
interface ProvedPush {
  readonly sent: Parameters
  /** The thumbprint of the key of its DPoP header; undefined without one. */
  readonly jkt: string | undefined
}

/** How a request that is pushed may prove a key (RFC 9449 §10.1). */
export const provedPushRules: readonly Rule<ProvedPush, 'invalid_dpop_proof'>[] = [
  {
    must: 'name as dpop_jkt, if it does, the key that its DPoP header proves',
    cites: 'RFC 9449 §10.1',
    error: 'invalid_dpop_proof',
    holds: ({ sent, jkt }) => {
      const named = sent.values.get('dpop_jkt')
      return named === undefined || jkt === undefined || named === jkt
    },
  },
]

/** The same request, its code bound to a key that was proved. */
export function boundTo(jkt: string | undefined, sent: Parameters): Parameters {
  return jkt === undefined ? sent : { ...sent, values: new Map(sent.values).set('dpop_jkt', jkt) }
}

interface Arrival {
  readonly client: Client
  readonly isPushed: boolean
}

/** How a request may reach the authorization endpoint. */
export const arrivalRules: readonly Rule<Arrival, RequestErrorCode>[] = [
  {
    must: 'be pushed to the server beforehand, for its client registered require_pushed_authorization_requests',
    cites: 'RFC 9126 §6',
    error: 'invalid_request',
    holds: ({ client, isPushed }) => isPushed || !client.requirePushedRequests,
  },
]
