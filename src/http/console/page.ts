/**
 * What every page of the console has in common: who may open it, the way to the others, and forms that
 * no other page can send.
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { digestOf, sameSecret } from '../../protocol/secrets.ts'
import { bodyOf } from '../edge/forms.ts'
import { type PagePolicy, self } from '../edge/headers.ts'
import { refusalOf } from '../edge/refusal.ts'
import { isOfOwnPage } from '../edge/same-origin.ts'
import type { NavigationLink } from '../pages/models/console.ts'
import type { PageModels, PageName } from '../pages/models/pages.ts'
import { sendPage } from '../pages/send-page.ts'
import { english } from '../pages/texts/en.ts'
import type { Framed } from '../pages/views.ts'
import type { AboutServer, Realm } from '../realm.ts'

const loopback = /^(?:::ffff:)?127\.|^::1$/

/** Whether whoever asks may open the console: they sit at this machine, or have signed in to it. */
export function isForConsole(
  { raw, ip, headers }: FastifyRequest,
  { hasConsole, inContainer, consoleGate: gate }: AboutServer,
): boolean {
  if (!hasConsole) return false
  if (gate !== undefined) return gate.login.isSignedIn(gate.cookie().read(headers.cookie))
  // a proxy on this machine speaks for whoever it names
  return inContainer || [raw.socket.remoteAddress ?? '', ip].every((one) => loopback.test(one))
}

/**
 * Whether a console that was opened is open still; it is for no longer because that is asked. What was closed at
 * another replica shows the next time.
 */
export function staysOpen(
  { headers }: FastifyRequest,
  { consoleGate: gate, meetReplicas }: AboutServer,
): boolean {
  meetReplicas?.(headers.cookie).catch(() => {})
  return gate === undefined || gate.login.goesOn(gate.cookie().read(headers.cookie))
}

const sections = [
  { path: realmPaths.start, text: 'Overview' },
  { path: realmPaths.applications, text: 'Applications' },
  { path: realmPaths.people, text: 'People' },
  { path: realmPaths.activity, text: 'Activity' },
  { path: realmPaths.playground, text: 'Playground' },
  { path: realmPaths.moving, text: 'Moving to code' },
] as const

/** The path of the section that a page belongs to. */
export type Section = (typeof sections)[number]['path']

/** Where a page stands. */
interface At {
  readonly realm: Realm
  readonly about: AboutServer
  /** Undefined for a page beside them. */
  readonly section: Section | undefined
}

/** The way to each section, for a realm. */
const navigationOf = (
  { basePath, playground }: Realm,
  current: Section | undefined,
): readonly NavigationLink[] =>
  sections
    .filter(({ path }) => path !== realmPaths.playground || playground)
    .map(({ path, text }) => ({ href: basePath + path, text, isCurrent: path === current }))

/** Where a login stands before it, the way to that comes last, or alone. */
function navigationFor(
  request: FastifyRequest,
  { realm, about, section }: At,
): readonly NavigationLink[] | undefined {
  const isOpen = isForConsole(request, about)
  const sections = isOpen ? navigationOf(realm, section) : []
  if (about.consoleGate === undefined) return isOpen ? sections : undefined
  const href = realm.basePath + realmPaths.consoleLogIn
  return [...sections, { href, text: isOpen ? 'Sign out' : 'Console', isCurrent: false }]
}

/** What a page shows, but for the token of its forms. */
export type ConsoleModel<Name extends PageName> = Omit<PageModels[Name], 'csrf'>

/** Sends a page of the console with the way to the others, or without where there is no console. */
export function sendConsolePage<Name extends PageName>(
  reply: FastifyReply,
  at: At,
  page: { readonly name: Name; readonly model: ConsoleModel<Name>; readonly policy?: PagePolicy },
): FastifyReply {
  const { request } = reply
  const navigation = navigationFor(request, at)
  const csrf = consoleCsrfOf(request, at.about)
  const policy = { formAction: [self], ...page.policy }
  const model: unknown = { ...page.model, navigation, csrf }
  // what it was left without is put in
  return sendPage(reply, page.name, model as Framed<Name>, policy)
}

/**
 * No other page can read ours, so it cannot know this. Where there is a login it is worth something in that
 * login alone, for anybody may read the page that asks for the password; a start makes others, unless replicas share them.
 */
export function consoleCsrfOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { consoleGate: gate, formSecret }: AboutServer,
): string {
  const login = gate?.cookie().read(headers.cookie) ?? ''
  return digestOf(`console of ${formSecret()} ${login}`)
}

/** What a form of ours has sent; undefined where another page has, or one of another login or start. */
export function ownFormOf(
  request: FastifyRequest,
  { origin }: Realm,
  about: AboutServer,
): Parameters | undefined {
  const form = bodyOf(request)
  if (form.kind === 'malformed' || !isOfOwnPage(request, origin)) return undefined
  return sameSecret(form.values.get('csrf') ?? '', consoleCsrfOf(request, about)) ? form : undefined
}

/** A form that was not ours: nothing is done. `path` is where to look again. */
export function sendStale(reply: FastifyReply, realm: Realm, path: string): FastifyReply {
  const heading = 'This page is not up to date'
  realm.refused(refusalOf(reply.request, { status: 403, rule: `${heading}.` }))
  return sendPage(reply.code(403), 'notice', {
    texts: english,
    heading,
    text: 'Since it was opened the server was started anew, or somebody signed in or out. Nothing was done.',
    wayOn: { href: realm.basePath + path, text: 'Open it again' },
  })
}
