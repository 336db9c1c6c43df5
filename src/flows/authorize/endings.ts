/**
 * How a request ends: with tokens or with an error, and always in an answer to its client.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import {
  type Answer,
  answerClaims,
  asJwt,
  errorAnswer,
  issuedAnswer,
} from '../../protocol/authorize/answer.ts'
import type { Pending } from '../../protocol/authorize/interaction.ts'
import type {
  AuthorizeRefusal,
  AuthorizeRequest,
  ReturnAddress,
} from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { issuerFor, type Provider } from '../../protocol/provider/provider.ts'
import { sayAs } from '../../protocol/provider/wording.ts'
import { UnavailableError } from '../../protocol/unavailable/unavailable.ts'
import type { User } from '../../protocol/user.ts'
import type { Awaitable } from '../awaitable.ts'
import type { NoteAccount } from '../records/note-account.ts'
import { refused } from '../refused.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { TellState, ToldState } from '../session/tell-state.ts'
import type { NoteVisit } from '../session/visits.ts'
import type { IssueAnswer } from '../tokens/issue-answer.ts'

export interface AnswerOutcome {
  readonly kind: 'answer'
  readonly answer: Answer
  /** What its check_session page is to compare from now on; undefined when the answer tells nothing. */
  readonly browserState: string | undefined
  /** The languages that its request asked for: some answers go by a page. */
  readonly uiLocales: string | undefined
}

/** Whose request it is, and where its answer goes. */
export interface Addressed {
  readonly client: Client
  readonly to: ReturnAddress
  readonly sent: Parameters
  readonly uiLocales: string | undefined
}

type Asked = Pick<Addressed, 'client' | 'uiLocales'>

/** The same of a request that waits for its user. */
export const addressOf = ({ request: { client }, to, sent, uiLocales }: Pending): Addressed => ({
  client,
  to,
  sent,
  uiLocales,
})

export interface Endings {
  /** Ends a request with what it asks for. */
  issue(pending: Pending, current: CurrentSession): Promise<AnswerOutcome>
  /** Ends a request with an error for its client; `told` when that may know of the login. */
  refuse(at: Addressed, refusal: AuthorizeRefusal, told?: ToldState): Promise<AnswerOutcome>
  /** Runs what must end in an answer: a fault of ours goes there too (RFC 6749 §4.2.2.1). */
  answering<Outcome>(at: Addressed, run: () => Promise<Outcome>): Promise<Outcome | AnswerOutcome>
}

interface Needs {
  readonly issuer: string
  readonly provider: Provider | undefined
  readonly clients: ClientRegistry
  readonly issueAnswer: IssueAnswer
  readonly noteVisit: NoteVisit
  readonly noteAccount: NoteAccount
  readonly tellState: TellState
  readonly signer: TokenSigner
  readonly clock: Clock
  readonly events: Events
}

/** What a preset puts beside tokens. A client that has a pairwise sub of a user is told no more of them. */
function besideOf(
  { issuer, provider }: Pick<Needs, 'issuer' | 'provider'>,
  { id: clientId, sector }: Client,
  user: User,
) {
  const told = sector === undefined ? user : undefined
  return provider?.shape?.answer?.({ issuer, clientId, user: told })
}

export function createEndings(needs: Needs): Endings {
  const { clients, issueAnswer, tellState } = needs
  const { signer, clock, events } = needs

  const tellFault = (error: unknown): void =>
    events.emit({ kind: 'fault.unexpected', where: 'authorize', error })

  /** As its client wants it: there is nothing to wait for unless that is a JWT. */
  const ending = (
    at: Asked,
    plain: Answer,
    browserState: string | undefined,
  ): Awaitable<AnswerOutcome> => {
    const { uiLocales } = at
    return plain.to.asJwt
      ? signed(at, plain, browserState)
      : { kind: 'answer', answer: plain, browserState, uiLocales }
  }

  const signed = async (
    { client, uiLocales }: Asked,
    plain: Answer,
    browserState: string | undefined,
  ): Promise<AnswerOutcome> => {
    const claims = answerClaims(plain, client, clock.now())
    const jwt = await signer.signAnswer(claims, client.answerAlg)
    return { kind: 'answer', answer: asJwt(plain, jwt), browserState, uiLocales }
  }

  const refuse: Endings['refuse'] = async (at, refusal, told) => {
    const { client, to } = at
    events.emit(refused(refusal, client.id, 'client'))
    const issuer = issuerFor(needs, client.id)
    const answer = errorAnswer(issuer, to, worded(refusal, needs.provider), told?.sessionState)
    try {
      return await ending(at, answer, told?.browserState)
    } catch (error) {
      tellFault(error)
      // What cannot be signed goes as it is: it holds no secret, and its app waits for it.
      return ending(at, errorAnswer(issuer, { ...to, asJwt: false }, serverError), undefined)
    }
  }

  return {
    async issue({ request, to, uiLocales }, { session, user }) {
      await clients.noteUse(request.client)
      // each waits for the store, and none for another
      const noted = noteAnswer(needs, { session, user }, request)
      noted.catch(heardBelow)
      const issued = await issueAnswer(request, to.redirectUri, { login: session, user })
      await noted
      const { sessionState, browserState } = tellState(request.client, to.redirectUri, session)
      const beside = besideOf(needs, request.client, user)
      const issuer = issuerFor(needs, request.client.id)
      const answer = issuedAnswer(issuer, to, { ...issued, beside }, sessionState)
      return ending({ client: request.client, uiLocales }, answer, browserState)
    },

    refuse,

    async answering(at, run) {
      try {
        return await run()
      } catch (error) {
        if (error instanceof UnavailableError) return refuse(at, unavailable(error))
        tellFault(error)
        return refuse(at, serverError)
      }
    },
  }
}

/** All is known as a rule, and a promise of all would cost as much as the rest of it. */
function noteAnswer(
  { noteVisit, noteAccount }: Pick<Needs, 'noteVisit' | 'noteAccount'>,
  { session, user: { sub } }: CurrentSession,
  request: AuthorizeRequest,
): Promise<unknown> {
  const visit = noteVisit(session, request.client)
  const answer = noteAccount.answer(sub, request)
  return visit === undefined ? answer : Promise.all([visit, answer])
}

/** A note that fails while tokens are made is awaited once they are. */
const heardBelow = (): void => {}

/** As the provider of a preset words it. */
function worded(refusal: AuthorizeRefusal, provider: Provider | undefined): AuthorizeRefusal {
  const errors = provider?.errors
  if (errors === undefined) return refusal
  return { ...refusal, description: sayAs(errors, refusal, 'authorize').description }
}

const unavailable = ({ message }: UnavailableError): AuthorizeRefusal => ({
  error: 'temporarily_unavailable',
  description: message,
  cites: 'RFC 6749 §4.2.2.1',
})

const serverError: AuthorizeRefusal = {
  error: 'server_error',
  description: 'The server met a fault of its own.',
  cites: 'RFC 6749 §4.2.2.1',
}
