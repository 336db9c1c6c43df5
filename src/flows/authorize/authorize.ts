/**
 * The authorization endpoint as a flow: from what the browser sent to what happens next.
 *
 * @module
 */

import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { ServerTerms } from '../../protocol/authorize/draft.ts'
import { nothingDone } from '../../protocol/authorize/interaction.ts'
import { createJudge, judgeAddressee } from '../../protocol/authorize/judge.ts'
import { isClientId } from '../../protocol/authorize/loopback-client.ts'
import { arrivalRules, pushedUriPrefix } from '../../protocol/authorize/pushed-request.ts'
import type { ReturnAddress } from '../../protocol/authorize/request.ts'
import { type Unanswerable, unknownRequestUri } from '../../protocol/authorize/unanswerable.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { firstBroken } from '../../protocol/rule.ts'
import type { Awaitable } from '../awaitable.ts'
import type { Browser } from '../forms/browser.ts'
import { refused } from '../refused.ts'
import { readHint } from '../tokens/read-hint.ts'
import { type Subjects, withMeantUser } from '../tokens/subjects.ts'
import type { Addressed, Endings } from './endings.ts'
import type { FindClient } from './find-client.ts'
import type { FindRequest } from './find-request.ts'
import type { OpenedRequest, ReadRequest, SealedRequest } from './read-request.ts'
import type { RequestOutcome, Resume } from './resume.ts'

/** A request that nobody may be sent an answer to, with what its developer needs to know. */
export interface UnanswerableRequest {
  readonly refusal: Unanswerable
  readonly clientId: string | undefined
  readonly redirectUri: string | undefined
  readonly client: Client | undefined
  /** The parameters that every request has to send, and that this one does not. */
  readonly missing: readonly string[]
  readonly uiLocales: string | undefined
}

export type AuthorizeOutcome =
  | { readonly kind: 'unanswerable'; readonly problem: UnanswerableRequest }
  | RequestOutcome

export type Authorize = (received: Parameters, browser: Browser) => Promise<AuthorizeOutcome>

interface Needs {
  readonly terms: ServerTerms
  readonly findRequest: FindRequest
  readonly readRequest: ReadRequest
  readonly findClient: FindClient
  readonly reader: TokenReader
  readonly clients: ClientRegistry
  readonly subjects: Subjects
  readonly endings: Endings
  readonly resume: Resume
  readonly events: Events
}

export function createAuthorize(needs: Needs): Authorize {
  const { terms, findRequest, readRequest, findClient, subjects, endings, events } = needs
  const judgeRequest = createJudge(terms)

  const judge = async (
    at: Addressed,
    { sent, refusal }: OpenedRequest,
    browser: Browser,
  ): Promise<RequestOutcome> => {
    if (refusal !== undefined) return endings.refuse(at, refusal)
    const hint = await readHint(sent, needs)
    const verdict = judgeRequest(sent, at.client, hint)
    if (verdict.kind === 'refused') return endings.refuse(at, verdict.refusal)
    const { leftOut: scopes } = verdict.request
    if (scopes.length > 0) {
      events.emit({ kind: 'scope.left-out', clientId: at.client.id, scopes })
    }
    const request = await withMeantUser(verdict.request, subjects)
    const fromAnotherSite = isFromAnotherSite(browser, at.to)
    const { uiLocales } = at
    return await needs.resume(
      { request, to: at.to, done: nothingDone, sent, hint, fromAnotherSite, uiLocales },
      browser,
    )
  }

  /** What is asked, by a client that may ask so. */
  const open = (
    request: SealedRequest,
    client: Client | Unanswerable,
    isPushed: boolean,
  ): Awaitable<OpenedRequest> => {
    if ('error' in client) return { sent: request.sent, refusal: undefined }
    const refusal = firstBroken(arrivalRules, { client, isPushed })
    return refusal === undefined ? request.open(client) : { sent: request.sent, refusal }
  }

  const tell = (sent: Parameters, refusal: Unanswerable, client?: Client): AuthorizeOutcome => {
    events.emit(refused(refusal, client?.id ?? namedBy(sent), 'page'))
    return { kind: 'unanswerable', problem: problemOf(sent, refusal, client) }
  }

  return async (received, browser) => {
    const { sent: asked, isPushed } = await findRequest(received)
    const request = readRequest(asked)
    const client = await findClient(request.sent)
    const opened = await open(request, client, isPushed)
    const { sent } = opened
    const addressee = judgeAddressee(sent, client)
    if (addressee.kind === 'unanswerable') {
      return tell(sent, orUnknownRequestUri(addressee.refusal, sent), addressee.client)
    }
    const uiLocales = localesIn(sent)
    const at = { client: addressee.client, to: addressee.to, sent, uiLocales }
    return await endings.answering(at, () => judge(at, opened, browser))
  }
}

/** A request that was pushed has its address with it: one that has none may have been pushed. */
const orUnknownRequestUri = (refusal: Unanswerable, { values }: Parameters): Unanswerable =>
  refusal.error === 'no_redirect_uri' && values.get('request_uri')?.startsWith(pushedUriPrefix)
    ? unknownRequestUri
    : refusal

/** An app may be on another site than this server, and is no stranger to its own addresses. */
const isFromAnotherSite = ({ sentBy }: Browser, { redirectUri }: ReturnAddress): boolean =>
  sentBy !== undefined && sentBy !== new URL(redirectUri).origin

/** What an app that is not known calls itself, if that can be anybody's name. */
function namedBy({ values }: Parameters): string | undefined {
  const id = values.get('client_id')
  return id !== undefined && isClientId(id) ? id : undefined
}

const localesIn = ({ values }: Parameters): string | undefined => values.get('ui_locales')

const required = ['client_id', 'redirect_uri', 'response_type'] as const

function problemOf(
  sent: Parameters,
  refusal: Unanswerable,
  client: Client | undefined,
): UnanswerableRequest {
  const { values, repeated } = sent
  return {
    refusal,
    clientId: values.get('client_id'),
    redirectUri: values.get('redirect_uri'),
    client,
    missing: required.filter((name) => !values.has(name) && !repeated.has(name)),
    uiLocales: localesIn(sent),
  }
}
