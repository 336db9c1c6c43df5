/**
 * The APIs that a realm names: whom access tokens may be for, and how those look then.
 *
 * @module
 */

import type { AccessTokenTyp } from '../client/token-shape.ts'

export interface Api {
  /** The `aud` of its tokens, and the `resource` that chooses it (RFC 8707 §2). */
  readonly identifier: string
  /** The scopes that mean something to it. */
  readonly scopes: readonly string[]
  /** Claims of the user that its tokens carry, whatever their scopes. */
  readonly accessTokenClaims: readonly string[]
  /** Seconds; undefined: as its realm says. */
  readonly accessTokenLifetime: number | undefined
  /** Undefined: as the client says. */
  readonly accessTokenFormat: 'jwt' | 'opaque' | undefined
  readonly accessTokenTyp: AccessTokenTyp | undefined
}

/** By identifier. */
export type Apis = ReadonlyMap<string, Api>

export const noApis: Apis = new Map()

/** The API of a token; undefined where it is for none that the realm names. */
export function apiFor(audience: readonly string[], apis: Apis): Api | undefined {
  const [first = ''] = audience
  return audience.length === 1 ? apis.get(first) : undefined
}

/** The APIs to which a scope means something. */
export const apisWith = (scope: string, apis: Apis): readonly Api[] =>
  [...apis.values()].filter(({ scopes }) => scopes.includes(scope))

/** Whether a scope is for other APIs than these alone. */
export function isForOthers(scope: string, targets: readonly string[], apis: Apis): boolean {
  if (apis.size === 0) return false
  const meant = apisWith(scope, apis)
  return meant.length > 0 && !meant.some(({ identifier }) => targets.includes(identifier))
}
