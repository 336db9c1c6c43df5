/**
 * Logout, started by an app or by the user (OIDC RP-Initiated Logout §2).
 *
 * @module
 */

import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import type { AwaitedForm } from '../../protocol/awaited-form.ts'
import type { Client } from '../../protocol/client/client.ts'
import { matchPostLogoutUri } from '../../protocol/client/redirect-uri.ts'
import { judgeLogOut, type LogOutAddress } from '../../protocol/log-out/request.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import type { Refusal } from '../../protocol/rule.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import type { User } from '../../protocol/user.ts'
import type { AwaitedForms, Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import { refused } from '../refused.ts'
import { readHint } from '../tokens/read-hint.ts'
import type { Subjects } from '../tokens/subjects.ts'
import type { CurrentSession, ReadCurrentSession } from './current-session.ts'
import type { EndSession } from './end-session.ts'
import type { FrontChannelFrames } from './front-channel-frames.ts'

/** A logout that waits for its user to confirm it: plain data, as it is kept. */
export interface PendingLogOut extends AwaitedForm {
  readonly clientId: string | undefined
  readonly address: LogOutAddress | undefined
}

interface Spoken {
  /** The languages that were asked for, as they were sent or as they are kept. */
  readonly uiLocales: string | undefined
}

export type LogOutOutcome =
  | (Spoken & {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly client: Client | undefined
    })
  | {
      readonly kind: 'ask'
      readonly pending: PendingLogOut
      readonly user: User
      readonly client: Client | undefined
      /** The app wanted the browser back, but nothing vouches for it. */
      readonly unverified: boolean
    }
  | (Spoken & {
      readonly kind: 'signed-out'
      readonly client: Client | undefined
      /** What the browser is to load, so that apps learn of it (OIDC Front-Channel Logout §3). */
      readonly frames: readonly string[]
      /** Where the browser goes by itself. */
      readonly address: LogOutAddress | undefined
      /** Where it may go if the user wants. */
      readonly offered: LogOutAddress | undefined
      /** The user was asked, so somebody was signed in. */
      readonly asked: boolean
    })
  | (Spoken & { readonly kind: 'stayed' })
  | Gone

export interface LogOutForm {
  readonly csrf: string | undefined
  readonly decision: string | undefined
}

export interface LogOut {
  begin(sent: Parameters, browser: Browser): Promise<LogOutOutcome>
  confirm(id: string, form: LogOutForm, browser: Browser): Promise<LogOutOutcome>
}

interface Needs {
  readonly clients: ClientRegistry
  readonly endSession: EndSession
  readonly frontChannelFrames: FrontChannelFrames
  readonly forms: AwaitedForms<PendingLogOut>
  readonly currentSession: ReadCurrentSession
  readonly reader: TokenReader
  readonly subjects: Subjects
  readonly entropy: Entropy
  readonly events: Events
}

export function createLogOut(needs: Needs): LogOut {
  const { clients, forms, currentSession, entropy } = needs

  /** Answers what the browser is to load, so that apps learn of it. */
  const end = async (current: CurrentSession | undefined): Promise<readonly string[]> => {
    if (current === undefined) return []
    const ended = await needs.endSession(current.session)
    return ended === undefined ? [] : needs.frontChannelFrames(ended)
  }

  const refuse = (
    refusal: Refusal,
    client: Client | undefined,
    uiLocales: string | undefined,
  ): LogOutOutcome => {
    needs.events.emit(refused(refusal, client?.id, 'page'))
    return { kind: 'refused', refusal, client, uiLocales }
  }

  const answered = async (
    { clientId, address, uiLocales }: PendingLogOut,
    frames: readonly string[],
  ): Promise<LogOutOutcome> => {
    const client =
      clientId === undefined ? undefined : await clients.find(clientId, address?.redirectUri)
    const to = stillRegistered(address, client)
    return { ...nobody, client, frames, address: to, asked: true, uiLocales }
  }

  return {
    async begin(sent, browser) {
      const hint = await readHint(sent, needs)
      const client = await clientNamedBy(sent, hint, clients)
      const current = await currentSession(browser.sessionId)
      const verdict = judgeLogOut({ sent, hint, client }, current?.session)
      const uiLocales = sent.values.get('ui_locales')
      switch (verdict.kind) {
        case 'refused':
          return refuse(verdict.refusal, client, uiLocales)
        case 'signed-out':
          return { ...nobody, client, offered: verdict.address, uiLocales }
        case 'sign-out': {
          const frames = await end(current)
          return { ...nobody, client, frames, address: verdict.address, uiLocales }
        }
        case 'ask': {
          if (current === undefined) throw new Error('nobody is there to be asked')
          const { address, unverified } = verdict
          const about = { clientId: client?.id, address }
          const binding = browser.binding ?? entropy.secret()
          const pending = await forms.open(about, binding, uiLocales)
          return { kind: 'ask', pending, user: current.user, client, unverified }
        }
      }
    },

    async confirm(id, form, browser) {
      const checked = await forms.check(id, browser.binding, form.csrf)
      const found = checked.kind === 'gone' ? checked : await forms.spend(id)
      if (found.kind === 'gone') {
        const before = found.why === 'used' && (await pressedBefore(id, form, browser, needs))
        return before ? answered(before, []) : found
      }
      if (form.decision !== 'sign-out') return { kind: 'stayed', uiLocales: found.form.uiLocales }
      return answered(found.form, await end(await currentSession(browser.sessionId)))
    },
  }
}

/** A sign-out of nobody, which leads nowhere. */
const nobody = {
  kind: 'signed-out',
  client: undefined,
  frames: [],
  address: undefined,
  offered: undefined,
  asked: false,
} as const

/** Whoever has signed out by this form presses again: the first answer may never have been seen. */
async function pressedBefore(
  id: string,
  { csrf, decision }: LogOutForm,
  { binding, sessionId }: Browser,
  { forms, currentSession }: Needs,
): Promise<PendingLogOut | undefined> {
  if (decision !== 'sign-out' || (await currentSession(sessionId)) !== undefined) return undefined
  const recalled = await forms.recall(id, binding)
  if (recalled.kind === 'gone' || csrf === undefined) return undefined
  return sameSecret(csrf, recalled.form.csrf) ? recalled.form : undefined
}

/** Registrations may change while the user makes up their mind. */
function stillRegistered(
  address: LogOutAddress | undefined,
  client: Client | undefined,
): LogOutAddress | undefined {
  if (address === undefined || client?.enabled !== true) return undefined
  return matchPostLogoutUri(client, address.redirectUri) && address
}

/** The client of `client_id`, or else of the audience of a verified hint. */
async function clientNamedBy(
  { values }: Parameters,
  hint: HintReading | undefined,
  clients: ClientRegistry,
): Promise<Client | undefined> {
  const id = values.get('client_id') ?? (hint?.kind === 'verified' ? hint.aud : undefined)
  if (id === undefined) return undefined
  const address = values.get('post_logout_redirect_uri')
  // An address that is not the app's is to be told from an app that nobody knows.
  return (await clients.find(id, address)) ?? clients.find(id, undefined)
}
