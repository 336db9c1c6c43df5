import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirect = 'http://localhost:5173/callback'
const app = {
  ...{ client_id: 'spa', redirect_uri: redirect, response_type: 'id_token token' },
  ...{ scope: 'openid profile', nonce: 'n-1', state: 's-1' },
}

let server: TestServer

const get = async (path: string) => {
  const answer = await fetch(server.issuer + path)
  return { status: answer.status, html: await answer.text(), headers: answer.headers }
}

const ask = (changes: Record<string, string> = {}) =>
  fetch(`${server.issuer}/authorize?${new URLSearchParams({ ...app, ...changes })}`, {
    redirect: 'manual',
  })

/** What the lines of a page say, the first first. */
const linesOf = (html: string): readonly string[] =>
  [...html.matchAll(/<p class="line[^>]*>(.*?)<\/p>/gs)].map(([, line = '']) =>
    line
      .replace(/<time.*?<\/time>/s, '')
      .replace(/<[^>]*>/g, '')
      .trim(),
  )

const idsOf = (html: string): readonly string[] =>
  [...html.matchAll(/data-id="([^"]*)"/g)].map(([, id = '']) => id)

const opened = async (query: string) => {
  const [id] = idsOf((await get(`/activity?${query}`)).html)
  return get(`/activity/${id}`)
}

beforeAll(async () => {
  server = await startServer({
    login: { mode: 'auto', user: 'alice' },
    consent: 'auto',
  })
  await ask()
  const answer = await ask()
  const fragment = new URLSearchParams((answer.headers.get('location') ?? '').split('#')[1])
  const authorization = `Bearer ${fragment.get('access_token')}`
  await fetch(`${server.issuer}/userinfo`, { headers: { authorization } })
  await ask({ nonce: '' })
  await ask({ redirect_uri: 'http://localhost:5173/callback#x', client_id: "o'app" })
  await fetch(`${server.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_secret: 'hush-hush-hush',
    }),
  })
})
afterAll(() => server.close())

describe('GET /activity', () => {
  it('tells each exchange in a line with its verdict, the newest first', async () => {
    const lines = linesOf((await get('/activity')).html)
    expect(lines).toHaveLength(6)
    expect(lines[0]).toMatch(/^Somebody asked for tokens by authorization_code: refused: /)
    expect(lines[2]).toMatch(/^spa asked for id_token token.*: refused: must send nonce/)
    expect(lines[3]).toBe('spa asked for userinfo as alice: answered 200')
    expect(lines[4]).toBe('spa asked for id_token token as alice: answered in the fragment')
  })

  it('shows what fits by app, user, endpoint, and what was refused', async () => {
    const count = async (query: string) => linesOf((await get(`/activity?${query}`)).html).length
    expect(await count('app=spa')).toBe(4)
    expect(await count('user=alice')).toBe(3)
    expect(await count('endpoint=authorize&user=alice')).toBe(2)
    expect(await count('refused=yes')).toBe(3)
    expect(await count('refused=yes&app=spa&endpoint=')).toBe(1)
    expect((await get('/activity?app=nobody')).html).toContain('Nothing that has happened fits')
  })

  it('counts a wrong password to what was refused', async () => {
    const other = await startServer({ users: [{ username: 'alice', password: 'alice' }] })
    try {
      const visitor = createVisitor(other.issuer)
      const page = await visitor.open(`${other.issuer}/authorize?${new URLSearchParams(app)}`)
      const wrong = { username: 'alice', password: 'wrong' }
      await visitor.submit(page, 'login', 'login-submit', wrong)
      const html = await (await fetch(`${other.issuer}/activity?refused=yes`)).text()
      expect(linesOf(html)).toEqual([
        'Somebody answered the login page: refused: The user name and the password must belong together',
      ])
      const all = await (await fetch(`${other.issuer}/activity?endpoint=login`)).text()
      expect(linesOf(all)[1]).toBe('Somebody was shown the login page: waiting for an answer')
    } finally {
      await other.close()
    }
  })

  it('pages from the newest to the oldest, and shows each once', async () => {
    const other = await startServer()
    try {
      await fetch(`${other.issuer}/activity`)
      for (let each = 0; each < 120; each += 1) await fetch(`${other.issuer}/nowhere`)
      const seen: string[] = []
      let next: string | undefined = '/activity'
      while (next !== undefined) {
        const html: string = await (await fetch(other.issuer + next)).text()
        seen.push(...idsOf(html))
        next = /id="older" href="([^"]*)"/.exec(html)?.[1]
      }
      expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => `x${120 - at}`))
    } finally {
      await other.close()
    }
  })

  it('gives what it shows as an HTTP Archive', async () => {
    const { headers, html } = await get('/activity/all.har?refused=yes')
    expect(headers.get('content-disposition')).toBe('attachment; filename="activity.har"')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(JSON.parse(html).log.entries).toHaveLength(3)
    expect(html).not.toContain('hush-hush-hush')
  })
})

describe('GET /activity/live', () => {
  const listening = async (query: string, headers: Record<string, string> = {}) => {
    const end = new AbortController()
    const answer = await fetch(`${server.issuer}/activity/live${query}`, {
      headers,
      signal: end.signal,
    })
    return { answer, end: () => end.abort() }
  }

  it('tells of what fits, by its id and nothing more', async () => {
    const { answer, end } = await listening('?refused=yes&app=spa')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    await ask()
    await ask({ nonce: '' })
    let told = ''
    while (!told.includes('event:')) told += (await reader?.read())?.value ?? ''
    const [newest] = idsOf((await get('/activity')).html)
    expect(told.replaceAll(': here\n\n', '')).toBe(
      `event: exchange\nid: ${newest}\ndata: "${newest}"\n\n`,
    )
    end()
  })

  it.each(['cross-site', 'same-site'])('is not there for a page that is %s', async (site) => {
    const { answer } = await listening('', { 'sec-fetch-site': site })
    expect(answer.status).toBe(404)
  })
})

describe('the "why" page', () => {
  const bad =
    '/authorize?client_id=stray&response_type=token&redirect_uri=http%3A%2F%2Fevil.example'

  it('leads to its request in Activity, and that back to it', async () => {
    const { html } = await get(bad)
    const [, href = ''] = /id="activity" href="([^"]*)"/.exec(html) ?? []
    const seen = await get(href)
    expect(seen.html).toContain('http://evil.example')
    const [, back = ''] = /id="asked" href="([^"]*)"/.exec(seen.html) ?? []
    expect((await get(back.replaceAll('&amp;', '&'))).status).toBe(400)
  })

  it('leads nowhere for whoever is not at this machine', async () => {
    const asked = { url: bad, remoteAddress: '192.0.2.7' }
    const { statusCode, body } = await server.app.inject(asked)
    expect([statusCode, body.includes('/activity')]).toEqual([400, false])
  })
})

describe('GET /activity/{id}', () => {
  it('shows the request in its order, the tokens with times in words, and the whole login', async () => {
    const { html } = await opened('endpoint=userinfo')
    expect(html).toContain('The whole login')
    const [, line = ''] = /id="thread">.*?<a href="([^"]*)"/s.exec(html) ?? []
    const answered = (await get(line)).html
    const names = [...answered.matchAll(/<th scope="row"><bdi class="code">(\w+)</g)]
    expect(names.slice(0, 6).map(([, name]) => name)).toEqual(Object.keys(app))
    expect(answered).toContain('id_token of the answer')
    expect(answered).toMatch(/>exp<.*?<time[^>]*>\d+ \w+ \d{4}/s)
    expect(answered).toMatch(/id="held">\d\d held/)
  })

  it('says which rule did not hold and which did, with their sources', async () => {
    const { html } = await opened('refused=yes&app=spa')
    const [, broken = ''] = /id="broken">(.*?)<\/div>/s.exec(html) ?? []
    expect(broken).toContain('The request must send nonce when it asks for an ID Token.')
    expect(broken).toContain('href="https://openid.net/specs/openid-connect-core-1_0.html')
    expect(html).toContain('The request must send client_id, once.')
    expect(html).toMatch(/id="unasked">.*\d+ more were not asked/)
    const token = (await opened('endpoint=token')).html
    expect(token).toMatch(/id="broken">.*The request must/s)
    expect(token).not.toContain('hush-hush-hush')
  })

  it('gives a test and a command that repeat it', async () => {
    const { html } = await opened('refused=yes&endpoint=authorize')
    expect(html).toContain('await expect(idp.authorize(asked)).rejects.toThrow(')
    expect(html).toMatch(/curl -i &#39;http:\/\/localhost:\d+\/authorize\?client_id=/)
    expect((await opened('app=spa&endpoint=authorize&refused=yes')).html).toContain(
      'expect(params[&#39;error&#39;]).toBe(&quot;invalid_request&quot;)',
    )
    const again = (await opened('user=alice&endpoint=authorize')).html
    expect(again).toContain('/playground?response_type=id_token+token&amp;scope=openid+profile')
  })

  it.each(['x99999', 'x0', 'y1', '__proto__'])('is not there for %s', async (id) => {
    expect((await get(`/activity/${id}`)).status).toBe(404)
  })

  it('is not there for whoever is not at this machine', async () => {
    const [id] = idsOf((await get('/activity')).html)
    const asked = { url: `/activity/${id}`, remoteAddress: '192.0.2.7' }
    expect((await server.app.inject(asked)).statusCode).toBe(404)
    const archive = { ...asked, url: '/activity/all.har' }
    expect((await server.app.inject(archive)).statusCode).toBe(404)
  })
})
