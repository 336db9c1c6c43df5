import type { Client } from '../client/client.ts'
import { everyWordOf, type Parameters, wordsOf } from '../parameters.ts'
import { parseResponseMode, type ResponseMode } from '../response/response-mode.ts'
import {
  defaultResponseMode,
  parseResponseType,
  type ResponseType,
  returnsCode,
} from '../response/response-type.ts'
import { isForOthers } from '../tokens/api.ts'
import { type TargetTerms, targetsOf } from '../tokens/target.ts'
import { claimNamesOf, reservedClaims, type ScopeCatalogue } from '../userinfo/claims.ts'
import { type ClaimsRequest, noClaims, parseClaimsRequest } from '../userinfo/claims-request.ts'
import type { HintReading } from './hint.ts'

/** What a request is read against: the things that are the server's, not the client's. */
export interface ServerTerms extends TargetTerms {
  /** What the paths of the realm stand below. */
  readonly address: string
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
  const words = scopeWordsOf(sent, client)
  const targets = targetsOf(sent, words, client, terms)
  const ignores = ignoredBy(words, client, terms, {
    offline: mayStayOffline(client, responseType),
    targets,
  })
  return {
    client,
    sent,
    responseType,
    responseMode: parseResponseMode(
      values.get('response_mode'),
      defaultResponseMode(values.get('response_type')),
    ),
    scope: words.filter((word) => !ignores(word)),
    leftOut: words.filter(ignores),
    targets,
    terms,
    claims:
      claims === undefined ? noClaims : claimsWithin(parseClaimsRequest(claims), client, terms),
    prompt: everyWordOf(values.get('prompt')),
    maxAge: parseSeconds(values.get('max_age')),
    hint,
  }
}

/**
 * What a client gets by name in strict mode: claims of the scopes that it may ask for, so that it gets no
 * further by `claims` than by `scope`. The others are left out, as those that nobody has (OIDC Core §5.5).
 */
function claimsWithin(
  asked: ClaimsRequest | undefined,
  client: Client,
  { mode, scopes }: ServerTerms,
): ClaimsRequest | undefined {
  if (asked === undefined || mode === 'local') return asked
  const known = new Set(claimNamesOf(client.scopes ?? scopes.keys(), scopes))
  const within = (names: ReadonlySet<string>) =>
    new Set([...names].filter((name) => known.has(name) || reservedClaims.has(name)))
  return { ...asked, idToken: within(asked.idToken), userinfo: within(asked.userinfo) }
}

export const offlineAccess = 'offline_access'

/** Whether `offline_access` can mean anything: only a code leads to a refresh token (OIDC Core §11). */
const mayStayOffline = ({ grantTypes }: Client, type: ResponseType | undefined): boolean =>
  type !== undefined && returnsCode(type) && grantTypes.includes('refresh_token')

function scopeWordsOf({ values }: Parameters, { defaultScopes }: Client): readonly string[] {
  const scope = values.get('scope')
  return scope === undefined ? [...defaultScopes] : wordsOf(scope)
}

interface Answerable {
  /** Whether the request can lead to a refresh token. */
  readonly offline: boolean
  readonly targets: readonly string[]
}

/**
 * An unknown scope is ignored (OIDC Core §3.1.2.1), so may be `offline_access` (OIDC Core §11), and what
 * is for another API than the token (RFC 8707 §2.2). In local mode an app that lists no scopes of
 * its own may ask for unknown ones too: what they mean is for its API to know.
 */
function ignoredBy(
  words: readonly string[],
  client: Client,
  { scopes, mode, apis }: ServerTerms,
  { offline, targets }: Answerable,
): (word: string) => boolean {
  const unknown = words.filter((word) => !scopes.has(word))
  const isOpen = mode === 'local' && client.scopes === undefined
  const ignored = new Set(unknown.slice(isOpen ? maxUnknownScopes : 0))
  if (!offline) ignored.add(offlineAccess)
  return (word) => ignored.has(word) || isForOthers(word, targets, apis)
}

function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined
}
