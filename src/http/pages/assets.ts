/**
 * Style sheet, scripts and icon: read once at start, served from memory at `/assets/{name}`.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serverPaths } from '../../protocol/paths.ts'
import { sendTagged, type Tagged, tagged } from '../edge/not-modified.ts'
import { viewsRoot } from './views.ts'

interface Asset extends Tagged {
  readonly name: string
  readonly type: string
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}

/**
 * One route for each file of `views/assets`, the same for all realms. A browser asks again each
 * time and is told "not modified" by ETag, so that an upgrade never meets old scripts.
 */
export function registerAssets(app: FastifyInstance, root: URL = viewsRoot): void {
  for (const asset of readAssets(new URL('assets/', root))) {
    app.get(`${serverPaths.assets}/${asset.name}`, { exposeHeadRoute: true }, (request, reply) =>
      sendAsset(request, reply, asset),
    )
  }
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  reply.header('cache-control', 'no-cache')
  reply.header('x-content-type-options', 'nosniff')
  return sendTagged(request, reply.type(asset.type), asset)
}

function readAssets(folder: URL): readonly Asset[] {
  return readdirSync(folder).flatMap((name) => {
    const type = types[extname(name)]
    if (type === undefined) return []
    return [{ name, type, ...tagged(readFileSync(new URL(name, folder))) }]
  })
}
