/**
 * The headers of DPoP: proofs that come in, and nonces that go out (RFC 9449 §4.3, §8).
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'

/** The values of all DPoP headers of a request: Node would join them to one. */
export const proofsOf = ({ raw }: FastifyRequest): readonly string[] =>
  raw.headers['dpop'] === undefined ? [] : (raw.headersDistinct['dpop'] ?? [])

/** What the next proof is to bring, on answers and refusals alike (RFC 9449 §8.2). */
export function sendNonce(reply: FastifyReply, nonce: string | undefined): void {
  if (nonce !== undefined) reply.header('dpop-nonce', nonce)
}
