/**
 * Who is to be signed in, how, and what is to be said of them.
 *
 * @module
 */

import { claimsLimit } from '../../userinfo/claims-request.ts'
import { prompts } from '../request.ts'
import { type AuthorizeRule, fits, isAbsent } from './authorize-rule.ts'

export const loginHintLimit = 320

export const loginRules: readonly AuthorizeRule[] = [
  {
    must: 'send only known values in prompt',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ prompt }) => prompt.every((word) => prompts.some((known) => known === word)),
  },
  {
    must: 'send none alone in prompt, if at all',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ prompt }) => !prompt.includes('none') || prompt.length === 1,
  },
  {
    must: 'send max_age as a whole number of seconds, if at all',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: (draft) => draft.maxAge !== undefined || isAbsent(draft, 'max_age'),
  },
  {
    must: `send login_hint without control characters, at most ${loginHintLimit} characters`,
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: (draft) => fits(draft, 'login_hint', loginHintLimit),
  },
  {
    must: `send claims as a JSON object of the members id_token and userinfo, of at most ${claimsLimit} characters`,
    cites: 'OIDC Core §5.5',
    error: 'invalid_request',
    holds: ({ claims }) => claims !== undefined,
  },
  {
    must: 'send as id_token_hint only an ID Token that this server gave to this client',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ client, hint }) =>
      hint === undefined ||
      hint.kind === 'stale' ||
      (hint.kind === 'verified' && hint.aud === client.id),
  },
]
