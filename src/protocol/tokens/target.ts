/**
 * The targets of a request: the APIs that its access token is wanted for (RFC 8707 §2).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { shapeOf, type TokenShape } from '../client/token-shape.ts'
import type { Parameters } from '../parameters.ts'

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
}

/**
 * Whether the access tokens of `client` may be for `target`: one of those that are listed, or the
 * issuer when none is. In local mode any will do for an app that nobody has listed any for.
 */
export function isAllowedTarget(target: string, client: Client, terms: TargetTerms): boolean {
  const { audiences } = shapeOf(client, terms.tokenShape)
  if (audiences.includes(target)) return true
  const isUnlisted = audiences.length === 0
  if (terms.mode === 'strict') return isUnlisted && target === terms.issuer
  return isUnlisted || client.source === 'loopback'
}

/** Whom an access token is for when the request names nobody (RFC 9068 §3). */
export function usualTarget(client: Client, { issuer, tokenShape }: TargetTerms): string {
  return shapeOf(client, tokenShape).audiences[0] ?? issuer
}
