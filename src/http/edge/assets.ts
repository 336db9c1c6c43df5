/**
 * Style sheet, scripts and icon: read once at start, served from memory at `/assets/{name}`.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serverPaths } from '../../protocol/paths.ts'
import { viewsRoot } from './views.ts'

interface Asset {
  readonly name: string
  readonly type: string
  readonly body: Buffer
  readonly etag: string
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
  reply.header('etag', asset.etag)
  reply.header('cache-control', 'no-cache')
  reply.header('x-content-type-options', 'nosniff')
  return isKnown(request.headers['if-none-match'], asset.etag)
    ? reply.code(304).send()
    : reply.type(asset.type).send(asset.body)
}

/** Weak comparison, as a list or `*` (RFC 9110 §13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known.includes(etag) || known.includes('*')
}

function readAssets(folder: URL): readonly Asset[] {
  return readdirSync(folder).flatMap((name) => {
    const type = types[extname(name)]
    return type === undefined ? [] : [readAsset(new URL(name, folder), name, type)]
  })
}

function readAsset(file: URL, name: string, type: string): Asset {
  const body = readFileSync(file)
  const digest = createHash('sha256').update(body).digest('base64url')
  return { name, type, body, etag: `"${digest.slice(0, 27)}"` }
}
