import type { Store } from '../../ports/store.ts'
import type { Pending } from '../../protocol/authorize/interaction.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { approvalId, consentId, grantsOf, mayBeRemembered } from '../../protocol/consent/grants.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { StillCounts } from './still-counts.ts'

/** Whether all that a request asks for needs no question (any more). */
export type IsGranted = (pending: Pending, current: CurrentSession | undefined) => Promise<boolean>

interface Needs {
  readonly consents: Store<Consent>
  readonly stillCounts: StillCounts
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  /** Whether nobody is asked, unless the request says `prompt=consent`. */
  readonly autoConsent: boolean
}

export function createIsGranted(needs: Needs): IsGranted {
  const { consents, stillCounts, scopes, mode, autoConsent } = needs

  const covers = async (id: string, request: AuthorizeRequest, { user }: CurrentSession) => {
    const consent = await consents.find(id)
    if (consent === undefined) return false
    if (!grantsOf(request, scopes).every((grant) => consent.grants.includes(grant))) return false
    return stillCounts(request.client, user.sub, consent.grantedAt)
  }

  return async (pending, current) => {
    if (current === undefined || mustAsk(pending)) return false
    const { request, to } = pending
    if (autoConsent) return true
    // Nor may a first-party client go unasked that anybody could pass for (RFC 8252 §8.6).
    if (!mayBeRemembered(to.redirectUri, mode)) return false
    if (request.client.firstParty) return true
    const { client } = request
    return (
      (await covers(approvalId(current.session.sid, client), request, current)) ||
      covers(consentId(current.user.sub, client), request, current)
    )
  }
}

/** Any site can send a browser here with an address of its choice, which may send the answer on. */
const mustAsk = ({ request, to, fromAnotherSite }: Pending): boolean =>
  request.prompt.has('consent') || (fromAnotherSite && !to.approved)
