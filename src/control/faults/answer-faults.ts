/**
 * The faults of what the flows answer: their endings and the token endpoint, decorated.
 *
 * @module
 */

import type { SigningKeys } from '../../adapters/jose/keys/key-store.ts'
import { parseUntrustedToken } from '../../adapters/jose/untrusted-token.ts'
import {
  type Addressed,
  type AnswerOutcome,
  addressOf,
  type Endings,
} from '../../flows/authorize/endings.ts'
import type { TokenEndpoint } from '../../flows/tokens/token-endpoint.ts'
import type { Clock } from '../../ports/clock.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import { answerClaims, asJwt } from '../../protocol/authorize/answer.ts'
import type { ReturnAddress } from '../../protocol/authorize/request.ts'
import { type Parameters, wordsOf } from '../../protocol/parameters.ts'
import type { User } from '../../protocol/user.ts'
import { type Matched, namesOf } from '../match.ts'
import { matchedBy, type Records } from './arrival.ts'
import { changesNothing, withParams } from './changed-params.ts'
import type { FaultPlan, Judge } from './fault-plan.ts'
import { refusedWith, type SeenAnswer, unmet } from './need.ts'
import { spoilsNothing, spoiltTokens, type Tokens } from './spoilt-tokens.ts'

interface Needs extends Records {
  readonly plan: FaultPlan
  readonly keys: SigningKeys
  readonly clock: Clock
}

/** What is changed of an answer is changed before it is signed, where its client wants it signed. */
export const watchEndings =
  (needs: Needs) =>
  (endings: Endings, signer: TokenSigner): Endings => {
    const finished = async (outcome: AnswerOutcome, { client, to: asked }: Addressed) => {
      if (!asked.asJwt) return outcome
      const claims = answerClaims(outcome.answer, client, needs.clock.now())
      const jwt = await signer.signAnswer(claims, client.answerAlg)
      const to = { ...outcome.answer.to, asJwt: true }
      return { ...outcome, answer: asJwt({ ...outcome.answer, to }, jwt) }
    }
    return {
      ...endings,
      async issue(pending, current) {
        if (needs.plan.isEmpty()) return endings.issue(pending, current)
        const at = addressOf(pending)
        const outcome = await endings.issue({ ...pending, to: plain(pending.to) }, current)
        const asked = askedBy(at.client.id, at.sent, current.user)
        const spoilt = await spoiltOutcome(needs, outcome, asked)
        return finished(await changed(needs, spoilt, { ...asked, asJwt: at.to.asJwt }), at)
      },
      async refuse(at, refusal, told) {
        if (needs.plan.isEmpty()) return endings.refuse(at, refusal, told)
        const outcome = await endings.refuse({ ...at, to: plain(at.to) }, refusal, told)
        const asked = askedBy(at.client.id, at.sent)
        await needs.plan.take(['tokens'], asked, () => refusedWith(refusal.error))
        return finished(await changed(needs, outcome, { ...asked, asJwt: at.to.asJwt }), at)
      },
    }
  }

const plain = (to: ReturnAddress): ReturnAddress => ({ ...to, asJwt: false })

function askedBy(clientId: string, { values }: Parameters, user?: User): Matched {
  return {
    ...{ endpoint: 'authorize', clientId, users: namesOf(user, values.get('login_hint')) },
    prompt: wordsOf(values.get('prompt')),
    responseType: values.get('response_type'),
  }
}

async function changed(
  { plan }: Needs,
  outcome: AnswerOutcome,
  request: Matched & { readonly asJwt: boolean },
): Promise<AnswerOutcome> {
  const { to, parameters } = outcome.answer
  const given = new Map(parameters)
  const { clientId } = request
  const seen = { names: new Set(given.keys()), mode: to.mode, error: given.get('error'), clientId }
  const judge: Judge = ({ fault: { params = {} }, needs }) =>
    unmet(needs, seen) ?? changesNothing(outcome.answer, params, request.asJwt)
  const change = (await plan.take(['params'], request, judge))?.params
  return change === undefined ? outcome : { ...outcome, answer: withParams(outcome.answer, change) }
}

async function spoiltOutcome(
  needs: Needs,
  outcome: AnswerOutcome,
  request: Matched,
): Promise<AnswerOutcome> {
  const { parameters } = outcome.answer
  const given = new Map(parameters)
  const tokens = { accessToken: given.get('access_token'), idToken: given.get('id_token') }
  const { accessToken, idToken } = await met(needs, tokens, request)
  const now = new Map([
    ['access_token', accessToken],
    ['id_token', idToken],
  ])
  const spoilt = parameters.map(([name, value]) => [name, now.get(name) ?? value] as const)
  return { ...outcome, answer: { ...outcome.answer, parameters: spoilt } }
}

async function met(
  { plan, keys, clock }: Needs,
  tokens: Tokens,
  request: Matched,
): Promise<Tokens> {
  const seen = seenTokens(tokens, request)
  const fault = await plan.take(
    ['tokens'],
    request,
    (planned) => unmet(planned.needs, seen) ?? spoilsNothing(tokens, planned.fault),
  )
  return fault === undefined ? tokens : spoiltTokens(tokens, fault, keys, clock.now())
}

function seenTokens({ accessToken, idToken }: Tokens, { clientId }: Matched): SeenAnswer {
  const given = { access_token: accessToken, id_token: idToken }
  const names = Object.entries(given).flatMap(([name, token]) => (token === undefined ? [] : name))
  const payload = idToken === undefined ? undefined : parseUntrustedToken(idToken)?.payload
  const claims = new Set(Object.keys(payload ?? {}))
  return { names: new Set(names), claims, error: undefined, clientId }
}

export const watchToken =
  (needs: Needs) =>
  (token: TokenEndpoint): TokenEndpoint =>
  async (request) => {
    // before the code is used up, for it tells whose it is
    const asked = needs.plan.isEmpty()
      ? undefined
      : await matchedBy(needs, { ...request, endpoint: 'token', sessionId: undefined })
    const answer = await token(request)
    if (asked === undefined) return answer
    const { accessToken, idToken } = await met(
      needs,
      { accessToken: answer.access_token, idToken: answer.id_token },
      asked,
    )
    return {
      ...answer,
      ...(accessToken !== undefined && { access_token: accessToken }),
      ...(idToken !== undefined && { id_token: idToken }),
    }
  }
