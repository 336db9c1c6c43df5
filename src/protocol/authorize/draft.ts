import type { Client } from '../client/client.ts'
import { everyWordOf, type Parameters, wordsOf } from '../parameters.ts'
import { parseResponseMode, type ResponseMode } from '../response/response-mode.ts'
import { parseResponseType, type ResponseType, returnsCode } from '../response/response-type.ts'
import { readTargets, type TargetTerms } from '../tokens/target.ts'
import type { ScopeCatalogue } from '../userinfo/claims.ts'
import { type ClaimsRequest, noClaims, parseClaimsRequest } from '../userinfo/claims-request.ts'
import type { HintReading } from './hint.ts'

/** What a request is read against: the things that are the server's, not the client's. */
export interface ServerTerms extends TargetTerms {
  /** Every scope that this server knows. */
  readonly scopes: ScopeCatalogue
}

/** More unknown scopes of one request are left out, even where they are accepted. */
export const maxUnknownScopes = 32

/** A request that has been read but not judged: what cannot be read is `undefined`. */
export interface Draft {
  readonly client: Client
  readonly sent: Parameters
  readonly responseType: ResponseType | undefined
  readonly responseMode: ResponseMode | undefined
  readonly scope: readonly string[]
  /** The words of scope that are ignored. */
  readonly leftOut: readonly string[]
  /** The APIs that the access token is wanted for. */
  readonly targets: readonly string[]
  readonly terms: ServerTerms
  readonly claims: ClaimsRequest | undefined
  /** With repeats: `none none` is not `none` alone. */
  readonly prompt: readonly string[]
  /** Seconds. */
  readonly maxAge: number | undefined
  readonly hint: HintReading | undefined
}

export function readDraft(
  sent: Parameters,
  client: Client,
  hint: HintReading | undefined,
  terms: ServerTerms,
): Draft {
  const { values } = sent
  const claims = values.get('claims')
  const responseType = parseResponseType(values.get('response_type'))
  return {
    client,
    sent,
    responseType,
    responseMode: parseResponseMode(values.get('response_mode')),
    ...readScope(values.get('scope'), client, terms, mayStayOffline(client, responseType)),
    targets: readTargets(sent),
    terms,
    claims: claims === undefined ? noClaims : parseClaimsRequest(claims),
    prompt: everyWordOf(values.get('prompt')),
    maxAge: parseSeconds(values.get('max_age')),
    hint,
  }
}

export const offlineAccess = 'offline_access'

/** Whether `offline_access` can mean anything: only a code leads to a refresh token (OIDC Core §11). */
const mayStayOffline = ({ grantTypes }: Client, type: ResponseType | undefined): boolean =>
  type !== undefined && returnsCode(type) && grantTypes.includes('refresh_token')

/**
 * An unknown scope is ignored (OIDC Core §3.1.2.1), and so may be `offline_access` (OIDC Core §11). In
 * local mode an app that lists no scopes of its own may ask for unknown ones too: what they mean is
 * for its API to know.
 */
function readScope(
  value: string | undefined,
  client: Client,
  { scopes, mode }: ServerTerms,
  offline: boolean,
): Pick<Draft, 'scope' | 'leftOut'> {
  const words = value === undefined ? [...client.defaultScopes] : wordsOf(value)
  if (words.every((word) => scopes.has(word) && (offline || word !== offlineAccess))) {
    return { scope: words, leftOut: [] }
  }
  const unknown = words.filter((word) => !scopes.has(word))
  const isOpen = mode === 'local' && client.scopes === undefined
  const ignored = new Set(unknown.slice(isOpen ? maxUnknownScopes : 0))
  if (!offline) ignored.add(offlineAccess)
  return {
    scope: words.filter((word) => !ignored.has(word)),
    leftOut: words.filter((word) => ignored.has(word)),
  }
}

function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined
}
