/**
 * Our cookies, written and read. A value is a token of ours; anything else is no cookie.
 *
 * @module
 */

/** What `__Host-` cookies and all others of ours share: the whole host, and no other host. */
const path = 'Path=/'

const token = /^[A-Za-z0-9_-]{1,128}$/

/**
 * The value of the one cookie of that name. Sent twice it is nobody's: another host of the domain may
 * have tossed one of them in (RFC 6265 §8.6).
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  let found: string | undefined
  for (let at = 0; at < header.length; ) {
    const end = endOfPair(header, at)
    const start = skipSpace(header, at)
    if (header.startsWith(name, start) && header[start + name.length] === '=') {
      if (found !== undefined) return undefined
      found = header.slice(start + name.length + 1, end)
    }
    at = end + 1
  }
  return found !== undefined && token.test(found) ? found : undefined
}

function endOfPair(header: string, from: number): number {
  const end = header.indexOf(';', from)
  return end < 0 ? header.length : end
}

function skipSpace(header: string, from: number): number {
  let at = from
  while (header[at] === ' ' || header[at] === '\t') at += 1
  return at
}

export interface Cookie {
  readonly name: string
  /** Reads its value from a Cookie header. */
  read(header: string | undefined): string | undefined
  /**
   * The text of a Set-Cookie header.
   *
   * @param maxAge seconds; without it the cookie ends with the browser.
   */
  set(value: string, maxAge?: number): string
  /** The text of a Set-Cookie header that removes it. */
  clear(): string
}

/**
 * @param https whether browsers reach us over https. On http neither Secure nor SameSite=None can be
 *   relied upon, so the cookie is Lax there.
 * @param readableByScript for the one cookie that the check_session page compares.
 */
export function createCookie(options: {
  readonly name: string
  readonly https: boolean
  readonly sameSite?: 'Lax' | 'None' | 'Strict'
  readonly readableByScript?: boolean
}): Cookie {
  const { name, https, sameSite = 'Lax' } = options
  const attributes = [
    path,
    ...(options.readableByScript ? [] : ['HttpOnly']),
    ...(https ? ['Secure'] : []),
    `SameSite=${https || sameSite === 'Strict' ? sameSite : 'Lax'}`,
  ].join('; ')
  return {
    name,
    read: (header) => readCookie(header, name),
    set(value, maxAge) {
      if (!token.test(value)) throw new Error(`A value of the cookie ${name} is not a token.`)
      const age = maxAge === undefined ? '' : `Max-Age=${Math.max(0, Math.floor(maxAge))}; `
      return `${name}=${value}; ${age}${attributes}`
    },
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  }
}

export interface CookieNames {
  readonly session: string
  /** Ties an interaction to the browser that began it. */
  readonly browser: string
  /** What the check_session page compares. */
  readonly state: string
  /** Whoever administers the server. */
  readonly console: string
}

/**
 * Names that keep apart what cookies do not: they know no ports, and realms share a host. The
 * `__Host-` prefix keeps other hosts of the domain out, but browsers take it over https only.
 */
export function cookieNames(issuer: string, realmId: string): CookieNames {
  if (!token.test(realmId)) throw new Error('A realm id must be a token: it names cookies.')
  const { protocol, port } = new URL(issuer)
  const prefix = protocol === 'https:' ? '__Host-' : ''
  const suffix = (port === '' ? '' : `_${port}`) + (realmId === 'default' ? '' : `_${realmId}`)
  const name = (role: string): string => `${prefix}fragrant_${role}${suffix}`
  return {
    session: name('session'),
    browser: name('browser'),
    state: name('state'),
    console: name('console'),
  }
}
