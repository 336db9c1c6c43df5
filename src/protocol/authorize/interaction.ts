/**
 * A valid request that waits for its user.
 *
 * @module
 */

import type { AwaitedForm } from '../awaited-form.ts'
import { type Parameters, type SentPairs, sentPairs } from '../parameters.ts'
import type { HintReading } from './hint.ts'
import type { AuthorizeRequest, ReturnAddress } from './request.ts'
import { knownParameters } from './rules/request-rules.ts'

export type Step = 'log-in' | 'choose-account' | 'ask-consent'

/** What the user has already done for this very request. */
export interface Done {
  /** The session in which they have just proved who they are. */
  readonly authenticated: string | undefined
  /** What they said when asked which account to use. */
  readonly account: 'this' | 'another' | undefined
}

export const nothingDone: Done = { authenticated: undefined, account: undefined }

/** A request between two steps: it does not change while the user answers. */
export interface Pending {
  readonly request: AuthorizeRequest
  readonly to: ReturnAddress
  readonly done: Done
  /** What was sent, for it is judged again when its user comes back. */
  readonly sent: Parameters
  readonly hint: HintReading | undefined
  /** Whether a site that is not the app's has sent the browser here, or may have. */
  readonly fromAnotherSite: boolean
  /** The languages that it asks for, as they were sent or as they are kept (OIDC Core §3.1.2.1). */
  readonly uiLocales: string | undefined
}

/** One step of a pending request, for one browser and for one use. */
export interface Interaction extends Pending, AwaitedForm {
  readonly step: Step
  /** The session that was current when the step was shown. */
  readonly sid: string | undefined
}

/** An interaction as it is kept: plain data. Client and request are found and judged anew. */
export interface KeptInteraction extends AwaitedForm {
  readonly step: Step
  readonly sid: string | undefined
  readonly done: Done
  readonly clientId: string
  readonly sent: SentPairs
  readonly hint: HintReading | undefined
  readonly fromAnotherSite: boolean
}

/** A hint and a language are kept as what was read in them, and what has no meaning here is not kept at all. */
const notKept = new Set(['id_token_hint', 'display', 'ui_locales', 'claims_locales'])

const keptParameters = [...knownParameters, 'resource'].filter((name) => !notKept.has(name))

/** What of a pending request is kept while its user makes up their mind. */
export function keptOf({ request, sent, hint, done, fromAnotherSite }: Pending) {
  const kept = sentPairs(withReadAcr(sent, request), keptParameters)
  return { clientId: request.client.id, sent: kept, hint, done, fromAnotherSite }
}

/** However much `acr_values` holds, only what was read of it is kept (OIDC Core §3.1.2.1). */
function withReadAcr(sent: Parameters, { acrValues }: AuthorizeRequest): Parameters {
  if (!sent.values.has('acr_values')) return sent
  return { ...sent, values: new Map(sent.values).set('acr_values', acrValues.join(' ')) }
}
