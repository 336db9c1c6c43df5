/**
 * What the endpoints of a realm are called in a journal: as everywhere, and whatever else is asked.
 *
 * @module
 */

import { endpointNames, endpointOf, jsonEndpoints } from '../../../protocol/endpoint.ts'

/**
 * `unknown` is a path that nothing answers, `preflight` what a browser asks before a script may.
 *
 * @param path in the realm, with `:id` for the id of a step or a client.
 */
export function nameOfEndpoint(method: string, path: string): string {
  if (method === 'OPTIONS') return 'preflight'
  return endpointOf(path) ?? 'unknown'
}

/** All that an exchange may be at. */
export const journalEndpoints = [
  ...endpointNames,
  ...['moving-to-code', 'playground', 'start', 'preflight', 'unknown'],
]

const back: ReadonlySet<string> = new Set([...jsonEndpoints, 'preflight'])

export const channelOf = (endpoint: string): 'front' | 'back' =>
  back.has(endpoint) ? 'back' : 'front'

/** Where the answer to an authorization request may come from. */
export const answersRequests: ReadonlySet<string> = new Set([
  ...['authorize', 'login', 'choose_account', 'consent'],
])
