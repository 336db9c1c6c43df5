import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NoRoomError } from '../../../src/protocol/unavailable/no-room.ts'
import { createTinyApp, requestText, sendRaw } from '../tiny-app.ts'

class KnownError extends Error {}

const tiny = createTinyApp({
  answerKnown: (error, _request, reply) => {
    if (!(error instanceof KnownError)) return false
    reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"')
    reply.send({ error: 'invalid_token' })
    return true
  },
  transport: { 'strict-transport-security': 'max-age=1' },
  routes: (app) => {
    app.get('/known', () => {
      throw new KnownError('inside')
    })
    app.get('/status', () => {
      throw Object.assign(new Error('a library speaks'), { statusCode: 404 })
    })
    app.get('/full', () => {
      throw new NoRoomError()
    })
    app.get('/full.json', { config: { json: true } }, () => {
      throw new NoRoomError()
    })
    app.get('/not-an-error', () => {
      throw 'text'
    })
    app.get('/later', async () => {
      await Promise.resolve()
      throw new Error('a secret of the inside')
    })
  },
})
let port = 0

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => tiny.drain.close())

const ask = (target: string, method = 'GET') =>
  sendRaw({ port }, requestText(target, { method, host: `localhost:${port}` }))

describe('a record that there is no room for', () => {
  it('is told as 503, and is no error of ours (RFC 7009 §2.2.1)', async () => {
    const [reported, refused] = [tiny.reported.length, tiny.refused.length]
    const page = await ask('/full')
    expect(page).toMatchObject({ status: 503, body: '<h1>503 Try again later</h1>' })
    const answer = await ask('/full.json')
    expect(answer.status).toBe(503)
    expect(JSON.parse(answer.body)).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.stringContaining('no room'),
    })
    expect(tiny.reported).toHaveLength(reported)
    expect(tiny.refused.slice(refused)).toMatchObject([{ status: 503 }, { status: 503 }])
  })
})

describe('an error that nobody expected', () => {
  it.each(['/crash', '/later', '/not-an-error', '/status'])(
    'is a page that tells nothing of the inside, and is reported once: %s',
    async (path) => {
      const before = tiny.reported.length
      const answer = await ask(path)
      expect(answer.status).toBe(500)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.body).toBe('<h1>500 Server error</h1>')
      expect(tiny.reported.length - before).toBe(1)
    },
  )

  it('is JSON where the endpoint speaks JSON', async () => {
    const answer = await ask('/userinfo')
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(JSON.parse(answer.body)).toEqual({
      error: 'server_error',
      error_description: expect.any(String),
    })
    expect(answer.body).not.toContain('broken')
  })

  it('is a page even when the template of that page is what fails', async () => {
    const broken = createTinyApp({
      renderError: () => {
        throw new Error('a secret of the template')
      },
    })
    const answer = await broken.app.inject('/crash')
    await broken.drain.close()
    expect(answer.statusCode).toBe(500)
    expect(answer.body).toContain('<h1>Server error</h1>')
    expect(answer.body).not.toContain('secret')
  })

  it('leaves the server as it was', async () => {
    await ask('/crash')
    expect((await ask('/health')).status).toBe(200)
  })
})

describe('an error that the protocol knows', () => {
  it('is answered by the protocol, and not reported', async () => {
    const before = tiny.reported.length
    const answer = await ask('/known')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    expect(tiny.reported.length).toBe(before)
  })
})

describe('what fails before a route is found', () => {
  it.each([
    ['/%zz', 400],
    [`/realms/${'a'.repeat(800)}/authorize`, 414],
  ])('is a page, and not reported: %s', async (target, status) => {
    const before = tiny.reported.length
    const answer = await ask(target)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(/^<h1>/)
    expect(answer.body).not.toContain('zz')
    expect(tiny.reported.length).toBe(before)
  })
})

describe('every answer to an error', () => {
  it.each([
    ['/crash', 'GET'],
    ['/userinfo', 'GET'],
    ['/nowhere', 'GET'],
    ['/authorize', 'PUT'],
    ['/jwks', 'PUT'],
    ['/%zz', 'GET'],
    ['/crash', 'HEAD'],
  ])('is kept out of caches, frames and sniffing: %s', async (target, method) => {
    const { headers } = await ask(target, method)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBe('max-age=1')
  })
})
