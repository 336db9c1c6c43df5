/**
 * What binds the answer to whoever has asked: nonce, code_challenge and dpop_jkt.
 *
 * @module
 */

import { needsNonce, returnsCode } from '../../response/response-type.ts'
import { isThumbprint } from '../../token/dpop.ts'
import { codeChallengeMethods, isCodeChallenge } from '../../token/pkce.ts'
import type { Draft } from '../draft.ts'
import { type AuthorizeRule, fits, isAbsent } from './authorize-rule.ts'

export const nonceLimit = 512

const asksForCode = ({ responseType }: Draft): boolean =>
  responseType !== undefined && returnsCode(responseType)

export const bindingRules: readonly AuthorizeRule[] = [
  {
    must: 'send nonce when it asks for an ID Token',
    cites: 'OIDC Core §3.2.2.1',
    error: 'invalid_request',
    holds: (draft) =>
      draft.responseType === undefined ||
      !needsNonce(draft.responseType) ||
      !isAbsent(draft, 'nonce'),
  },
  {
    must: `send nonce without control characters, at most ${nonceLimit} characters`,
    cites: 'OIDC Core §15.5.2',
    error: 'invalid_request',
    holds: (draft) => fits(draft, 'nonce', nonceLimit),
  },
  {
    must: 'send code_challenge when it asks for a code, for its client proves itself by no secret',
    cites: 'RFC 9700 §2.1.1',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) || !draft.client.requirePkce || !isAbsent(draft, 'code_challenge'),
  },
  {
    must: 'send as code_challenge a SHA-256 hash in base64url: 43 characters',
    cites: 'RFC 7636 §4.2',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) ||
      isAbsent(draft, 'code_challenge') ||
      isCodeChallenge(draft.sent.values.get('code_challenge') ?? ''),
  },
  {
    must: 'send code_challenge_method=S256 with code_challenge, for plain proves nothing',
    cites: 'RFC 7636 §4.3',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) ||
      draft.sent.values.get('code_challenge_method') ===
        (isAbsent(draft, 'code_challenge') ? undefined : codeChallengeMethods[0]),
  },
  {
    must: 'send as dpop_jkt the SHA-256 thumbprint of a key in base64url: 43 characters',
    cites: 'RFC 9449 §10',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) ||
      isAbsent(draft, 'dpop_jkt') ||
      isThumbprint(draft.sent.values.get('dpop_jkt') ?? ''),
  },
]
