import type { Client } from '../client.ts'
import { type Parameters, wordsOf } from '../parameters.ts'
import { parseResponseMode, type ResponseMode } from '../response-mode.ts'
import { parseResponseType, type ResponseType } from '../response-type.ts'
import type { ScopeCatalogue } from '../userinfo/claims.ts'
import { type ClaimsRequest, noClaims, parseClaimsRequest } from '../userinfo/claims-request.ts'
import type { HintReading } from './hint.ts'

/** What a request is read against: the things that are the server's, not the client's. */
export interface ServerTerms {
  /** Every scope that this server knows. */
  readonly scopes: ScopeCatalogue
}

/** A request that has been read but not judged: what cannot be read is `undefined`. */
export interface Draft {
  readonly client: Client
  readonly sent: Parameters
  readonly responseType: ResponseType | undefined
  readonly responseMode: ResponseMode | undefined
  /** Without the words that this server does not know, and without `offline_access`. */
  readonly scope: readonly string[]
  readonly claims: ClaimsRequest | undefined
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
  return {
    client,
    sent,
    responseType: parseResponseType(values.get('response_type')),
    responseMode: parseResponseMode(values.get('response_mode')),
    scope: readScope(values.get('scope'), client, terms),
    claims: claims === undefined ? noClaims : parseClaimsRequest(claims),
    prompt: wordsOf(values.get('prompt')),
    maxAge: parseSeconds(values.get('max_age')),
    hint,
  }
}

/** An unknown scope is ignored (OIDC Core §3.1.2.1), and so is `offline_access` (OIDC Core §11). */
function readScope(
  value: string | undefined,
  client: Client,
  terms: ServerTerms,
): readonly string[] {
  const words = value === undefined ? [...client.defaultScopes] : wordsOf(value)
  return words.filter((word) => terms.scopes.has(word) && word !== 'offline_access')
}

function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined
}
