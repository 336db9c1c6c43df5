/**
 * What can be told of a request as it arrives: read, and not believed.
 *
 * @module
 */

import type { FlowNeeds } from '../../flows.ts'
import { readClientCredentials } from '../../protocol/client/credentials.ts'
import type { EndpointName } from '../../protocol/endpoint.ts'
import { type Parameters, parametersOf, wordsOf } from '../../protocol/parameters.ts'
import { hashOf, parseRefreshToken } from '../../protocol/token/refresh-token.ts'
import { type Matched, namesOf } from '../match.ts'

/** A request at an endpoint of a realm. */
export interface Arrival {
  readonly endpoint: EndpointName
  readonly query: Parameters
  readonly form: Parameters
  readonly authorization: string | undefined
  /** The secret of the session that its browser has, be it there or not. */
  readonly sessionId: string | undefined
}

/** Where what is told can be looked up. */
export type Records = Pick<FlowNeeds, 'stores' | 'users'>

/** Whose a request says it is. */
interface Whose {
  readonly clientId?: string | undefined
  readonly sub?: string | undefined
}

export async function matchedBy(records: Records, arrival: Arrival): Promise<Matched> {
  const { endpoint, form } = arrival
  const sent = await sentWith(records, arrival)
  const whose = await whoseIs(records, arrival, sent)
  const { sub } = whose
  const found = sub === undefined ? undefined : await records.users.find(sub)
  // a client of a sector knows its users by other names
  const user = found ?? (sub === undefined ? undefined : { sub, username: sub })
  return {
    endpoint,
    clientId: sent.get('client_id') ?? whose.clientId,
    users: namesOf(user, sent.get('login_hint')),
    prompt: wordsOf(sent.get('prompt')),
    responseType: sent.get('response_type'),
    grantType: form.values.get('grant_type'),
  }
}

type Sent = ReadonlyMap<string, string>

/** What was sent, or was pushed beforehand. */
async function sentWith({ stores }: Records, { query, form }: Arrival): Promise<Sent> {
  const sent = new Map([...query.values, ...form.values])
  const uri = sent.get('request_uri')
  const pushed = uri && (await stores.pushedRequests.find(hashOf(uri)))
  return pushed ? new Map([...sent, ...parametersOf(pushed.sent).values]) : sent
}

async function whoseIs(records: Records, arrival: Arrival, sent: Sent): Promise<Whose> {
  const { endpoint, authorization } = arrival
  switch (endpoint) {
    case 'token':
      return { clientId: callerOf(arrival), ...(await whoseGrant(records, sent)) }
    case 'userinfo':
      return whoseToken(records, bearerOf(authorization) ?? sent.get('access_token') ?? '')
    case 'par':
    case 'revocation':
    case 'introspection':
      return { clientId: callerOf(arrival) }
    default:
      return { clientId: hinted(sent), sub: await signedIn(records, arrival) }
  }
}

/** The client that calls: by name, by a header, or by an assertion of its own. */
function callerOf({ authorization, form }: Arrival): string | undefined {
  try {
    const { clientId } = readClientCredentials({ authorization, form })
    return clientId ?? textIn(form.values.get('client_assertion'), 'sub')
  } catch {
    return undefined
  }
}

async function whoseGrant({ stores }: Records, sent: Sent): Promise<Whose> {
  const { codes, refreshFamilies } = stores
  const code = sent.get('code')
  const family = parseRefreshToken(sent.get('refresh_token') ?? '')?.family
  const kept =
    (code && (await codes.find(hashOf(code)))) ||
    (family && (await refreshFamilies.find(family))) ||
    undefined
  return kept === undefined ? {} : { clientId: kept.grant.clientId, sub: kept.grant.sub }
}

async function whoseToken({ stores }: Records, token: string): Promise<Whose> {
  const opaque = await stores.opaqueTokens.find(token)
  if (opaque !== undefined) return { clientId: opaque.client_id, sub: opaque.sub }
  return { clientId: textIn(token, 'client_id'), sub: textIn(token, 'sub') }
}

const bearerOf = (authorization = ''): string | undefined =>
  /^(?:Bearer|DPoP) +(\S+)$/i.exec(authorization)?.[1]

const hinted = (sent: Sent): string | undefined => textIn(sent.get('id_token_hint'), 'aud')

const signedIn = async ({ stores }: Records, { sessionId }: Arrival) =>
  sessionId === undefined ? undefined : (await stores.sessions.find(sessionId))?.sub

/** A member of the payload of a JWT, where that is text. */
function textIn(token: string | undefined, member: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString(),
    )
    const value = (Object(payload) as Readonly<Record<string, unknown>>)[member]
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
