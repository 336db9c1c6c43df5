/**
 * The one place that every step of a request comes back to, and that asks what is next.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import { type Answer, errorAnswer } from '../../protocol/authorize/answer.ts'
import type { Interaction, Pending, Step } from '../../protocol/authorize/interaction.ts'
import { nextStep } from '../../protocol/authorize/next-step.ts'
import type { AuthorizeRefusal, ReturnAddress } from '../../protocol/authorize/request.ts'
import type { Client } from '../../protocol/client.ts'
import type { Browser } from '../forms/browser.ts'
import { refused } from '../refused.ts'
import type { ReadCurrentSession } from '../session/current-session.ts'
import type { IssueTokens } from '../tokens/issue-tokens.ts'
import type { Interactions } from './interactions.ts'
import type { IsGranted } from './is-granted.ts'

/** What comes of a request that can be answered. */
export type RequestOutcome =
  | { readonly kind: 'interact'; readonly interaction: Interaction }
  | { readonly kind: 'answer'; readonly answer: Answer }

/** Whose request it is, and where its answer goes. */
export interface Addressed {
  readonly client: Client
  readonly to: ReturnAddress
}

export interface Resume {
  /** Takes a pending request one step further. `allowedOnce`: the user has just approved it. */
  resume(pending: Pending, browser: Browser, allowedOnce?: boolean): Promise<RequestOutcome>
  /** Ends a request with an error for its client. */
  refuse(at: Addressed, refusal: AuthorizeRefusal): RequestOutcome
  /** Runs what must end in an answer: a fault of ours goes there too (RFC 6749 §4.2.2.1). */
  answering(at: Addressed, run: () => Promise<RequestOutcome>): Promise<RequestOutcome>
}

interface Needs {
  readonly issuer: string
  readonly clients: ClientRegistry
  readonly isGranted: IsGranted
  readonly interactions: Interactions
  readonly currentSession: ReadCurrentSession
  readonly issueTokens: IssueTokens
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
}

export function createResume(needs: Needs): Resume {
  const { issuer, clients, isGranted, interactions, currentSession, issueTokens, events } = needs

  const refuse: Resume['refuse'] = ({ client, to }, refusal) => {
    events.emit(refused(refusal, client.id, 'client'))
    return { kind: 'answer', answer: errorAnswer(issuer, to, refusal) }
  }

  const interact = async (
    pending: Pending,
    step: Step,
    browser: Browser,
    sid: string | undefined,
  ): Promise<RequestOutcome> => {
    const binding = browser.binding ?? needs.entropy.secret()
    return { kind: 'interact', interaction: await interactions.open(pending, step, binding, sid) }
  }

  const proceed = async (
    pending: Pending,
    browser: Browser,
    allowedOnce: boolean,
  ): Promise<RequestOutcome> => {
    const { request, to, done } = pending
    const current = await currentSession(browser.sessionId)
    const granted = allowedOnce || (await isGranted(request, to, current))
    const standing = { user: current?.session, granted, done }
    const step = nextStep(request, standing, needs.clock.now())
    switch (step.kind) {
      case 'refuse':
        return refuse({ client: request.client, to }, step.refusal)
      case 'interact':
        return interact(pending, step.step, browser, current?.session.sid)
      case 'issue': {
        if (current === undefined) throw new Error('tokens were to be issued for nobody')
        await clients.noteUse(request.client)
        const subject = { login: current.session, user: current.user }
        return { kind: 'answer', answer: await issueTokens(request, subject, to) }
      }
    }
  }

  const answering: Resume['answering'] = async (at, run) => {
    try {
      return await run()
    } catch (error) {
      events.emit({ kind: 'fault.unexpected', where: 'authorize', error })
      return refuse(at, serverError)
    }
  }

  return {
    resume: (pending, browser, allowedOnce = false) =>
      answering({ client: pending.request.client, to: pending.to }, () =>
        proceed(pending, browser, allowedOnce),
      ),
    refuse,
    answering,
  }
}

const serverError: AuthorizeRefusal = {
  error: 'server_error',
  description: 'The server met a fault of its own.',
  cites: 'RFC 6749 §4.2.2.1',
}
