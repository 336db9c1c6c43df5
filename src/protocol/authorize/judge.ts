import type { Client } from '../client/client.ts'
import { shapeOf } from '../client/token-shape.ts'
import { everyWordOf, type Parameters } from '../parameters.ts'
import {
  leadsToAccessToken,
  type ResponseType,
  returnsCode,
  returnsIdToken,
} from '../response/response-type.ts'
import { firstBroken, type Refusal } from '../rule.ts'
import { apiFor } from '../tokens/api.ts'
import { usualTarget } from '../tokens/target.ts'
import { type ClaimsRequest, maxValues } from '../userinfo/claims-request.ts'
import { type Draft, readDraft, type ServerTerms } from './draft.ts'
import type { HintReading } from './hint.ts'
import type { AuthorizeRequest, Hint, Prompt, RequestErrorCode, ReturnAddress } from './request.ts'
import { readReturnAddress } from './return-address.ts'
import { authorizeRules } from './rules.ts'
import { withFresh } from './template.ts'
import { disabledClient, noClientId, type Unanswerable, unknownClient } from './unanswerable.ts'

/** Where an answer may go, if anywhere. */
export type Addressee =
  /** No address is known to be safe, so the user is told, on a page. */
  | {
      readonly kind: 'unanswerable'
      readonly refusal: Unanswerable
      readonly client: Client | undefined
    }
  | { readonly kind: 'answerable'; readonly client: Client; readonly to: ReturnAddress }

/** First of all: can this request be answered at all? */
export function judgeAddressee(
  sent: Parameters,
  found: Client | Unanswerable | undefined,
): Addressee {
  if (found === undefined) return nobody(sent.values.has('client_id') ? unknownClient : noClientId)
  if ('error' in found) return nobody(found)
  return judgeKnown(sent, found)
}

const nobody = (refusal: Unanswerable): Addressee => ({
  kind: 'unanswerable',
  refusal,
  client: undefined,
})

function judgeKnown(sent: Parameters, client: Client): Addressee {
  if (!client.enabled) return { kind: 'unanswerable', refusal: disabledClient, client }
  const to = readReturnAddress(sent, client)
  if ('error' in to) return { kind: 'unanswerable', refusal: to, client }
  return { kind: 'answerable', client, to }
}

export type Verdict =
  | { readonly kind: 'refused'; readonly refusal: Refusal<RequestErrorCode> }
  | { readonly kind: 'valid'; readonly request: AuthorizeRequest }

export type Judge = (sent: Parameters, client: Client, hint: HintReading | undefined) => Verdict

/** Judges by {@link judgeAuthorize}, once for requests that are alike: as long as their client is the same. */
export function createJudge(terms: ServerTerms): Judge {
  const valid = new WeakMap<object, AuthorizeRequest>()
  return (sent, client, hint) => {
    const template = hint === undefined ? sent.template : undefined
    const before = template && valid.get(template)
    if (before?.client === client) return { kind: 'valid', request: withFresh(before, sent) }
    const verdict = judgeAuthorize(sent, client, hint, terms)
    if (template !== undefined && verdict.kind === 'valid') valid.set(template, verdict.request)
    return verdict
  }
}

/** Then: is it allowed? The first rule that does not hold refuses it. */
export function judgeAuthorize(
  sent: Parameters,
  client: Client,
  hint: HintReading | undefined,
  terms: ServerTerms,
): Verdict {
  const draft = readDraft(sent, client, hint, terms)
  const refusal = firstBroken(authorizeRules, draft)
  return refusal ? { kind: 'refused', refusal } : { kind: 'valid', request: requestOf(draft) }
}

function requestOf(draft: Draft): AuthorizeRequest {
  const { client, sent, responseType, scope, leftOut, targets, claims, prompt, maxAge } = draft
  if (responseType === undefined || claims === undefined) {
    throw new Error('the rules let a request pass that cannot be read')
  }
  return {
    client,
    responseType,
    scope: new Set(scope),
    leftOut,
    audience: targets.length > 0 ? targets : [usualTarget(client, draft.terms)],
    claims: withOwnClaims(claims, draft, responseType),
    // the rules have refused every other word
    prompt: new Set(prompt as readonly Prompt[]),
    nonce: sent.values.get('nonce'),
    codeChallenge: returnsCode(responseType) ? sent.values.get('code_challenge') : undefined,
    dpopJkt: returnsCode(responseType) ? sent.values.get('dpop_jkt') : undefined,
    maxAge,
    acrValues: acrValuesOf(sent, claims),
    loginHint: sent.values.get('login_hint'),
    hint: claims.sub === undefined ? hintOf(draft.hint) : { kind: 'verified', sub: claims.sub },
  }
}

/** What the tokens of a client carry anyhow counts as asked for. */
function withOwnClaims(
  asked: ClaimsRequest,
  { client, targets, terms }: Draft,
  responseType: ResponseType,
): ClaimsRequest {
  const { idTokenClaims, accessTokenClaims: usual } = shapeOf(client, terms.tokenShape)
  const accessTokenClaims = [...usual, ...(apiFor(targets, terms.apis)?.accessTokenClaims ?? [])]
  const { idToken, userinfo, accessToken, acrValues, sub } = asked
  return {
    idToken: leadsToIdToken(responseType) ? union(idToken, idTokenClaims) : idToken,
    userinfo,
    accessToken: leadsToAccessToken(responseType)
      ? union(accessToken, accessTokenClaims)
      : accessToken,
    acrValues,
    sub,
  }
}

const leadsToIdToken = (type: ResponseType): boolean => returnsIdToken(type) || returnsCode(type)

const union = (names: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> =>
  more.length === 0 ? names : new Set([...names, ...more])

/** Characters: a longer value is none that anybody could state. */
const acrValueLimit = 128

/** What `claims` names goes before `acr_values` (OIDC Core §5.5.1.1). */
function acrValuesOf({ values }: Parameters, { acrValues }: ClaimsRequest): readonly string[] {
  if (acrValues.length > 0) return acrValues
  const sent = everyWordOf(values.get('acr_values'))
  return sent.filter((value) => value.length <= acrValueLimit).slice(0, maxValues)
}

function hintOf(reading: HintReading | undefined): Hint | undefined {
  if (reading === undefined || reading.kind === 'invalid') return undefined
  return reading.kind === 'stale' ? reading : { kind: 'verified', sub: reading.sub }
}
