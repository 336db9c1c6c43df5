import fc from 'fast-check'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import {
  contentSecurityPolicy,
  formActionOf,
  preparePageHeaders,
  self,
  sendPageHeaders,
  sendRedirect,
  transportHeaders,
} from '../../../src/http/edge/headers.ts'

describe('formActionOf', () => {
  it.each([
    ['https://app.example.com/cb', 'https://app.example.com'],
    ['https://app.example.com:8443/cb?a=b', 'https://app.example.com:8443'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['HTTPS://App.Example.com/cb', 'https://app.example.com'],
    ['https://xn--bcher-kva.example?x', 'https://xn--bcher-kva.example'],
    ['http://127.0.0.1:3000/cb', 'http://127.0.0.1:3000'],
  ])('is the origin of %s', (uri, source) => {
    expect(formActionOf(uri)).toBe(source)
  })

  it.each([
    ['http://[::1]:3000/cb', 'http:'],
    ['http://127.0.0.2:3000/cb', 'http:'],
    ['https://10.0.0.5/cb', 'https:'],
    ['https://app.example.com./cb', 'https:'],
    ['com.example.app:/cb', 'com.example.app:'],
    ['com.example.app://cb', 'com.example.app:'],
  ])('is the scheme where a host-source cannot say it: %s (CSP 3 §2.3.1)', (uri, source) => {
    expect(formActionOf(uri)).toBe(source)
  })

  it('is our own origin for what is no URL', () => {
    for (const text of ['', '/cb', '//evil.example', ' https://a', ':', '1a:b']) {
      expect(formActionOf(text)).toBe(self)
    }
  })

  it('never holds a character that ends a source or a directive, whatever the URI', () => {
    const hostile = fc
      .tuple(
        fc.constantFrom('https://', 'http://', 'http://[', 'com.example:', 'HTTPS://a@', ''),
        fc.string({ unit: fc.constantFrom(...'aZ9.-:/?#@[]; ,\'"*\t\r\n\0é%\\') }),
        fc.string(),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(hostile, (uri) => {
        expect(formActionOf(uri)).toMatch(/^(?:'self'|[a-z][a-z0-9+.-]*:(?:\/\/[a-z0-9.:-]+)?)$/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('agrees with the URL parser on the origin of ordinary URIs', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ validSchemes: ['http', 'https'], authoritySettings: { withPort: true } }),
        (uri) => {
          const source = formActionOf(uri)
          expect(new URL(source === 'http:' || source === 'https:' ? uri : source).origin).toBe(
            new URL(uri).origin,
          )
        },
      ),
    )
  })

  it('takes linear time', () => {
    const begun = performance.now()
    formActionOf(`https://${'a.'.repeat(100_000)}!`)
    formActionOf(`https://${'a'.repeat(200_000)}!`)
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})

describe('contentSecurityPolicy', () => {
  const directives = (policy: string) =>
    new Map(policy.split('; ').map((line) => [line.split(' ')[0], line.split(' ').slice(1)]))

  it('forbids scripts, connections, frames and forms unless the page has them', () => {
    const policy = directives(contentSecurityPolicy({}))
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('form-action')).toEqual(["'none'"])
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    expect(policy.get('base-uri')).toEqual(["'none'"])
    for (const name of ['script-src', 'connect-src', 'frame-src']) {
      expect(policy.has(name), name).toBe(false)
    }
  })

  it('allows what the page is said to do, and from our own origin only', () => {
    const policy = directives(
      contentSecurityPolicy({ script: true, connect: true, frames: [self], framableBy: 'self' }),
    )
    for (const name of ['script-src', 'connect-src', 'frame-src', 'frame-ancestors']) {
      expect(policy.get(name), name).toEqual(["'self'"])
    }
  })

  it('lets a form post to us and be sent on to the client (CSP 3 §6.4.1)', () => {
    const policy = contentSecurityPolicy({
      formAction: [self, formActionOf('https://app.example.com/cb')],
    })
    expect(directives(policy).get('form-action')).toEqual(["'self'", 'https://app.example.com'])
  })
})

describe('the headers of a page', () => {
  const sent = async (...prepare: Parameters<typeof preparePageHeaders>) => {
    const app = fastify()
    const headers = preparePageHeaders(...prepare)
    app.get('/', (_request, reply) => sendPageHeaders(reply, headers).send('<p>'))
    return (await app.inject('/')).headers
  }

  it('keep it out of caches, frames, referrers and other sites', async () => {
    expect(await sent({})).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy({}),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('cut no popup off from its opener', async () => {
    expect(await sent({})).not.toHaveProperty('cross-origin-opener-policy')
  })

  it('let a page be framed by those that it is for, and by them alone', async () => {
    expect((await sent({ framableBy: 'self' }))['x-frame-options']).toBe('SAMEORIGIN')
    const open = await sent({ framableBy: 'anyone' })
    expect(open).not.toHaveProperty('x-frame-options')
    expect(open['content-security-policy']).toContain('frame-ancestors *')
  })

  it('ask for https only where the issuer has it, and never on a loopback host (RFC 6797 §8.3)', async () => {
    const hsts = async (issuer: string) =>
      (await sent({}, transportHeaders(issuer)))['strict-transport-security']
    expect(await hsts('https://id.example.com')).toBe('max-age=31536000')
    expect(await hsts('https://localhost.example.com')).toBe('max-age=31536000')
    for (const issuer of [
      'http://id.example.com',
      'https://localhost:9400',
      'https://auth.localhost:9400',
      'https://127.0.0.1:9400',
      'https://[::1]:9400',
    ]) {
      expect(await hsts(issuer), issuer).toBeUndefined()
    }
  })
})

describe('sendRedirect', () => {
  const redirect = async (url: string) => {
    const app = fastify()
    app.get('/', (_request, reply) => sendRedirect(reply, url))
    return app.inject('/')
  }

  it('is a 303 that is kept out of caches and sends no referrer (RFC 9700 §4.12)', async () => {
    const answer = await redirect('https://app.example.com/cb?x=%0d%0a#a=b')
    expect(answer.statusCode).toBe(303)
    expect(answer.headers['location']).toBe('https://app.example.com/cb?x=%0d%0a#a=b')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['content-length']).toBe('0')
  })

  it.each([
    'https://a/\r\nSet-Cookie: a=b',
    'https://a/\nb',
    'https://a/é',
    'https://a/ b',
    'https://a/\0',
    '',
  ])('never takes place for a URL that would break the header: %j', async (url) => {
    const answer = await redirect(url)
    expect(answer.statusCode).toBe(500)
    expect(answer.headers).not.toHaveProperty('location')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })
})
