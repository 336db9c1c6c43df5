/**
 * Names and addresses of machines, as a configuration writes them.
 *
 * @module
 */

import { isIP, isIPv6 } from 'node:net'
import { z } from 'zod'
import { isLoopbackHost } from '../../protocol/client/redirect-uri.ts'

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'

const hostName = new RegExp(`^(?=.{1,253}$)(?:${label}\\.)*${label}$`, 'i')

/** Whether `text` is an IP address (IPv6 with or without brackets) or a host name. */
export function isHost(text: string): boolean {
  if (isIP(withoutBrackets(text)) !== 0) return true
  return hostName.test(text) && !/^[\d.]+$/.test(text) && !/^0x/i.test(text)
}

export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}

/** A host as it stands in a URL: IPv6 in brackets. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host
}

/** Whether a server that listens on `host` is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return isLoopbackHost(hostInUrl(host))
}

/** Whether `text` is a value for the Host header: a host, with a port if one is meant. */
export function isHostHeader(text: string): boolean {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text) ?? []
  if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) return false
  return isHost(host)
}

/** Whether `text` is an IP address, or a network such as `10.0.0.0/8` that is not everything. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
}

/**
 * Whether `text` can be an issuer: an origin, written as browsers write it, so without query and
 * fragment (RFC 8414 §2); by http on loopback only.
 */
export function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  if (origin !== text) return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

/**
 * Whether `text` can be a further address of the server: an origin; by http only under names that
 * no public resolver knows, so that it is of this machine or of a network of containers: loopback,
 * one label, `.internal` (`host.docker.internal`) and `.test` (RFC 6761 §6.2).
 */
export function isFurtherAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  if (origin !== text) return false
  if (protocol !== 'http:') return protocol === 'https:'
  return isLoopbackHost(hostname) || /^[a-z0-9_-]+$|\.(?:internal|test)$/.test(hostname)
}

const port = 'must be a whole number from 0 to 65535'

/** 0 takes a free one. */
export const portNumber = () =>
  z
    .number({ error: port })
    .int({ error: port })
    .min(0, { error: port })
    .max(65_535, { error: port })
