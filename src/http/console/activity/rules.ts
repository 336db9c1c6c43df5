/**
 * Which rules an exchange was judged by, from the same rows that judged it. The first that does not hold
 * decides, so that what it was refused by says what has held: nothing is judged again.
 *
 * @module
 */

import { arrivalRules, pushRules } from '../../../protocol/authorize/pushed-request.ts'
import { requestObjectRules } from '../../../protocol/authorize/request-object-rules.ts'
import { authorizeRules } from '../../../protocol/authorize/rules.ts'
import { unanswerables } from '../../../protocol/authorize/unanswerable.ts'
import { logOutRules } from '../../../protocol/log-out/request.ts'
import { type Citation, citationUrl } from '../../../protocol/spec.ts'
import { assertionRules, onceRules } from '../../../protocol/token/assertion.ts'
import { codeRules } from '../../../protocol/token/code.ts'
import { boundClientRules, proofOnceRules, proofRules } from '../../../protocol/token/dpop.ts'
import { scopeRules } from '../../../protocol/token/narrowing.ts'
import { refreshRules, rotationRules } from '../../../protocol/token/refresh-rules.ts'
import {
  calledRules,
  clientRules,
  grantTypeRules,
  tokenRules,
} from '../../../protocol/token/request.ts'
import { introspectionRules, revocationRules } from '../../../protocol/token/revocation.ts'
import type { JudgedRules, ShownRule } from '../../pages/models/activity.ts'
import type { WrittenExchange } from './written.ts'

interface Row {
  /** The sentence that it is refused with begins so. */
  readonly sentence: string
  readonly cites: Citation
}

interface Written {
  readonly must: string
  readonly cites: Citation
}

const rowsOf = (rules: readonly Written[]): readonly Row[] =>
  rules.map(({ must, cites }) => ({ sentence: `The request must ${must}.`, cites }))

const addresses: readonly Row[] = unanswerables.map(({ description, cites }) => ({
  sentence: description,
  cites,
}))

const byClient = (sent: WrittenExchange['request']['parameters']): readonly Row[] =>
  rowsOf([...clientRules, ...('client_assertion' in sent ? [...assertionRules, ...onceRules] : [])])

/** By names that a request sends. */
const byGrant: ReadonlyMap<string, readonly Row[]> = new Map([
  ['authorization_code', rowsOf(codeRules)],
  ['refresh_token', rowsOf([...refreshRules, ...rotationRules])],
])

const called = rowsOf(calledRules)

/** In the order in which they are applied; empty where no rules are written down. */
function rulesFor({ endpoint, request, grantType = '' }: WrittenExchange): readonly Row[] {
  const { parameters: sent, headers } = request
  switch (endpoint) {
    case 'authorize': {
      const object = 'request' in sent ? rowsOf(requestObjectRules) : []
      return [...addresses, ...object, ...rowsOf([...arrivalRules, ...authorizeRules])]
    }
    case 'par':
      return [...called, ...byClient(sent), ...rowsOf([...pushRules, ...authorizeRules])]
    case 'token': {
      const proof = [...proofRules, ...proofOnceRules, ...boundClientRules]
      return [
        ...called,
        ...rowsOf(tokenRules),
        ...byClient(sent),
        ...rowsOf(grantTypeRules),
        ...('dpop' in headers ? rowsOf(proof) : []),
        ...(byGrant.get(grantType) ?? []),
        ...rowsOf(scopeRules),
      ]
    }
    case 'revocation':
      return [...called, ...byClient(sent), ...rowsOf(revocationRules)]
    case 'introspection':
      return [...called, ...byClient(sent), ...rowsOf(introspectionRules)]
    case 'end_session':
      return rowsOf(logOutRules)
    default:
      return []
  }
}

export function judgedBy(exchange: WrittenExchange): JudgedRules {
  const { verdict } = exchange
  const rules = rulesFor(exchange)
  if (verdict.ok) return { held: rules.map(shown), broken: undefined, unasked: 0 }
  const { rule = '', citation } = verdict
  const at = rules.findIndex(
    // an answer that nobody heard of says the rule without its source
    ({ sentence, cites }) =>
      rule.startsWith(sentence) && (citation === undefined || cites === citation),
  )
  const source = citation ?? rules[at]?.cites
  const broken = { text: rule, cites: source, href: urlOf(source) }
  if (at < 0) return { held: [], broken, unasked: 0 }
  return { held: rules.slice(0, at).map(shown), broken, unasked: rules.length - at - 1 }
}

const shown = ({ sentence, cites }: Row): ShownRule => ({
  text: sentence,
  cites,
  href: citationUrl(cites),
})

// a verdict is made of rows and of refusals, and both cite what we know
const urlOf = (citation: string | undefined): string | undefined =>
  citation === undefined ? undefined : citationUrl(citation as Citation)
