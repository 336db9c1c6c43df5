import type { FastifyReply } from 'fastify'
import { formActionOf, type PagePolicy, preparePageHeaders, self } from '../edge/headers.ts'
import type { PageName } from './models/pages.ts'
import { type Framed, renderPage } from './views.ts'

/** Sends a page with the headers that it needs and no other permission than `policy`. */
export function sendPage<Name extends PageName>(
  reply: FastifyReply,
  name: Name,
  model: Framed<Name>,
  policy: PagePolicy = {},
): FastifyReply {
  reply.headers(preparePageHeaders(policy))
  return renderPage(reply, name, model)
}

/** What a page may post to: us, and the client that the answer will be redirected to. */
export function postsOnTo(redirectUri: string | undefined): PagePolicy {
  return { formAction: redirectUri === undefined ? [self] : [self, formActionOf(redirectUri)] }
}
