/**
 * The front channel without a browser: walks the pages of a request as their user would, by the same
 * flows. Nothing is forged.
 *
 * @module
 */

import type { AuthorizeOutcome } from '../../flows/authorize/authorize.ts'
import type { Browser } from '../../flows/forms/browser.ts'
import { answerUrl } from '../../protocol/authorize/answer.ts'
import { sentenceOfHint } from '../../protocol/authorize/hinted-in-vain.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import { decodeForm } from '../../protocol/parameters.ts'
import type { User } from '../../protocol/user.ts'
import type { LiveRealm } from '../../wire.ts'
import { ControlError } from '../control-error.ts'
import { findUser } from './planned-logins.ts'

/** Who answers the pages; nobody, then only what needs no page is answered. */
export type Walker =
  | { readonly user: string; readonly sid?: string | undefined }
  | { readonly deny: true }
  /** The session of that name is the browser's. */
  | { readonly sid: string }
  | undefined

export interface Walked {
  /** Where the browser goes in the end; with form_post the address that is posted to. */
  readonly redirect: string
  readonly mode: 'query' | 'fragment' | 'form_post' | string
  readonly params: Readonly<Record<string, string>>
  /** The session that it belongs to, for the next call. */
  readonly sid: string | undefined
}

export type SentParams = Readonly<Record<string, string | readonly string[]>>

const steps = 10

export async function walk(realm: LiveRealm, params: SentParams, as: Walker): Promise<Walked> {
  const { flows } = realm.inside
  const { browser, answer } = await prepare(realm, as)
  let at: At = { outcome: await flows.authorize(formOf(params), browser), browser }
  for (let step = 0; step < steps; step += 1) {
    const { outcome } = at
    switch (outcome.kind) {
      case 'unanswerable':
        throw new ControlError(400, outcome.problem.refusal.description, 'params', {
          cites: outcome.problem.refusal.cites,
        })
      case 'answer': {
        const { to, parameters } = outcome.answer
        const redirect =
          to.mode === 'query' || to.mode === 'fragment' ? answerUrl(outcome.answer) : to.redirectUri
        const sid = await sidOf(realm.inside, at.browser)
        return { redirect, mode: to.mode, params: Object.fromEntries(parameters), sid }
      }
      case 'signed-in':
        at = {
          outcome: outcome.outcome,
          browser: { ...at.browser, sessionId: outcome.session.id },
        }
        break
      case 'interact':
        at = await answer(outcome.interaction, at.browser)
    }
  }
  throw new Error('A walk through the pages of a request came to no end.')
}

/** The browser as it comes, and who answers its pages. */
async function prepare(realm: LiveRealm, as: Walker) {
  const { inside, seed } = realm
  const user = as !== undefined && 'user' in as ? await existing(inside, as.user) : undefined
  const denies = as !== undefined && 'deny' in as
  if (denies && seed.login.kind === 'auto') throw nobodyIsAsked()
  const kept = await secretOf(inside, as)
  const sessionId = kept ?? (user && (await signedInBefore(realm, user)))
  const browser: Browser = { sessionId, binding: undefined }
  return { browser, answer: answerer(inside, user, denies) }
}

interface At {
  readonly outcome: AuthorizeOutcome
  readonly browser: Browser
}

type Inside = LiveRealm['inside']

/** The request as a browser would send it. */
export function queryTextOf(params: SentParams): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
  return new URLSearchParams(pairs).toString()
}

function formOf(params: SentParams) {
  const form = decodeForm(queryTextOf(params))
  if (form.kind === 'malformed') throw new ControlError(400, form.why, 'params')
  return form
}

type Answering = (interaction: Interaction, browser: Browser) => Promise<At | undefined>

/** Answers one page. */
function answerer(inside: Inside, user: User | undefined, denies: boolean) {
  const answer = denies ? denying(inside) : user && entering(inside, user)
  return async (interaction: Interaction, before: Browser): Promise<At> => {
    const browser = { ...before, binding: interaction.browser }
    const next = await answer?.(interaction, browser)
    if (next !== undefined) return next
    if (!(await inside.users.list()).some(({ enabled }) => enabled)) throw nobodyIsLeft()
    const inVain = await inside.flows.findHintedInVain(interaction.request)
    const why = interaction.step === 'log-in' && inVain ? `${sentenceOfHint(inVain)} ` : ''
    throw new ControlError(409, why + pageOf[interaction.step], 'as')
  }
}

const entering =
  ({ flows }: Inside, user: User): Answering =>
  async (interaction, browser) => {
    if (interaction.step === 'ask-consent') return decide(flows, interaction, 'allow', browser)
    const entered = await flows.logIn.enter(interaction, user, 'picker', browser)
    return entered.kind === 'signed-in' ? { outcome: entered, browser } : undefined
  }

const denying =
  ({ flows }: Inside): Answering =>
  async (interaction, browser) => {
    const { id, csrf, step } = interaction
    if (step === 'ask-consent') return decide(flows, interaction, 'deny', browser)
    if (step !== 'log-in') return undefined
    const form = { csrf, decision: 'cancel', username: undefined, password: undefined }
    const asked = { ...form, pick: undefined, newcomer: undefined, address: '127.0.0.1' }
    const cancelled = await flows.logIn.submit(id, asked, browser)
    return cancelled.kind === 'cancelled' ? { outcome: cancelled.outcome, browser } : undefined
  }

async function decide(
  { askConsent }: Inside['flows'],
  { id, csrf }: Interaction,
  decision: 'allow' | 'deny',
  browser: Browser,
): Promise<At | undefined> {
  const decided = await askConsent.submit(id, { csrf, decision }, browser)
  return decided.kind === 'decided' ? { outcome: decided.outcome, browser } : undefined
}

const pageOf: Readonly<Record<Interaction['step'], string>> = {
  'log-in': 'The login page would be shown: say who signs in, as { "user": … }.',
  'choose-account': 'The account choice would be shown: say who is meant, as { "user": … }.',
  'ask-consent': 'The consent page would be shown: say who answers it, as { "user": … }.',
}

async function existing({ users }: Inside, name: string): Promise<User> {
  const user = await findUser(users, name)
  if (user?.enabled === true) return user
  throw new ControlError(404, `There is no enabled user ${name}.`, 'as.user')
}

/** No login page would ask who it is where somebody is signed in without one. */
async function signedInBefore(
  { seed, inside }: LiveRealm,
  user: User,
): Promise<string | undefined> {
  if (seed.login.kind !== 'auto') return undefined
  const { id } = await inside.flows.startSession(user, 'picker', { sessionId: undefined })
  return id
}

const nobodyIsLeft = (): ControlError =>
  new ControlError(409, 'No user of this realm is enabled, so nobody can be signed in.', 'as')

const nobodyIsAsked = (): ControlError =>
  new ControlError(
    409,
    'Nobody is asked in a realm of automatic login, so nobody can deny: plan logins.next({ deny: true }), or give it login: { mode: form }.',
    'as',
  )

/** The secret of the session that is the browser's from the start. */
async function secretOf({ stores }: Inside, as: Walker): Promise<string | undefined> {
  const sid = as !== undefined && 'sid' in as ? as.sid : undefined
  if (sid === undefined) return undefined
  const session = (await stores.sessions.list()).find(({ value }) => value.sid === sid)
  // a browser keeps the cookie of a session that has ended
  return session?.id ?? sid
}

const sidOf = async ({ stores }: Inside, { sessionId }: Browser): Promise<string | undefined> =>
  sessionId === undefined ? undefined : (await stores.sessions.find(sessionId))?.sid
