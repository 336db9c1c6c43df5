import type { Store } from '../../ports/store.ts'
import type { AuthorizeRequest, ReturnAddress } from '../../protocol/authorize/request.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { consentId, grantsOf, mayBeRemembered } from '../../protocol/consent/grants.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import type { CurrentSession } from '../session/current-session.ts'

/** Whether all that a request asks for needs no question (any more). */
export type IsGranted = (
  request: AuthorizeRequest,
  to: ReturnAddress,
  current: CurrentSession | undefined,
) => Promise<boolean>

interface Needs {
  readonly consents: Store<Consent>
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  /** Whether nobody is asked, unless the request says `prompt=consent`. */
  readonly autoConsent: boolean
}

export function createIsGranted({ consents, scopes, mode, autoConsent }: Needs): IsGranted {
  return async (request, to, current) => {
    if (current === undefined || request.prompt.has('consent')) return false
    if (autoConsent) return true
    // Nor may a first-party client go unasked that anybody could pass for (RFC 8252 §8.6).
    if (!mayBeRemembered(to.redirectUri, mode)) return false
    if (request.client.firstParty) return true
    const consent = await consents.find(consentId(current.user.sub, request.client.id))
    if (consent === undefined) return false
    return grantsOf(request, scopes).every((grant) => consent.grants.has(grant))
  }
}
