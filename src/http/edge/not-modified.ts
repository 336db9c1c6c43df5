/**
 * Content that is known by its entity tag: whoever has it already is told so, and nothing more.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface Tagged {
  readonly bytes: Buffer
  /** In quotes, as the header has it. */
  readonly etag: string
}

export function tagged(content: string | Buffer): Tagged {
  const bytes = Buffer.from(content)
  const digest = createHash('sha256').update(bytes).digest('base64url')
  return { bytes, etag: `"${digest.slice(0, 27)}"` }
}

/** Sends the content, or 304 to a reader who has it; other headers are the caller's. */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, etag }: Tagged,
): FastifyReply {
  reply.header('etag', etag)
  return isKnown(request.headers['if-none-match'], etag)
    ? reply.code(304).send()
    : reply.send(bytes)
}

const entityTags = /(?:W\/)?("[^"]*")/g

/** Compared weakly, in a list, or any by `*` (RFC 9110 §13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return [...ifNoneMatch.matchAll(entityTags)].some(([, tag]) => tag === etag)
}
