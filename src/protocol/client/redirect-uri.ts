/**
 * Where an answer may be sent.
 *
 * @module
 */

import type { Client } from './client.ts'

declare const verified: unique symbol

/** A redirect URI known to be the client's own. It is made in this file only. */
export type VerifiedRedirectUri = string & { readonly [verified]: true }

/**
 * Finds `requested` among the redirect URIs of `client`, by simple string comparison
 * (RFC 6749 §3.1.2.3, RFC 9700 §2.1). Two exceptions, each switched on by the client's own record:
 * a native client may vary the port of a loopback literal (RFC 8252 §7.3), and a client that was
 * accepted on loopback owns every address of the origin it came from.
 */
export function matchRedirectUri(
  client: Client,
  requested: string,
): VerifiedRedirectUri | undefined {
  const known =
    client.redirectUris.includes(requested) ||
    (client.applicationType === 'native' && isRegisteredButForPort(client, requested)) ||
    (client.source === 'loopback' && isAddressOf(client.loopbackOrigin, requested))
  return known ? (requested as VerifiedRedirectUri) : undefined
}

/** The same for where a browser goes after logout (OIDC RP-Initiated Logout §3.1): exact, always. */
export function matchPostLogoutUri(
  client: Client,
  requested: string,
): VerifiedRedirectUri | undefined {
  const known =
    client.postLogoutRedirectUris.includes(requested) ||
    (client.source === 'loopback' && isAddressOf(client.loopbackOrigin, requested))
  return known ? (requested as VerifiedRedirectUri) : undefined
}

/** Splits a loopback literal into what must be equal and the port, which may differ. */
const loopbackLiteral = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([1-9]\d{0,4}))?([/?].*)?$/

function isRegisteredButForPort(client: Client, requested: string): boolean {
  const wanted = withoutPort(requested)
  return wanted !== undefined && client.redirectUris.some((uri) => withoutPort(uri) === wanted)
}

function withoutPort(uri: string): string | undefined {
  const [, host, port, rest = ''] = loopbackLiteral.exec(uri) ?? []
  return host === undefined || Number(port ?? 0) > 65_535 ? undefined : host + rest
}

/** What is longer (characters) can be nobody's: it is compared with nothing and parsed by nobody. */
export const redirectUriLimit = 2048

/** Printable ASCII without the characters that URL parsers disagree about. */
const plainUrl = /^[\w!$%&'()*+,\-./:;=?@[\]~]+$/

/** Whether `uri` is `origin` itself or a path or query under it. */
function isAddressOf(origin: string, uri: string): boolean {
  if (uri !== origin && !uri.startsWith(`${origin}/`) && !uri.startsWith(`${origin}?`)) return false
  return uri.length <= redirectUriLimit && plainUrl.test(uri)
}

const loopbackHost = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name, as the WHATWG URL parser writes it, is on this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHost.test(hostname)
}

/**
 * The origin of an http(s) URL on loopback, or undefined: for anything else, and for anything that
 * is not written the way a browser would write it.
 */
export function loopbackOriginOf(uri: string): string | undefined {
  if (uri.length > redirectUriLimit || !plainUrl.test(uri) || !URL.canParse(uri)) return undefined
  const { protocol, hostname, origin } = new URL(uri)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  return isLoopbackHost(hostname) && isAddressOf(origin, uri) ? origin : undefined
}

/**
 * A URL to redirect to, with the fragment that it has, or an empty one. A browser carries the fragment
 * of the address that it comes from on to one that has none (RFC 9110 §10.2.2), and that fragment may be
 * the answer of another server or app (RFC 9700 §4.1.3). An empty one is kept, and changes nothing for the
 * app: it sees no fragment, and is sent none.
 */
export function withOwnFragment(url: string): string {
  return url.includes('#') ? url : `${url}#`
}

/** Labels of letters, digits and hyphens, then a port: what a CSP host-source can say. */
const plainOrigin = /^(https?:\/\/)([a-z0-9-]+(?:\.[a-z0-9-]+)*)((?::\d{1,5})?)(?=[/?]|$)/i
const numericHost = /^\d+(?:\.\d+)*$/

/**
 * The origin of a redirect URI as a page can name it in its Content-Security-Policy; undefined where
 * that cannot say it: IPv6 literals, addresses other than 127.0.0.1, private-use schemes (CSP3 §2.3.1).
 */
export function namedOriginOf(uri: string): string | undefined {
  const [, prefix, host = '', port] = plainOrigin.exec(uri) ?? []
  if (prefix === undefined || (numericHost.test(host) && host !== '127.0.0.1')) return undefined
  return `${prefix}${host}${port}`.toLowerCase()
}
