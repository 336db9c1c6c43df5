/**
 * Logout, started by an app or by the user (OIDC RP-Initiated Logout §2).
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { GroupedStore, Store } from '../../ports/store.ts'
import type { TokenReader } from '../../ports/tokens.ts'
import type { HintReading } from '../../protocol/authorize/hint.ts'
import type { Client } from '../../protocol/client.ts'
import { judgeLogOut, type LogOutAddress } from '../../protocol/log-out/request.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { matchPostLogoutUri } from '../../protocol/redirect-uri.ts'
import type { Refusal } from '../../protocol/rule.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { User } from '../../protocol/user.ts'
import type { Browser } from '../authorize/resume.ts'
import { readHint } from '../tokens/read-hint.ts'
import type { CurrentSession, ReadCurrentSession } from './current-session.ts'

/** A logout that waits for its user to confirm it. */
export interface PendingLogOut {
  readonly id: string
  readonly browser: string
  readonly csrf: string
  readonly client: Client | undefined
  readonly address: LogOutAddress | undefined
  /** The app wanted the browser back, but nothing vouches for it. */
  readonly unverified: boolean
}

export type LogOutOutcome =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly client: Client | undefined }
  | { readonly kind: 'ask'; readonly pending: PendingLogOut; readonly user: User }
  | {
      readonly kind: 'signed-out'
      readonly client: Client | undefined
      /** Where the browser goes by itself. */
      readonly address: LogOutAddress | undefined
      /** Where it may go if the user wants. */
      readonly offered: LogOutAddress | undefined
    }
  | { readonly kind: 'stayed' }
  | { readonly kind: 'gone' }

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
  readonly sessions: Store<Session>
  readonly endedSessions: Store<true>
  readonly pendingLogOuts: GroupedStore<PendingLogOut>
  readonly currentSession: ReadCurrentSession
  readonly reader: TokenReader
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
  /** Seconds that an access token lives, and that an ended session is remembered. */
  readonly tokenLifetime: number
  /** Seconds that the user has to confirm. */
  readonly lifetime: number
}

export function createLogOut(needs: Needs): LogOut {
  const { clients, pendingLogOuts, currentSession, entropy, clock } = needs

  const end = async (current: CurrentSession | undefined) => {
    if (current === undefined) return
    const { id, sid, sub } = current.session
    await needs.sessions.remove(id)
    await needs.endedSessions.put(sid, true, clock.now() + needs.tokenLifetime)
    needs.events.emit({ kind: 'user.signed-out', sub, sid })
  }

  const ask = async (
    draft: Pick<PendingLogOut, 'client' | 'address' | 'unverified'>,
    binding: string | undefined,
  ): Promise<PendingLogOut> => {
    const browser = binding ?? entropy.secret()
    const pending = { ...draft, id: entropy.id(), browser, csrf: entropy.secret() }
    await pendingLogOuts.putIn(browser, pending.id, pending, clock.now() + needs.lifetime)
    return pending
  }

  const refuse = (refusal: Refusal, client: Client | undefined): LogOutOutcome => {
    const { error, description: rule, cites } = refusal
    const clientId = client?.id
    needs.events.emit({ kind: 'request.refused', clientId, error, rule, cites, shown: 'page' })
    return { kind: 'refused', refusal, client }
  }

  return {
    async begin(sent, browser) {
      const hint = await readHint(sent, needs.reader)
      const client = await clientNamedBy(sent, hint, clients)
      const current = await currentSession(browser.sessionId)
      const verdict = judgeLogOut({ sent, hint, client }, current?.session)
      switch (verdict.kind) {
        case 'refused':
          return refuse(verdict.refusal, client)
        case 'signed-out':
          return { kind: 'signed-out', client, address: undefined, offered: verdict.address }
        case 'sign-out':
          await end(current)
          return { kind: 'signed-out', client, address: verdict.address, offered: undefined }
        case 'ask': {
          if (current === undefined) throw new Error('nobody is there to be asked')
          const pending = await ask({ ...verdict, client }, browser.binding)
          return { kind: 'ask', pending, user: current.user }
        }
      }
    },

    async confirm(id, { csrf, decision }, { binding, sessionId }) {
      const pending = await pendingLogOuts.find(id)
      if (pending === undefined || binding === undefined || csrf === undefined) return over
      if (!sameSecret(binding, pending.browser) || !sameSecret(csrf, pending.csrf)) return over
      if ((await pendingLogOuts.take(id)) === undefined) return over
      if (decision !== 'sign-out') return { kind: 'stayed' }
      await end(await currentSession(sessionId))
      const address = await stillRegistered(pending, clients)
      return { kind: 'signed-out', client: pending.client, address, offered: undefined }
    },
  }
}

const over: LogOutOutcome = { kind: 'gone' }

/** Registrations may change while the user makes up their mind. */
async function stillRegistered(
  { client, address }: PendingLogOut,
  clients: ClientRegistry,
): Promise<LogOutAddress | undefined> {
  const current = client && (await clients.find(client.id, address?.redirectUri))
  if (address === undefined || current?.enabled !== true) return undefined
  return matchPostLogoutUri(current, address.redirectUri) && address
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
