import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cookieNames, createCookie, readCookie } from '../../../src/http/edge/cookies.ts'

const name = 'fragrant_session_9400'
const value = 'Abc-123_x'

describe('readCookie', () => {
  it('finds the cookie among others', () => {
    for (const header of [
      `${name}=${value}`,
      `theme=dark; ${name}=${value}; lang=en`,
      `theme=dark;${name}=${value}`,
      `x${name}=other; ${name}x=other; ${name}=${value}`,
      `theme="${name}=other"; ${name}=${value};`,
    ]) {
      expect(readCookie(header, name), header).toBe(value)
    }
  })

  it('finds nothing where it is absent', () => {
    for (const header of [undefined, '', '=;;; sid; sid=%', name, `${name}; a=b`, `a=${name}=b`]) {
      expect(readCookie(header, name), header).toBeUndefined()
    }
  })

  it('takes none of two, whichever is good (RFC 6265 §8.6)', () => {
    for (const header of [
      `${name}=attacker; ${name}=${value}`,
      `${name}=${value}; ${name}=${value}`,
      `${name}=${value}; a=b; ${name}=`,
      `${name}=%zz; ${name}=${value}`,
    ]) {
      expect(readCookie(header, name), header).toBeUndefined()
    }
  })

  it('takes no value that we have not made', () => {
    for (const garbage of ['', '%zz', '"', `"${value}"`, 'a b', 'a%20b', 'é', 'a'.repeat(129)]) {
      expect(readCookie(`${name}=${garbage}`, name), garbage).toBeUndefined()
    }
    expect(readCookie(`${name}=${'a'.repeat(128)}`, name)).toBe('a'.repeat(128))
  })

  it('never throws, and returns nothing but a token of ours', () => {
    const piece = fc.constantFrom(name, '=', ';', ' ', '\t', '"', 'a', '%', value)
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (header) => {
          expect(readCookie(header, name) ?? 'none').toMatch(/^[A-Za-z0-9_-]{1,128}$/)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('takes linear time', () => {
    const begun = performance.now()
    for (const unit of [';', ' ', `${name};`, `${name} `, 'a=b;', '=']) {
      readCookie(unit.repeat(200_000), name)
    }
    // linear: less than a second on any machine; quadratic: minutes
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})

describe('createCookie', () => {
  it('is HttpOnly, Lax and for the whole host on http, and without Secure', () => {
    const cookie = createCookie({ name, https: false })
    expect(cookie.set(value)).toBe(`${name}=${value}; Path=/; HttpOnly; SameSite=Lax`)
    expect(cookie.set(value, 3_600.5)).toBe(
      `${name}=${value}; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax`,
    )
  })

  it('is Secure on https, and SameSite=None there only', () => {
    expect(createCookie({ name, https: true }).set(value)).toBe(
      `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax`,
    )
    const sameSite = 'None'
    expect(createCookie({ name, https: true, sameSite }).set(value)).toContain('; SameSite=None')
    expect(createCookie({ name, https: false, sameSite }).set(value)).toContain('; SameSite=Lax')
  })

  it('is removed with the attributes that it was set with', () => {
    const cookie = createCookie({ name, https: true })
    expect(cookie.clear()).toBe(`${name}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`)
  })

  it('is readable by a script only where it is made so', () => {
    const cookie = createCookie({ name, https: false, readableByScript: true })
    expect(cookie.set(value)).toBe(`${name}=${value}; Path=/; SameSite=Lax`)
  })

  it('reads back what it has set', () => {
    const cookie = createCookie({ name, https: false })
    expect(cookie.read(cookie.set(value).split(';')[0])).toBe(value)
  })

  it('sets no value that it would not read', () => {
    const cookie = createCookie({ name, https: false })
    for (const bad of ['', 'a;b', 'a\r\nb', 'a'.repeat(129)])
      expect(() => cookie.set(bad)).toThrow()
  })
})

describe('cookieNames', () => {
  it.each([
    ['http://localhost:9400', 'default', 'fragrant_session_9400'],
    ['http://localhost:9400/realms/worker-1', 'worker-1', 'fragrant_session_9400_worker-1'],
    ['http://auth.example.com', 'default', 'fragrant_session'],
    ['https://id.example.com', 'default', '__Host-fragrant_session'],
    ['https://id.example.com/realms/a', 'a', '__Host-fragrant_session_a'],
    ['https://localhost:9443', 'default', '__Host-fragrant_session_9443'],
  ])('of %s, realm %s: %s', (issuer, realm, session) => {
    expect(cookieNames(issuer, realm).session).toBe(session)
  })

  it('differ by what the cookie is for', () => {
    expect(cookieNames('http://localhost:9400', 'default')).toEqual({
      session: 'fragrant_session_9400',
      browser: 'fragrant_browser_9400',
      state: 'fragrant_state_9400',
      console: 'fragrant_console_9400',
    })
  })

  it('are made of no realm id that would end a name', () => {
    for (const id of ['', 'a b', 'a;b', 'a=b', 'é']) {
      expect(() => cookieNames('http://localhost', id)).toThrow()
    }
  })
})
