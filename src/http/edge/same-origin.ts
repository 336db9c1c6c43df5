import type { FastifyRequest } from 'fastify'

/**
 * Whether a request comes from a page of ours; a POST needs its CSRF token besides. Our pages are sent with
 * `Referrer-Policy: no-referrer`, and browsers then write `Origin: null` on our own forms as well, so
 * null proves nothing by itself and Sec-Fetch-Site decides (Fetch §3.2, Fetch Metadata §2.3).
 */
export function isOfOwnPage(request: Pick<FastifyRequest, 'headers'>, origin: string): boolean {
  const { origin: sent, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return sent === undefined || sent === 'null' || sent === origin
}
