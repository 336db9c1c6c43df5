/**
 * Writes what comes of an authorization request: the one writer of answers, and the way to the
 * next step.
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnswerOutcome } from '../../flows/authorize/endings.ts'
import type { RequestOutcome, SignedIn } from '../../flows/authorize/resume.ts'
import type { Browser } from '../../flows/forms/browser.ts'
import { answerUrl } from '../../protocol/authorize/answer.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import { realmPaths } from '../../protocol/paths.ts'
import type { Session } from '../../protocol/session/session.ts'
import { browserStateOf } from '../../protocol/session/session-state.ts'
import { formActionOf, sendRedirect } from '../edge/headers.ts'
import { brandOf } from '../pages/brand.ts'
import { textsFor } from '../pages/language.ts'
import { sendPage } from '../pages/send-page.ts'
import type { Realm } from '../realm.ts'

/** What the browser brought in its cookies, and who has sent it. */
export function browserOf({ headers }: FastifyRequest, { cookies }: Realm): Browser {
  const { cookie } = headers
  return {
    sessionId: cookies.session.read(cookie),
    binding: cookies.browser.read(cookie),
    userAgent: headers['user-agent'],
    state: cookies.state.read(cookie),
    sentBy: headers['sec-fetch-site'] === 'cross-site' ? originOf(headers.referer) : undefined,
    keepsCookiesBack: headers['sec-fetch-storage-access'] === 'none',
  }
}

const originOf = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : 'null'

/** The address of a step. It is relative to the server, so that the browser stays where it is. */
export function stepPath(realm: Realm, { step, id }: Interaction): string {
  return `${realm.basePath}${realmPaths.steps[step]}/${id}`
}

export function sendOutcome(
  reply: FastifyReply,
  realm: Realm,
  browser: Browser,
  outcome: RequestOutcome,
): FastifyReply {
  if (outcome.kind === 'answer') {
    noteState(reply, realm, browser, outcome.browserState)
    return sendAnswer(reply, realm, outcome)
  }
  if (outcome.kind === 'signed-in') return sendSignedIn(reply, realm, browser, outcome)
  const { interaction } = outcome
  if (interaction.browser !== browser.binding) {
    reply.header('set-cookie', realm.cookies.browser.set(interaction.browser))
  }
  return sendRedirect(reply, stepPath(realm, interaction))
}

/** Sets the cookie of the check_session page where it says anything else, or is gone. */
function noteState(
  reply: FastifyReply,
  { cookies }: Realm,
  { state }: Browser,
  now: string | undefined,
): void {
  if (now !== undefined && now !== state) reply.header('set-cookie', cookies.state.set(now))
}

/** Gives the browser its new session and goes on: apps in other tabs are to learn of it now. */
export function sendSignedIn(
  reply: FastifyReply,
  realm: Realm,
  browser: Browser,
  { session, outcome }: SignedIn,
): FastifyReply {
  const state = setSession(reply, realm, browser, session)
  return sendOutcome(reply, realm, { ...browser, state }, outcome)
}

/** Gives the browser its new session; answers what its check_session page compares from now on. */
export function setSession(
  reply: FastifyReply,
  realm: Realm,
  browser: Browser,
  session: Session,
): string {
  reply.header('set-cookie', realm.cookies.session.set(session.id))
  const state = browserStateOf(session)
  noteState(reply, realm, browser, state)
  return state
}

function sendAnswer(
  reply: FastifyReply,
  realm: Realm,
  { answer, uiLocales }: AnswerOutcome,
): FastifyReply {
  const { mode, redirectUri } = answer.to
  const { parameters } = answer
  switch (mode) {
    case 'query':
    case 'fragment':
      return sendRedirect(reply, answerUrl(answer))
    case 'form_post': {
      const formAction = [formActionOf(redirectUri)]
      const { approved } = answer.to
      const texts = textsFor(reply, uiLocales)
      const brand = brandOf(realm)
      const model = { texts, brand, action: redirectUri, parameters, byItself: approved }
      return sendPage(reply, 'form-post', model, { formAction, script: approved })
    }
    case 'web_message':
    case 'okta_post_message': {
      const framableBy = { by: formActionOf(redirectUri) }
      const targetOrigin = new URL(redirectUri).origin
      const texts = textsFor(reply, uiLocales)
      const model = { texts, targetOrigin, wrapped: mode === 'web_message', parameters }
      return sendPage(reply, 'web-message', model, { script: true, framableBy })
    }
  }
}
