/**
 * A page on which developers have their own app served what it should refuse, one scenario after the
 * other.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../../protocol/paths.ts'
import { sendRedirect } from '../../edge/headers.ts'
import type { PageModels } from '../../pages/models/pages.ts'
import type { AboutServer, Realm, RealmOf } from '../../realm.ts'
import type { Ask } from '../ask.ts'
import { ownFormOf, sendConsolePage, sendStale } from '../page.ts'
import { type GroupedScenario, groupsOf } from './groups.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
}

/** `/scenarios`, in local mode, where tests control the server. */
export function scenarioRoutes(app: FastifyInstance, realmOf: RealmOf, needs: Needs): void {
  const { about, ask } = needs
  const isThere = ({ mode }: Realm): boolean => mode === 'local' && about.isControlled

  app.get(realmPaths.scenarios, async (request: FastifyRequest, reply: FastifyReply) => {
    const realm = realmOf(request)
    if (!isThere(realm)) return reply.callNotFound()
    const listed = await ask<readonly GroupedScenario[]>(realm, 'GET', ['scenarios'])
    const model = {
      action: realm.basePath + realmPaths.scenarios,
      issuer: realm.issuer,
      now: await servedNow(ask, realm),
      groups: groupsOf(listed.kind === 'done' ? listed.answer : []),
    }
    const at = { realm, about, section: undefined }
    return sendConsolePage(reply, at, { name: 'console/scenarios', model })
  })

  app.post(realmPaths.scenarios, async (request, reply) => {
    const realm = realmOf(request)
    if (!isThere(realm)) return reply.callNotFound()
    const form = ownFormOf(request, realm, about)
    if (form === undefined) return sendStale(reply, realm, realmPaths.scenarios)
    const place = await placeAfter(form.values, ask, realm)
    return sendRedirect(reply, realm.basePath + realmPaths.scenarios + place)
  })
}

type Now = PageModels['console/scenarios']['now']

/** The one that is served. */
async function servedNow(ask: Ask, realm: Realm): Promise<Now> {
  const planned = await ask<NonNullable<Now> | null>(realm, 'GET', ['scenarios', 'planned'])
  if (planned.kind === 'refused' || planned.answer === null) return undefined
  const { name, met, reason } = planned.answer
  return { name, met, reason }
}

/** Does what a form asks for. Answers the button that has the focus then, as a fragment. */
async function placeAfter(
  sent: ReadonlyMap<string, string>,
  ask: Ask,
  realm: Realm,
): Promise<string> {
  const before = (await servedNow(ask, realm))?.name
  if (sent.has('look')) return before === undefined ? '' : '#look'
  const chosen = sent.get('scenario')
  if (chosen === undefined) {
    await ask(realm, 'DELETE', ['scenarios'])
    return before === undefined ? '' : `#serve-${before}`
  }
  const planned = await ask(realm, 'POST', ['scenarios', chosen])
  return planned.kind === 'refused' ? '' : `#serve-${chosen}`
}
