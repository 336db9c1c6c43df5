/**
 * What browsers tell of where an answer will be shown (Fetch Metadata §2.1).
 *
 * @module
 */

import type { IncomingHttpHeaders } from 'node:http'
import { type Parameters, wordsOf } from '../../protocol/parameters.ts'

const frames = new Set(['iframe', 'frame', 'embed', 'object'])

export const isFramed = (headers: IncomingHttpHeaders): boolean =>
  frames.has(String(headers['sec-fetch-dest']))

/** Whoever does not say is no browser, or an old one. */
export const mayBeFramed = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-dest'] === undefined || isFramed(headers)

/**
 * Whether a frame or a script of an app asks. On one machine all ports are one site, so this is
 * what a browser would find if app and server were on two.
 */
export function isThirdParty(headers: IncomingHttpHeaders, { values }: Parameters): boolean {
  const { 'sec-fetch-dest': dest, origin } = headers
  if (dest === undefined)
    return origin !== undefined || wordsOf(values.get('prompt')).includes('none')
  return isFramed(headers) || dest === 'empty'
}
