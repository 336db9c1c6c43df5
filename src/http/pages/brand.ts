/**
 * The logos and colours of realms and apps: where pages find them, and how they are served.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply } from 'fastify'
import { logoTypes } from '../../protocol/brand.ts'
import type { Client } from '../../protocol/client/client.ts'
import { serverPaths } from '../../protocol/paths.ts'
import type { Realm } from '../realm.ts'
import { sheetOf } from './colours.ts'
import type { ShownBrand } from './models/parts.ts'

/** How a page of `realm` looks, which may be about `client`: what that does not say is the realm's. */
export function brandOf(
  { id, brand }: Pick<Realm, 'id' | 'brand'>,
  client?: Pick<Client, 'brand'>,
): ShownBrand {
  const logo = client?.brand.logo ?? brand.logo
  const colour = client?.brand.colour ?? brand.colour
  return {
    logo: logo && `${serverPaths.logos}/${id}/${logo}`,
    style: colour && `${serverPaths.colours}/${colour.slice(1)}.css`,
  }
}

/** What is at an address of these never changes: the address says what it is. */
const headers = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** An SVG that is opened by itself is a page: nothing runs in it, and it loads nothing. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export function registerBrands(
  app: FastifyInstance,
  findRealm: (id: string) => Pick<Realm, 'logos'> | undefined,
): void {
  app.get(`${serverPaths.logos}/:realm/:name`, async (request, reply) => {
    // the router fills in the parameters that the path names
    const { realm, name } = request.params as { readonly realm: string; readonly name: string }
    const logo = findRealm(realm)?.logos.get(name)
    if (logo === undefined) return reply.callNotFound()
    reply.headers({ ...headers, 'content-security-policy': picturePolicy })
    return reply.type(logoTypes[logo.kind]).send(logo.bytes)
  })
  app.get(`${serverPaths.colours}/:name`, async (request, reply) => {
    const { name } = request.params as { readonly name: string }
    const [, hex] = /^([0-9a-f]{6})\.css$/.exec(name) ?? []
    return hex === undefined ? reply.callNotFound() : sendSheet(reply, hex)
  })
}

const sendSheet = (reply: FastifyReply, hex: string): FastifyReply =>
  reply.headers(headers).type('text/css; charset=utf-8').send(sheetOf(hex))
