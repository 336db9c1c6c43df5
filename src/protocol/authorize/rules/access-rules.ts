/**
 * What the request wants access to: scopes, and the APIs that a token is for.
 *
 * @module
 */

import { returnsIdToken } from '../../response/response-type.ts'
import { isScopeSyntax } from '../../scope.ts'
import {
  isAllowedTarget,
  isAudience,
  isOneToken,
  isResource,
  targetLimit,
} from '../../tokens/target.ts'
import type { Draft } from '../draft.ts'
import { type AuthorizeRule, isAbsent } from './authorize-rule.ts'

export const scopeLimit = 2048

const asksForIdToken = ({ responseType }: Draft): boolean =>
  responseType !== undefined && returnsIdToken(responseType)

export const accessRules: readonly AuthorizeRule[] = [
  {
    must: `write scope in the characters that a scope may have, at most ${scopeLimit} of them`,
    cites: 'RFC 6749 §3.3',
    error: 'invalid_scope',
    holds: ({ sent }) => {
      const scope = sent.values.get('scope') ?? ''
      return scope.length <= scopeLimit && isScopeSyntax(scope)
    },
  },
  {
    must: 'ask for the openid scope when it asks for an ID Token',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_scope',
    holds: (draft) =>
      !asksForIdToken(draft) || (!isAbsent(draft, 'scope') && draft.scope.includes('openid')),
  },
  {
    must: 'ask only for scopes that the client registered',
    cites: 'RFC 6749 §3.3',
    error: 'invalid_scope',
    holds: ({ client, scope }) => scope.every((word) => client.scopes?.has(word) ?? true),
  },
  {
    must: 'send as resource only absolute URIs without a fragment',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ sent }) => (sent.several.get('resource') ?? []).every(isResource),
  },
  {
    must: 'send audience in printable ASCII without spaces, quotation marks and backslashes',
    cites: 'RFC 7519 §4.1.3',
    error: 'invalid_target',
    holds: (draft) =>
      isAbsent(draft, 'audience') || isAudience(draft.sent.values.get('audience') ?? ''),
  },
  {
    must: `name APIs by resource and audience in at most ${targetLimit} characters together`,
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ targets }) => targets.join('').length <= targetLimit,
  },
  {
    must: 'ask by resource and audience only for what its access tokens may be for',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ targets, client, terms }) =>
      targets.every((target) => isAllowedTarget(target, client, terms)),
  },
  {
    must: 'ask for one of the APIs of its realm at a time, by resource or audience, for their tokens differ',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ targets, terms }) => isOneToken(targets, terms),
  },
]
