/**
 * What a request object must be (OIDC Core §6.1, RFC 9101 §4, §6).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import type { Parameters } from '../parameters.ts'
import { parseResponseType } from '../response/response-type.ts'
import type { Rule } from '../rule.ts'
import { isWithinItsTimes } from '../time.ts'
import type { RequestErrorCode } from './request.ts'
import { type RequestObject, requestObjectLimit } from './request-object.ts'

/** A request object, and what it is judged against. */
export interface JudgedObject {
  readonly object: RequestObject
  /** Whether a registered key of its client has signed it. */
  readonly isVerified: boolean
  /** What stands beside it. */
  readonly beside: Parameters
  readonly client: Client
  readonly issuer: string
  readonly now: number
}

type ObjectRule = Rule<JudgedObject, RequestErrorCode>

const claimOf = ({ object }: JudgedObject, name: string): unknown =>
  object.kind === 'read' ? object.claims[name] : undefined

const isUnsigned = ({ object }: JudgedObject): boolean =>
  object.kind === 'read' && (object.alg === undefined || object.alg === 'none')

/** Whether a parameter that is both inside and beside says the same, as `same` sees it. */
function agrees(
  { object, beside }: JudgedObject,
  name: string,
  same: (inside: string, outside: string) => boolean,
): boolean {
  const inside = object.kind === 'read' ? object.parameters?.values.get(name) : undefined
  const outside = beside.values.get(name)
  return inside === undefined || outside === undefined || same(inside, outside)
}

const sameType = (one: string, other: string): boolean =>
  one === other || (parseResponseType(one) ?? one) === (parseResponseType(other) ?? other)

function isSignedAsRegistered({ object, isVerified, client }: JudgedObject): boolean {
  if (object.kind === 'unreadable') return false
  const { requestObjectAlg } = client
  if (requestObjectAlg === 'none') return object.alg === 'none' && !object.hasSignature
  return isVerified && (requestObjectAlg === undefined || requestObjectAlg === object.alg)
}

export const requestObjectRules: readonly ObjectRule[] = [
  {
    must: `send as request one JWT of at most ${requestObjectLimit} characters, not encrypted`,
    cites: 'RFC 9101 §6.1',
    error: 'invalid_request_object',
    holds: ({ object }) => object.kind === 'read',
  },
  {
    must: 'sign its request object, for its client has not registered none as request_object_signing_alg',
    cites: 'OIDC Core §3.1.2.6',
    error: 'request_not_supported',
    holds: (judged) => !isUnsigned(judged) || judged.client.requestObjectAlg === 'none',
  },
  {
    must: 'sign its request object as its client has registered it: with one of its keys, by its request_object_signing_alg',
    cites: 'RFC 9101 §6.2',
    error: 'invalid_request_object',
    holds: isSignedAsRegistered,
  },
  {
    must: 'do without its client_id as sub of its request object, which would be a client assertion',
    cites: 'RFC 9101 §10.8',
    error: 'invalid_request_object',
    holds: (judged) => claimOf(judged, 'sub') !== judged.client.id,
  },
  {
    must: 'name its client as iss of its request object and this server as aud, if anybody',
    cites: 'RFC 9101 §4',
    error: 'invalid_request_object',
    holds: (judged) => {
      const [iss, aud] = [claimOf(judged, 'iss'), claimOf(judged, 'aud')]
      const { client, issuer } = judged
      return (
        (iss === undefined || iss === client.id) &&
        (aud === undefined || [aud].flat().includes(issuer))
      )
    },
  },
  {
    must: 'send its request object within its times, in seconds since 1970: before exp, and not before nbf and iat',
    cites: 'RFC 7519 §4.1.4',
    error: 'invalid_request_object',
    holds: ({ object, now }) => object.kind === 'read' && isWithinItsTimes(object.claims, now),
  },
  {
    must: 'do without request and request_uri in its request object',
    cites: 'RFC 9101 §4',
    error: 'invalid_request_object',
    holds: (judged) =>
      claimOf(judged, 'request') === undefined && claimOf(judged, 'request_uri') === undefined,
  },
  {
    must: 'write the parameters in its request object as text, but max_age as a number and claims as an object',
    cites: 'OIDC Core §6.1',
    error: 'invalid_request_object',
    holds: ({ object }) => object.kind === 'read' && object.parameters !== undefined,
  },
  {
    must: 'name the same client_id and response_type in its request object as beside it',
    cites: 'OIDC Core §6.1',
    error: 'invalid_request_object',
    holds: (judged) =>
      agrees(judged, 'client_id', (inside, outside) => inside === outside) &&
      agrees(judged, 'response_type', sameType),
  },
]
