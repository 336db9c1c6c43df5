/**
 * What the pages of the user's steps have in common: a GET that shows, and a POST that only our
 * own page may send.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Browser } from '../../flows/forms/browser.ts'
import type { Parameters } from '../../protocol/parameters.ts'
import { browserOf } from '../authorize/outcome.ts'
import { bodyOf } from '../edge/forms.ts'
import { isOfOwnPage } from '../edge/same-origin.ts'
import { sendMalformed } from '../errors/error-page.ts'
import { sendForged } from '../errors/gone.ts'
import type { Realm, RealmOf } from '../realm.ts'

/** One visit of a step. */
export interface Call {
  readonly realm: Realm
  readonly id: string
  readonly browser: Browser
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

interface StepRoutes {
  readonly path: string
  show?(call: Call): Promise<FastifyReply>
  submit(call: Call, form: Parameters): Promise<FastifyReply>
}

export function stepRoutes(app: FastifyInstance, realmOf: RealmOf, routes: StepRoutes): void {
  const { path, show, submit } = routes

  const callOf = (request: FastifyRequest, reply: FastifyReply): Call => {
    const realm = realmOf(request)
    // the router fills in the parameter that the path names
    const { id } = request.params as { readonly id: string }
    return { realm, id, browser: browserOf(request, realm), request, reply }
  }

  if (show !== undefined) {
    app.get(`${path}/:id`, (request, reply) => show(callOf(request, reply)))
  }
  app.post(`${path}/:id`, async (request, reply) => {
    const call = callOf(request, reply)
    if (!isOfOwnPage(request, call.realm.origin)) return sendForged(reply, call.realm)
    const form = bodyOf(request)
    return form.kind === 'malformed'
      ? sendMalformed(reply, call.realm, form.why)
      : submit(call, form)
  })
}
