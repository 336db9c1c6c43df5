/**
 * A page on which developers have their own app served what it should refuse, one scenario after the
 * other. It is for whoever sits at this machine.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths, serverPaths } from '../../protocol/paths.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { bodyOf } from '../edge/forms.ts'
import { self, sendRedirect } from '../edge/headers.ts'
import { refusalOf } from '../edge/refusal.ts'
import { isOwnPost } from '../edge/same-origin.ts'
import type { PageModels } from '../pages/pages.ts'
import { sendPage } from '../pages/send-page.ts'
import type { Realm, RealmOf } from '../realm.ts'
import type { Operations } from './control.ts'
import { type GroupedScenario, groupsOf } from './scenario-groups.ts'

type Needs = Pick<Operations, 'call'>

/** `/scenarios`, in local mode and for loopback alone. */
export function scenarioRoutes(app: FastifyInstance, realmOf: RealmOf, { call }: Needs): void {
  // No other page can read ours, so it cannot know this.
  const csrf = randomBytes(32).toString('base64url')
  const atRealm = ({ id }: Realm, path: string): string => `${serverPaths.realms}/${id}${path}`
  const { signal } = new AbortController()
  const ask = async (method: string, path: string): Promise<unknown> => {
    const { status, body } = await call({ method, path, query: {}, body: undefined, signal })
    return status < 300 ? body : undefined
  }

  app.get(realmPaths.scenarios, async (request, reply) => {
    const realm = realmOf(request)
    if (!isForHere(request, realm)) return reply.callNotFound()
    const path = atRealm(realm, realmPaths.scenarios)
    // what the operations answer has these shapes
    const scenarios = (await ask('GET', path)) as readonly GroupedScenario[]
    const now = nowOf(await ask('GET', `${path}/planned`))
    const action = realm.basePath + realmPaths.scenarios
    const { issuer } = realm
    const model = { action, csrf, issuer, now, groups: groupsOf(scenarios) }
    return sendPage(reply, 'scenarios', model, { formAction: [self] })
  })

  app.post(realmPaths.scenarios, async (request, reply) => {
    const realm = realmOf(request)
    if (!isForHere(request, realm)) return reply.callNotFound()
    const form = bodyOf(request)
    const sent = form.kind === 'decoded' ? form.values : new Map<string, string>()
    if (!isOwnPost(request, realm.origin) || !sameSecret(sent.get('csrf') ?? '', csrf)) {
      return sendStale(reply, realm)
    }
    const path = atRealm(realm, realmPaths.scenarios)
    const place = await placeAfter(sent, (method, below = '') => ask(method, path + below))
    return sendRedirect(reply, realm.basePath + realmPaths.scenarios + place)
  })
}

type Now = PageModels['scenarios']['now']

/** What the operations answer of the one that is served. */
function nowOf(planned: unknown): Now {
  if (planned === null || planned === undefined) return undefined
  const { name, met, reason } = planned as NonNullable<Now>
  return { name, met, reason }
}

type Ask = (method: string, below?: string) => Promise<unknown>

/** Does what a form asks for. Answers the button that has the focus then, as a fragment. */
async function placeAfter(sent: ReadonlyMap<string, string>, ask: Ask): Promise<string> {
  const before = nowOf(await ask('GET', '/planned'))?.name
  if (sent.has('look')) return before === undefined ? '' : '#look'
  const chosen = sent.get('scenario')
  if (chosen === undefined) {
    await ask('DELETE')
    return before === undefined ? '' : `#serve-${before}`
  }
  const planned = await ask('POST', `/${encodeURIComponent(chosen)}`)
  return planned === undefined ? '' : `#serve-${chosen}`
}

const loopback = /^(?:::ffff:)?127\.|^::1$/

const isForHere = ({ raw }: FastifyRequest, { mode }: Realm): boolean =>
  mode === 'local' && loopback.test(raw.socket.remoteAddress ?? '')

function sendStale(reply: FastifyReply, realm: Realm): FastifyReply {
  const heading = 'This page is not up to date'
  realm.refused(refusalOf(reply.request, { status: 403, rule: `${heading}.` }))
  return sendPage(reply.code(403), 'notice', {
    heading,
    text: 'The server was started anew since it was opened. Nothing was done.',
    wayOn: { href: realm.basePath + realmPaths.scenarios, text: 'Go to the scenarios' },
  })
}
