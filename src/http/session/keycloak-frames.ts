import type { FastifyInstance } from 'fastify'
import { realmPaths, serverPaths } from '../../protocol/paths.ts'
import { browserStateOf } from '../../protocol/session/session-state.ts'
import { browserOf } from '../authorize/outcome.ts'
import { preparePageHeaders } from '../edge/headers.ts'
import { escapeHtml } from '../pages/views.ts'
import type { RealmOf } from '../realm.ts'

const headers = preparePageHeaders({ script: true, framableBy: 'anyone' })

/**
 * What keycloak-js frames instead of the check_session page: one page tells it whether the login of its
 * tokens, by their `sid`, is still that of the browser; the other, whether the browser keeps our cookies
 * in a frame. Whoever frames them is told no more than that.
 */
export function keycloakFrameRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.sidFrame, async (request, reply) => {
    const realm = realmOf(request)
    const { sessionId } = browserOf(request, realm)
    const current = await realm.flows.currentSession(sessionId)
    const state = browserStateOf(current?.session)
    const data = { cookie: realm.cookies.state.name, sid: current?.session.sid ?? '', state }
    return reply.headers(headers).send(pageFor('sid-frame.js', data))
  })
  app.get(realmPaths.cookieFrame, async (_request, reply) =>
    reply.headers(headers).send(pageFor('cookie-frame.js', {})),
  )
}

/** Nobody looks at it, so it has neither words nor style. */
const pageFor = (script: string, data: Readonly<Record<string, string>>): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Session check</title></head>
<body${Object.entries(data)
  .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
  .join('')}>
<script src="${serverPaths.assets}/${script}"></script>
</body>
</html>
`
