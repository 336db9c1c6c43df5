import type { FastifyInstance } from 'fastify'
import { realmPaths, serverPaths } from '../../protocol/paths.ts'
import { signedOut } from '../../protocol/session/session-state.ts'
import { preparePageHeaders } from '../edge/headers.ts'
import { escapeHtml } from '../pages/views.ts'
import type { RealmOf } from '../realm.ts'

const headers = preparePageHeaders({ script: true, framableBy: 'anyone' })

/**
 * The page that apps frame, to learn within seconds that somebody has signed in or out elsewhere
 * (OIDC Session §3.2). Whoever frames it is told nothing but what its own `session_state` says.
 */
export function checkSessionRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.checkSession, async (request, reply) =>
    reply.headers(headers).send(pageFor(realmOf(request).cookies.state.name)),
  )
}

/** Nobody looks at it, so it has neither words nor style: a script, and the cookie that it reads. */
const pageFor = (cookie: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Session check</title></head>
<body data-cookie="${escapeHtml(cookie)}" data-signed-out="${signedOut}">
<script src="${serverPaths.assets}/check-session.js"></script>
</body>
</html>
`
