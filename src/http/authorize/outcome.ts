/**
 * Writes what comes of an authorization request: the one writer of answers, and the way to the
 * next step.
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestOutcome } from '../../flows/authorize/resume.ts'
import type { Browser } from '../../flows/forms/browser.ts'
import type { SignedIn } from '../../flows/steps/log-in.ts'
import { type Answer, answerUrl } from '../../protocol/authorize/answer.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { formActionOf, sendRedirect } from '../edge/headers.ts'
import type { Realm } from '../realm.ts'
import { sendPage } from '../send-page.ts'

/** What the browser brought in its cookies. */
export function browserOf(request: FastifyRequest, { cookies }: Realm): Browser {
  const header = request.headers.cookie
  return { sessionId: cookies.session.read(header), binding: cookies.browser.read(header) }
}

/** The address of a step. It is relative to the server, so that the browser stays where it is. */
export function stepPath(realm: Realm, { step, id }: Interaction): string {
  return `${realm.basePath}${realmPaths.steps[step]}/${id}`
}

export async function sendOutcome(
  reply: FastifyReply,
  realm: Realm,
  browser: Browser,
  outcome: RequestOutcome,
): Promise<FastifyReply> {
  if (outcome.kind === 'answer') return sendAnswer(reply, outcome.answer)
  const { interaction } = outcome
  const entered = await autoLogIn(realm, browser, interaction)
  if (entered !== undefined) return sendSignedIn(reply, realm, browser, entered)
  if (interaction.browser !== browser.binding) {
    reply.header('set-cookie', realm.cookies.browser.set(interaction.browser))
  }
  return sendRedirect(reply, stepPath(realm, interaction))
}

/** Gives the browser its new session and goes on. */
export function sendSignedIn(
  reply: FastifyReply,
  realm: Realm,
  browser: Browser,
  { session, outcome }: SignedIn,
): Promise<FastifyReply> {
  reply.header('set-cookie', realm.cookies.session.set(session.id))
  return sendOutcome(reply, realm, browser, outcome)
}

async function autoLogIn(
  realm: Realm,
  browser: Browser,
  interaction: Interaction,
): Promise<SignedIn | undefined> {
  if (realm.autoLogin === undefined || interaction.step !== 'log-in') return undefined
  const { logIn } = realm.flows
  const user = await logIn.pick(realm.autoLogin)
  if (user === undefined) return undefined
  const entered = await logIn.enter(interaction, user, 'auto', browser)
  return entered.kind === 'signed-in' ? entered : undefined
}

function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  const { mode, redirectUri } = answer.to
  const { parameters } = answer
  switch (mode) {
    case 'query':
    case 'fragment':
      return sendRedirect(reply, answerUrl(answer))
    case 'form_post': {
      const formAction = [formActionOf(redirectUri)]
      const { approved } = answer.to
      const model = { action: redirectUri, parameters, byItself: approved }
      return sendPage(reply, 'form-post', model, { formAction, script: approved })
    }
    case 'web_message':
    case 'okta_post_message': {
      const framableBy = { by: formActionOf(redirectUri) }
      const targetOrigin = new URL(redirectUri).origin
      const model = { targetOrigin, wrapped: mode === 'web_message', parameters }
      return sendPage(reply, 'web-message', model, { script: true, framableBy })
    }
  }
}
