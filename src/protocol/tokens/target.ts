/**
 * The targets of a request: the APIs that its access token is wanted for (RFC 8707 §2).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { shapeOf, type TokenShape } from '../client/token-shape.ts'
import type { Parameters } from '../parameters.ts'
import { type Apis, apisWith } from './api.ts'

/** Characters of all targets together. */
export const targetLimit = 2048

const absoluteUri = /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i

/**
 * Whether `value` is an absolute URI without a fragment (RFC 8707 §2, RFC 3986 §4.3). One that is
 * longer than all targets together may be is not parsed: a rule of its own refuses it.
 */
export function isResource(value: string): boolean {
  return value.length > targetLimit || (absoluteUri.test(value) && URL.canParse(value))
}

const plainText = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Whether `value` can name an audience that is no URI, such as `my-api` (RFC 7519 §4.1.3). */
export function isAudience(value: string): boolean {
  return value.length <= targetLimit && plainText.test(value)
}

/** What `resource`, which may be sent several times, and `audience` name; each once. */
export function readTargets({ values, several }: Parameters): readonly string[] {
  const audience = values.get('audience')
  const named = [...(several.get('resource') ?? []), ...(audience === undefined ? [] : [audience])]
  return [...new Set(named)]
}

/** What of a realm decides whom its tokens may be for. */
export interface TargetTerms {
  readonly issuer: string
  readonly mode: 'local' | 'strict'
  readonly tokenShape: TokenShape
  /** Those that the realm names. */
  readonly apis: Apis
}

/**
 * What a request names, or else the API that its scopes are for. Scopes of several mean several, which
 * no request may ask for at once.
 */
export function targetsOf(
  sent: Parameters,
  scope: readonly string[],
  client: Client,
  terms: TargetTerms,
): readonly string[] {
  const named = readTargets(sent)
  return named.length > 0 ? named : meantBy(scope, client, terms)
}

/** The APIs of its realm that scopes are for, as far as the client may have tokens for them. */
function meantBy(scope: readonly string[], client: Client, terms: TargetTerms): readonly string[] {
  if (terms.apis.size === 0) return []
  const meant = scope.flatMap((word) => apisWith(word, terms.apis))
  const allowed = meant.filter(({ identifier }) => isAllowedTarget(identifier, client, terms))
  return [...new Set(allowed.map(({ identifier }) => identifier))]
}

/** Whether one token can be for all of `targets`: those of APIs that the realm names differ. */
export const isOneToken = (targets: readonly string[], { apis }: TargetTerms): boolean =>
  targets.length < 2 || !targets.some((target) => apis.has(target))

/**
 * Whether the access tokens of `client` may be for `target`: one of those that are listed, one of the
 * APIs of its realm unless the client lists its own, or the issuer when none is. In local mode any will
 * do for an app that nobody has listed any for, in a realm that names no APIs.
 */
export function isAllowedTarget(target: string, client: Client, terms: TargetTerms): boolean {
  const { audiences } = shapeOf(client, terms.tokenShape)
  if (audiences.includes(target)) return true
  if (terms.apis.size > 0) {
    const ofRealm = client.tokenShape.audiences === undefined && terms.apis.has(target)
    return ofRealm || (audiences.length === 0 && target === terms.issuer)
  }
  const isUnlisted = audiences.length === 0
  if (terms.mode === 'strict') return isUnlisted && target === terms.issuer
  return isUnlisted || client.source === 'loopback'
}

/** Whom a token of these scopes is for when its request names nobody. */
export function usualTargets(
  scope: readonly string[],
  client: Client,
  terms: TargetTerms,
): readonly string[] {
  const meant = meantBy(scope, client, terms)
  return meant.length === 0 ? [usualTarget(client, terms)] : meant
}

/** Whom an access token is for when the request names nobody (RFC 9068 §3). */
export function usualTarget(client: Client, { issuer, tokenShape }: TargetTerms): string {
  return shapeOf(client, tokenShape).audiences[0] ?? issuer
}
