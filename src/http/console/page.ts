/**
 * What every page of the console has in common: who may open it, the way to the others, and forms that
 * no other page can send.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Parameters } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { bodyOf } from '../edge/forms.ts'
import { type PagePolicy, self } from '../edge/headers.ts'
import { refusalOf } from '../edge/refusal.ts'
import { isOwnPost } from '../edge/same-origin.ts'
import type { NavigationLink } from '../pages/console-pages.ts'
import type { PageModels, PageName } from '../pages/pages.ts'
import { sendPage } from '../pages/send-page.ts'
import type { AboutServer, Realm } from '../realm.ts'

const loopback = /^(?:::ffff:)?127\.|^::1$/

/** Whether a request comes from this machine, to a server that has a console. */
export const isForConsole = (
  { raw }: FastifyRequest,
  { hasConsole, inContainer }: AboutServer,
): boolean => hasConsole && (inContainer || loopback.test(raw.socket.remoteAddress ?? ''))

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

/** The way to each section, for a realm. */
const navigationOf = (
  { basePath, playground }: Realm,
  current: Section,
): readonly NavigationLink[] =>
  sections
    .filter(({ path }) => path !== realmPaths.playground || playground)
    .map(({ path, text }) => ({ href: basePath + path, text, isCurrent: path === current }))

/** Sends a page of the console with the way to the others, or without where there is no console. */
export function sendConsolePage<Name extends PageName>(
  reply: FastifyReply,
  at: { readonly realm: Realm; readonly about: AboutServer; readonly section: Section },
  page: { readonly name: Name; readonly model: PageModels[Name]; readonly policy?: PagePolicy },
): FastifyReply {
  const navigation = isForConsole(reply.request, at.about)
    ? navigationOf(at.realm, at.section)
    : undefined
  const policy = { formAction: [self], ...page.policy }
  return sendPage(reply, page.name, { ...page.model, navigation }, policy)
}

/** No other page can read ours, so it cannot know this; a start makes another. */
export const consoleCsrf = randomBytes(32).toString('base64url')

/** What a form of ours has sent; undefined where another page has, or one of an earlier start. */
export function ownFormOf(request: FastifyRequest, { origin }: Realm): Parameters | undefined {
  const form = bodyOf(request)
  if (form.kind === 'malformed' || !isOwnPost(request, origin)) return undefined
  return sameSecret(form.values.get('csrf') ?? '', consoleCsrf) ? form : undefined
}

/** A form that was not ours: nothing is done. `path` is where to look again. */
export function sendStale(reply: FastifyReply, realm: Realm, path: string): FastifyReply {
  const heading = 'This page is not up to date'
  realm.refused(refusalOf(reply.request, { status: 403, rule: `${heading}.` }))
  return sendPage(reply.code(403), 'notice', {
    heading,
    text: 'The server was started anew since it was opened. Nothing was done.',
    wayOn: { href: realm.basePath + path, text: 'Open it again' },
  })
}
