/**
 * The consent step: may this app have it?
 *
 * @module
 */

import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import type { AuthorizeRefusal } from '../../protocol/authorize/request.ts'
import { grantsOf, mayBeRemembered } from '../../protocol/consent/grants.ts'
import type { User } from '../../protocol/user.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import { addressOf, type Endings } from '../authorize/endings.ts'
import type { Interactions } from '../authorize/interactions.ts'
import type { RequestOutcome, Resume } from '../authorize/resume.ts'
import type { Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import type { ForeseeSession } from '../records/foresee.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { Subjects } from '../tokens/subjects.ts'
import type { RememberConsent } from './remember-consent.ts'
import type { WhoWasAsked } from './who-was-asked.ts'

export interface ConsentForm {
  readonly csrf: string | undefined
  readonly decision: string | undefined
}

/** The step as its page needs it. */
export type ConsentShown =
  | Gone
  | {
      readonly kind: 'ask'
      readonly interaction: Interaction
      readonly user: User
      /** The `sub` that the app is to know them by. */
      readonly subject: string
      readonly rememberable: boolean
    }
  /** Somebody else, or nobody, is signed in by now: the request has to be looked at afresh. */
  | { readonly kind: 'moved-on'; readonly outcome: RequestOutcome }

export type ConsentOutcome =
  | Gone
  | { readonly kind: 'decided'; readonly outcome: RequestOutcome }
  | { readonly kind: 'undecided'; readonly interaction: Interaction }

export interface AskConsent {
  show(id: string, browser: Browser): Promise<ConsentShown>
  submit(id: string, form: ConsentForm, browser: Browser): Promise<ConsentOutcome>
}

interface Needs {
  readonly resume: Resume
  readonly endings: Endings
  readonly interactions: Interactions
  readonly whoWasAsked: WhoWasAsked
  readonly foreseeSession: ForeseeSession
  readonly clients: ClientRegistry
  readonly remember: RememberConsent
  readonly subjects: Subjects
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  readonly events: Events
}

export function createAskConsent(needs: Needs): AskConsent {
  const { resume, interactions, whoWasAsked, clients, remember, scopes, events } = needs
  const { foreseeSession } = needs

  const rememberable = ({ to }: Interaction) => mayBeRemembered(to.redirectUri, needs.mode)

  const allow = async (
    interaction: Interaction,
    current: CurrentSession,
    forGood: boolean,
    browser: Browser,
  ) => {
    const { client } = interaction.request
    const grants = grantsOf(interaction.request, scopes)
    const lasts = rememberable(interaction)
    const remembered = forGood && lasts
    await clients.noteUse(client, interaction.to.redirectUri)
    if (lasts) await remember(current, { client, grants, forGood })
    const { sub } = current.user
    events.emit({ kind: 'consent.granted', sub, clientId: client.id, grants, remembered })
    const to = { ...interaction.to, approved: true }
    return resume({ ...interaction, to }, browser, true)
  }

  const decide = async (interaction: Interaction, decision: string, browser: Browser) => {
    if (decision === 'switch') return resume(forAnother(interaction), browser)
    const current = await whoWasAsked(interaction, browser)
    if (current === undefined) return resume(interaction, browser)
    if (decision === 'deny') return deny(needs, interaction, current.user)
    return allow(interaction, current, decision === 'remember', browser)
  }

  return {
    async show(id, browser) {
      foreseeSession(browser.sessionId)
      const found = await interactions.find(visit(id, browser))
      if (found.kind === 'gone') return found
      const { interaction } = found
      const current = await whoWasAsked(interaction, browser)
      if (current !== undefined) {
        const { user } = current
        const subject = await needs.subjects.toldTo(interaction.request.client, user.sub)
        return {
          ...{ kind: 'ask', interaction, user, subject },
          rememberable: rememberable(interaction),
        }
      }
      const spent = await interactions.spend(interaction)
      if (spent.kind === 'gone') return spent
      return { kind: 'moved-on', outcome: await resume(interaction, browser) }
    },

    async submit(id, { csrf, decision }, browser) {
      foreseeSession(browser.sessionId)
      const found = await interactions.check(visit(id, browser), csrf)
      if (found.kind === 'gone') return found
      if (decision === undefined || !decisions.has(decision)) {
        return { kind: 'undecided', interaction: found.interaction }
      }
      const spent = await interactions.spend(found.interaction)
      if (spent.kind === 'gone') return spent
      return { kind: 'decided', outcome: await decide(spent.interaction, decision, browser) }
    },
  }
}

const visit = (id: string, { binding }: Browser) =>
  ({ id, step: 'ask-consent', browser: binding }) as const

const decisions = new Set(['allow', 'remember', 'deny', 'switch'])

function deny({ events, endings }: Needs, interaction: Interaction, user: User) {
  const clientId = interaction.request.client.id
  events.emit({ kind: 'consent.denied', sub: user.sub, clientId })
  return endings.refuse(addressOf(interaction), denied)
}

/** The same request for whoever signs in next, even if this user has just done so. */
const forAnother = (interaction: Interaction): Interaction => ({
  ...interaction,
  done: { authenticated: undefined, account: 'another' },
})

const denied: AuthorizeRefusal = {
  error: 'access_denied',
  description: 'The user did not approve.',
  cites: 'RFC 6749 §4.2.2.1',
}
