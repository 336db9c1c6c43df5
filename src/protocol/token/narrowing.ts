/**
 * What a token request may ask for: no more than was granted (RFC 6749 §6, RFC 8707 §2.2).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { type Parameters, wordsOf } from '../parameters.ts'
import type { Rule } from '../rule.ts'
import { isScopeSyntax } from '../scope.ts'
import {
  isAllowedTarget,
  isAudience,
  isOneToken,
  readTargets,
  type TargetTerms,
} from '../tokens/target.ts'
import type { TokenErrorCode } from './request.ts'

interface ScopeWish {
  readonly form: Parameters
  /** What may be had. */
  readonly scope: ReadonlySet<string>
}

export const scopeRules: readonly Rule<ScopeWish, TokenErrorCode>[] = [
  {
    must: 'write scope in the characters that a scope may have',
    cites: 'RFC 6749 §3.3',
    error: 'invalid_scope',
    holds: ({ form }) => isScopeSyntax(form.values.get('scope') ?? ''),
  },
  {
    must: 'ask only for scopes that were granted, or that its client may have for itself',
    cites: 'RFC 6749 §6',
    error: 'invalid_scope',
    holds: ({ form, scope }) => wordsOf(form.values.get('scope')).every((word) => scope.has(word)),
  },
]

/** What is asked for, or all that may be had. */
export function narrowedScope({ form, scope }: ScopeWish): ReadonlySet<string> {
  const asked = wordsOf(form.values.get('scope'))
  return asked.length === 0 ? scope : new Set(asked)
}

interface TargetWish {
  readonly form: Parameters
  /** Whom the token was granted for, or is for when its request names nobody. */
  readonly audience: readonly string[]
}

/** A client that asks for itself, and the realm that decides what it may have. */
interface OwnTargetWish extends TargetWish {
  readonly client: Client
  readonly terms: TargetTerms
}

/** Of a code or a refresh token: the user has approved these APIs and no others. */
export const grantedTargetRules: readonly Rule<TargetWish, TokenErrorCode>[] = [
  {
    must: 'ask by resource and audience only for what its authorization request was granted',
    cites: 'RFC 8707 §2.2',
    error: 'invalid_target',
    holds: ({ form, audience }) => readTargets(form).every((target) => audience.includes(target)),
  },
]

/** Of a client that asks for itself. */
export const ownTargetRules: readonly Rule<OwnTargetWish, TokenErrorCode>[] = [
  {
    must: 'ask by resource and audience only for what its access tokens may be for',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ form, client, terms, audience }) =>
      readTargets(form).every(
        (target) =>
          audience.includes(target) ||
          (isAudience(target) && isAllowedTarget(target, client, terms)),
      ),
  },
  {
    must: 'ask for one of the APIs of its realm at a time, by resource or audience, for their tokens differ',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ form, audience, terms }) => {
      const targets = readTargets(form)
      return isOneToken(targets.length === 0 ? audience : targets, terms)
    },
  },
]

export function narrowedAudience({ form, audience }: TargetWish) {
  const targets = readTargets(form)
  return targets.length === 0 ? audience : targets
}
