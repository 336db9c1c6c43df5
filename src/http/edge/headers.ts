/**
 * The headers of pages and of redirects. Sets are prepared where the page is known, not per request.
 *
 * @module
 */
import type { FastifyReply } from 'fastify'
import { isLoopbackHost, namedOriginOf } from '../../protocol/client/redirect-uri.ts'

/** Who may frame a page; `by` takes a CSP source. */
export type FramableBy = 'nobody' | 'self' | 'anyone' | { readonly by: string }

export interface PagePolicy {
  /** CSP sources that the forms of the page may post to and be redirected on to; none by default. */
  readonly formAction?: readonly string[]
  /** The page has a script of ours. */
  readonly script?: boolean
  /** Its script calls us. */
  readonly connect?: boolean
  /** CSP sources of the others that it calls; none by default. */
  readonly connectsTo?: readonly string[]
  /** CSP sources of what it frames; none by default. */
  readonly frames?: readonly string[]
  readonly framableBy?: FramableBy
}

export type Headers = Readonly<Record<string, string>>

/** Our own origin as a CSP source. */
export const self = "'self'"

const ancestors = { nobody: "'none'", self, anyone: '*' } as const

const ancestorsOf = (framableBy: FramableBy): string =>
  typeof framableBy === 'string' ? ancestors[framableBy] : framableBy.by

/** Everything is forbidden but what the page is said to do (CSP Level 3). */
export function contentSecurityPolicy(policy: PagePolicy): string {
  const { formAction = ["'none'"], frames = [], framableBy = 'nobody', connectsTo = [] } = policy
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ...(policy.script ? ["script-src 'self'"] : []),
    ...(policy.connect ? [['connect-src', self, ...connectsTo].join(' ')] : []),
    ...(frames.length > 0 ? [`frame-src ${[...new Set(frames)].join(' ')}`] : []),
    `form-action ${formAction.join(' ')}`,
    `frame-ancestors ${ancestorsOf(framableBy)}`,
    "base-uri 'none'",
  ].join('; ')
}

const scheme = /^[a-z][a-z0-9+.-]*:/i

/**
 * The CSP source that covers a redirect URI: its origin, or its scheme where a host-source cannot
 * say it (IPv6 literals, addresses other than 127.0.0.1, private-use schemes). Never more than one
 * source, never a character that ends a directive. Browsers hold the redirect after a form post, and
 * those that follow it, against `form-action`.
 */
export function formActionOf(redirectUri: string): string {
  return namedOriginOf(redirectUri) ?? scheme.exec(redirectUri)?.[0].toLowerCase() ?? self
}

/** What every page is sent with, whatever its policy. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

/** The older header, where it can say the same. */
function frameOptions(framableBy: FramableBy): Headers {
  if (framableBy === 'nobody') return { 'x-frame-options': 'DENY' }
  return framableBy === 'self' ? { 'x-frame-options': 'SAMEORIGIN' } : {}
}

/**
 * The headers of a page. There is no Cross-Origin-Opener-Policy among them: each of its values but
 * unsafe-none cuts a popup login off from the window that waits for it.
 */
export function preparePageHeaders(policy: PagePolicy, transport: Headers = {}): Headers {
  return {
    ...pageHeaders,
    ...transport,
    ...frameOptions(policy.framableBy ?? 'nobody'),
    'content-security-policy': contentSecurityPolicy(policy),
  }
}

/**
 * Strict-Transport-Security for an https issuer, but never for a loopback host: browsers hold it
 * against every port of the host, so it would break the other local apps (RFC 6797 §8.3).
 */
export function transportHeaders(issuer: string): Headers {
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' || isLoopbackHost(hostname)) return {}
  return { 'strict-transport-security': 'max-age=31536000' }
}

export function sendPageHeaders(reply: FastifyReply, headers: Headers): FastifyReply {
  return reply.headers(headers)
}

const redirectHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const visibleAscii = /^[\x21-\x7e]+$/

/** 303, since 307 and 308 would send the password on to the client (RFC 9700 §4.12). */
export function sendRedirect(reply: FastifyReply, url: string): FastifyReply {
  if (!visibleAscii.test(url)) throw new Error('A redirect goes to a URL of visible ASCII.')
  return reply.code(303).headers(redirectHeaders).header('location', url).send()
}
