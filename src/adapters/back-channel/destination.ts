/**
 * Where a request goes, decided once: the addresses that are judged are the ones that are connected to,
 * so that a name which answers differently the next time gains nothing.
 *
 * @module
 */

import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isLoopbackHost } from '../../protocol/client/redirect-uri.ts'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

export type Mode = 'local' | 'strict'

/** Finds the addresses of a name; the system's resolver but in tests. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

/** Names below localhost are loopback too (RFC 6761 §6.3), and not every system knows it. */
export const resolveBySystem: Resolve = (host) =>
  lookup(/\.localhost$/i.test(host) ? 'localhost' : host, { all: true })

export type Destination =
  | { readonly kind: 'addresses'; readonly addresses: readonly LookupAddress[] }
  | { readonly kind: 'forbidden'; readonly why: 'insecure' | 'private-address' }

/**
 * In local mode http is for loopback, and https for any address. In strict mode there is https alone,
 * to addresses of the public internet (ASVS 1.3.6). Rejects when the name has no address.
 */
export async function findDestination(
  { protocol, hostname }: URL,
  mode: Mode,
  resolve: Resolve,
): Promise<Destination> {
  const onLoopback = isLoopbackHost(hostname)
  if (protocol !== 'https:' && !(mode === 'local' && onLoopback)) {
    return { kind: 'forbidden', why: 'insecure' }
  }
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }]
  const isAllowed = isAllowedIn(mode, protocol)
  // One that is not allowed among them is reason enough: which is tried first is chance.
  return addresses.length > 0 && addresses.every(({ address }) => isAllowed(address))
    ? { kind: 'addresses', addresses }
    : { kind: 'forbidden', why: 'private-address' }
}

function isAllowedIn(mode: Mode, protocol: string): (address: string) => boolean {
  if (mode === 'strict') return isPublicAddress
  return protocol === 'https:' ? () => true : isLoopbackAddress
}
