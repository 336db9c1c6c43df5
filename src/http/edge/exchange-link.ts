/**
 * The way from a page to the exchange that it answers, for whoever may open the console.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'

const links = new WeakMap<FastifyRequest, () => string | undefined>()

/** @param link asked where a page is made, so that no other request pays for it. */
export function rememberExchange(request: FastifyRequest, link: () => string | undefined): void {
  links.set(request, link)
}

/** The path in the console; undefined where whoever asks may not open it. */
export const exchangeOf = (request: FastifyRequest): string | undefined => links.get(request)?.()
