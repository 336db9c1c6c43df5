/**
 * The ways from a page to what the console tells of it, for whoever may open the console.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'

/** Paths of pages of the console. */
export interface ConsoleLinks {
  /** The exchange that the page answers. */
  readonly exchange: string
  /** Whatever is registered by that id. */
  application(clientId: string): string
}

const links = new WeakMap<FastifyRequest, () => ConsoleLinks | undefined>()

/** @param of asked where a page is made, so that no other request pays for it. */
export function rememberLinks(request: FastifyRequest, of: () => ConsoleLinks | undefined): void {
  links.set(request, of)
}

/** Undefined where whoever asks may not open the console. */
export const consoleLinksOf = (request: FastifyRequest): ConsoleLinks | undefined =>
  links.get(request)?.()
