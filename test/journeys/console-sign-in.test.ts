import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    mode: 'strict',
    console: true,
    console_password: 'open sesame',
    users: [{ username: 'alice', password: 'alice' }],
    realms: { shop: {} },
  })
})
afterAll(() => server.close())

const get = (path: string, cookie = '') =>
  fetch(server.issuer + path, { headers: { cookie }, redirect: 'manual' })

const csrfIn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

async function post(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const csrf = csrfIn(await (await get('/console/login', headers['cookie'])).text())
  return fetch(server.issuer + path, {
    ...{ method: 'POST', redirect: 'manual', headers },
    body: new URLSearchParams({ csrf, ...form }),
  })
}

async function signIn(): Promise<string> {
  const answer = await post('/console/login', { password: 'open sesame' })
  expect(answer.status).toBe(303)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

describe('the console of a strict server', () => {
  it.each(['/people', '/applications', '/activity', '/realms/shop/people'])(
    'sends whoever opens %s to its login',
    async (path) => {
      const answer = await get(path)
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toMatch(/\/console\/login$/)
      expect((await get(path, await signIn())).status).toBe(200)
    },
  )

  it('offers its login on the start page, and its sections behind that', async () => {
    const ways = async (cookie?: string) => {
      const [header] = /<header.*?<\/header>/s.exec(await (await get('/', cookie)).text()) ?? ['']
      return [...header.matchAll(/<li><a href="([^"]+)"/g)].map(([, href]) => href)
    }
    expect(await ways()).toEqual(['/console/login'])
    expect(await ways(await signIn())).toEqual([
      ...['/', '/applications', '/people', '/activity', '/moving-to-code', '/console/login'],
    ])
  })

  it('is named by the page that refuses a request to nobody but who has signed in', async () => {
    const cookie = await signIn()
    const form = await (await get('/new-application', cookie)).text()
    const body = new URLSearchParams({
      ...{ csrf: csrfIn(form), name: 'Shop', kind: 'single-page', 'grant-code': 'on' },
      callbacks: 'https://shop.example/cb',
    })
    const made = { method: 'POST', redirect: 'manual', headers: { cookie }, body } as const
    expect((await fetch(`${server.issuer}/new-application`, made)).status).toBe(303)
    const wrong = '/authorize?client_id=shop&redirect_uri=https://shop.example/other'
    expect(await (await get(wrong, cookie)).text()).toContain('href="/applications/shop"')
    expect(await (await get(wrong)).text()).not.toContain('/applications')
  })

  it('lets nobody in without its password, a user of an app least of all', async () => {
    for (const password of ['', 'alice', 'open sesame ']) {
      const answer = await post('/console/login', { password, username: 'alice' })
      expect(answer.status).toBe(400)
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).toContain('That is not the password of this console.')
    }
    expect((await get('/people', 'fragrant_console=guessed')).status).toBe(303)
  })

  it('keeps the cookie from scripts and from other sites', async () => {
    const answer = await post('/console/login', { password: 'open sesame' })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^fragrant_console_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=/,
    )
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['another origin', { origin: 'http://localhost:5173' }, {}],
    ['a page that does not know its secret', {}, { csrf: 'guessed' }],
  ])('takes no login of %s', async (_, headers, form) => {
    const answer = await post('/console/login', { password: 'open sesame', ...form }, headers)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  it.each([
    ...[
      '/etc/hostname',
      '/nothing/here.svg',
      '../logo.svg',
      'brand/../../logo.svg',
      'brand\\..\\x',
    ],
    ...['C:\\logo.svg', 'C:logo.svg', '\\\\server\\share\\logo.svg', 'file:///etc/hostname'],
  ])('looks for no file beyond the folder of the configuration: %s', async (logo) => {
    const cookie = await signIn()
    const form = await (await get('/new-application', cookie)).text()
    const body = new URLSearchParams({
      ...{ csrf: csrfIn(form), name: 'Shop', kind: 'single-page', 'grant-code': 'on' },
      ...{ callbacks: 'https://shop.example/cb', client_id: 'with-logo', logo },
    })
    const made = { method: 'POST', redirect: 'manual', headers: { cookie }, body } as const
    const answer = await fetch(`${server.issuer}/new-application`, made)
    expect(answer.status).toBe(400)
    const [, problem] = /id="logo-problem">([^<]*)</.exec(await answer.text()) ?? []
    expect(problem).toBe(
      'It must lie below the folder of the configuration, such as brand/shop.svg.',
    )
  })

  it('takes no form of another login, nor of the page that anybody may read', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const csrfOf = async (path: string, cookie?: string) =>
      csrfIn(await (await get(path, cookie)).text())
    const add = async (csrf: string) => {
      const body = new URLSearchParams({ csrf, username: 'mallory' })
      const sent = { method: 'POST', redirect: 'manual', headers: { cookie: one }, body } as const
      return (await fetch(`${server.issuer}/people`, sent)).status
    }
    expect(await add(await csrfOf('/people', other))).toBe(403)
    expect(await add(await csrfOf('/console/login'))).toBe(403)
    expect(await add(await csrfOf('/people', one))).toBe(303)
  })

  it('ends by signing out, and half an hour after it was used', async () => {
    const cookie = await signIn()
    server.clock.ahead += 29 * 60
    expect((await get('/people', cookie)).status).toBe(200)
    server.clock.ahead += 29 * 60
    expect((await get('/people', cookie)).status).toBe(200)
    server.clock.ahead += 31 * 60
    expect((await get('/people', cookie)).status).toBe(303)
    const again = await signIn()
    await post('/console/login', { decision: 'sign-out' }, { cookie: again })
    expect((await get('/people', again)).status).toBe(303)
  })

  it('ends the login before, where somebody signs in again', async () => {
    const first = await signIn()
    const again = await post('/console/login', { password: 'open sesame' }, { cookie: first })
    expect(again.status).toBe(303)
    expect((await get('/people', first)).status).toBe(303)
  })

  it('tells nothing more to a page whose login has ended', async () => {
    const cookie = await signIn()
    const live = await get('/activity/live', cookie)
    const reader = live.body?.getReader()
    await reader?.read()
    await post('/console/login', { decision: 'sign-out' }, { cookie })
    await fetch(`${server.issuer}/userinfo`)
    const rest = await reader?.read()
    expect(rest?.done).toBe(true)
  })

  it('makes whoever guesses wait', async () => {
    const statuses = []
    for (let guess = 0; guess < 8; guess += 1) {
      statuses.push((await post('/console/login', { password: `guess ${guess}` })).status)
    }
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('behind a proxy on this machine, the console', () => {
  const behind: FragrantOptions = { trust_proxy: ['127.0.0.1'], issuer: 'http://localhost:9400' }

  it('makes whoever guesses wait, and nobody of another network', async () => {
    const own = await startServer({ console_password: 'open sesame', ...behind })
    const guess = (forwarded: string, password = 'a guess') =>
      own.app.inject({
        ...{ method: 'POST', url: '/console/login' },
        headers: {
          ...{ host: 'localhost:9400', 'x-forwarded-for': forwarded },
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ csrf, password }).toString(),
      })
    const form = await own.app.inject({
      url: '/console/login',
      headers: { host: 'localhost:9400' },
    })
    const csrf = csrfIn(form.body)
    for (let tries = 0; tries < 8; tries += 1) await guess(`2001:db8:1:2::${tries + 1}`)
    expect((await guess('2001:db8:1:2:ffff::9', 'open sesame')).statusCode).toBe(429)
    expect((await guess('2001:db8:1:3::1', 'open sesame')).statusCode).toBe(303)
    await own.close()
  })

  it('is not for whoever comes by it from elsewhere, without a password', async () => {
    const own = await startServer(behind)
    const open = async (forwarded: string) => {
      const headers = { host: 'localhost:9400', 'x-forwarded-for': forwarded }
      return (await own.app.inject({ url: '/people', headers })).statusCode
    }
    expect(await open('203.0.113.7')).toBe(404)
    expect(await open('127.0.0.1, 203.0.113.7')).toBe(404)
    expect(await open('127.0.0.1')).toBe(200)
    await own.close()
  })
})

it('asks at this machine too, where a password is set', async () => {
  const local = await startServer({ console_password: 'open sesame' })
  const answer = await fetch(`${local.issuer}/people`, { redirect: 'manual' })
  await local.close()
  expect(answer.status).toBe(303)
})
