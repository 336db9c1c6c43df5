/**
 * What a test has let go wrong at the edge: requests are delayed, left without an answer, or answered
 * by something else. There are no such hooks where nobody controls the server.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpointOf } from '../../protocol/endpoint.ts'
import { decodeForm, type Parameters } from '../../protocol/parameters.ts'
import { serverPaths } from '../../protocol/paths.ts'
import { bodyOf, queryOf } from '../edge/forms.ts'
import { realmIdIn } from '../edge/start-link.ts'
import type { EdgeEnd, EdgeFaults, FaultArrival, FaultNeeds } from './edge-faults.ts'
import { isThirdParty, mayBeFramed } from './framing.ts'
import { createPauses } from './pauses.ts'
import { garbage, spoiltPayload } from './spoilt-payload.ts'

export function meetFaultsAtEdge(
  app: FastifyInstance,
  { meetFaults, meetReplicas }: FaultNeeds,
): void {
  const met = new WeakMap<FastifyRequest, EdgeFaults>()
  const pauses = createPauses(app)

  if (meetReplicas !== undefined) {
    app.addHook('onRequest', async ({ raw }) => {
      // Without them a request goes by what is known; what needs them says so itself.
      await meetReplicas(realmIdIn(raw.url ?? '') ?? 'default').catch(() => {})
    })
  }
  app.addHook('preHandler', async (request, reply) => {
    const arrival = arrivalOf(request)
    const faults = arrival && (await meetFaults(arrival))
    if (faults === undefined) return
    met.set(request, faults)
    if (faults.delay !== undefined) await pauses.wait(faults.delay, request.raw.socket)
    if (faults.blocksCookies) blockCookies(request)
    // what is changed is no copy that anybody has already
    if (faults.changeJson !== undefined) delete request.raw.headers['if-none-match']
    if (faults.end !== undefined) await endBy(faults.end, reply)
  })

  const endBy = async (end: EdgeEnd, reply: FastifyReply): Promise<void> => {
    switch (end.kind) {
      case 'hang':
        reply.hijack()
        pauses.hang(reply.raw)
        return
      case 'reset':
        reply.hijack()
        reply.raw.destroy()
        return
      case 'answer':
        await reply.code(end.status).headers(end.headers).send(end.body)
        return
      case 'malformed':
        if (end.how === 'truncated') return
        await reply.code(200).headers(garbage[end.how].headers).send(garbage[end.how].body)
    }
  }

  app.addHook('onSend', async (request, reply, payload) => {
    const faults = met.get(request)
    return faults === undefined ? payload : spoiltPayload(faults, request, reply, payload)
  })
}

/** As a browser that blocks them comes, and says so. */
function blockCookies({ raw: { headers } }: FastifyRequest): void {
  delete headers.cookie
  headers['sec-fetch-storage-access'] = 'none'
}

function arrivalOf(request: FastifyRequest): FaultArrival | undefined {
  const { headers, method, raw, routeOptions } = request
  const endpoint = request.is404 ? undefined : endpointOf(routeOptions.url ?? '')
  if (endpoint === undefined) return undefined
  const query = readable(queryOf(request))
  const form = isForm(request.body) ? readable(bodyOf(request)) : nothing
  const isPreflight = method === 'OPTIONS'
  return {
    ...{ endpoint, query, form, isPreflight },
    realm: realmOf(request, raw.url ?? ''),
    authorization: headers.authorization,
    cookie: headers.cookie,
    isByScript: headers.origin !== undefined,
    mayBeFramed: mayBeFramed(headers),
    isThirdParty: isThirdParty(headers, query),
  }
}

const nothing = decodeForm('') as Parameters

/** A registration brings JSON. */
const isForm = (body: unknown): boolean => Object(body).values instanceof Map

const readable = (form: ReturnType<typeof decodeForm>): Parameters =>
  form.kind === 'malformed' ? nothing : form

const metadataOfRealm = `${serverPaths.realms}/:id`

/** Its path says so, or at the root the parameter of the metadata of other realms. */
function realmOf({ routeOptions, params }: FastifyRequest, url: string): string {
  const named = realmIdIn(url)
  if (named !== undefined || !routeOptions.url?.endsWith(metadataOfRealm)) return named ?? 'default'
  // the router fills in the parameter that the path names
  return (params as { readonly id: string }).id
}
