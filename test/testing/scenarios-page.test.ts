import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import { startServer } from '../support/server.ts'

let idp: TestServer

beforeAll(async () => {
  idp = await startFragrant({ signing_alg: 'ES256' })
})
afterAll(() => idp.stop())

const page = async (issuer: string) => {
  const answer = await fetch(`${issuer}/scenarios`)
  const html = await answer.text()
  return { answer, html, csrf: /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '' }
}

const post = (issuer: string, form: Record<string, string>, headers = {}) =>
  fetch(`${issuer}/scenarios`, {
    ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
    headers: { origin: idp.origin, 'sec-fetch-site': 'same-origin', ...headers },
  })

/** The fragment of the page that it goes back to. */
function placeOf(answer: Response, issuer: string): string {
  const { hash, href } = new URL(answer.headers.get('location') ?? '', issuer)
  expect([answer.status, href]).toEqual([303, `${issuer}/scenarios${hash}`])
  return hash
}

const claims = async ({ authorize }: Pick<TestServer, 'authorize'>) =>
  (
    await authorize({
      ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/', scope: 'openid' },
      ...{ response_type: 'id_token', nonce: 'n-1', state: 's-1' },
    })
  ).idToken

describe('the page of scenarios', () => {
  it('lists them, serves the one that is chosen, says whether it was met, and ends it', async () => {
    await using realm = await idp.isolate()
    const { html, csrf } = await page(realm.issuer)
    expect(html).toContain('value="userinfo-of-somebody-else"')
    expect(html).toContain('Now everything is as it should be.')
    const chosen = await post(realm.issuer, { csrf, scenario: 'wrong-nonce' })
    expect(chosen.status).toBe(303)
    expect(placeOf(chosen, realm.issuer)).toBe('#serve-wrong-nonce')
    expect(placeOf(await post(realm.issuer, { csrf, look: 'again' }), realm.issuer)).toBe('#look')
    expect((await page(realm.issuer)).html).toContain(
      'No request has met it so far. The app was given no ID Token.',
    )
    expect((await claims(realm))?.['nonce']).not.toBe('n-1')
    expect((await page(realm.issuer)).html).toContain('Requests that have met it: 1.')
    expect((await claims(idp))?.['nonce']).toBe('n-1')
    const ended = await post(realm.issuer, { csrf, end: 'now' })
    expect(placeOf(ended, realm.issuer)).toBe('#serve-wrong-nonce')
    expect((await claims(realm))?.['nonce']).toBe('n-1')
    for (const form of [{ end: 'now' }, { look: 'again' }, { scenario: 'nothing-of-that-name' }]) {
      expect(placeOf(await post(realm.issuer, { csrf, ...form }), realm.issuer)).toBe('')
    }
  })

  it('groups them by what goes wrong, and counts them', async () => {
    const { html } = await page(idp.issuer)
    const all = await idp.scenarios.list()
    const counts = [...html.matchAll(/<h2 id="([a-z-]+)-title">[^<]+<span class="tag">(\d+)</g)]
    expect(counts.map(([, id, count]) => [id, Number(count)])).toEqual(
      ['nothing', 'id-token', 'access-token', 'answer', 'metadata', 'transport'].map((id) => [
        id,
        all.filter(({ attacks }) => attacks === id).length,
      ]),
    )
    for (const { name } of all) expect(html.split(`id="serve-${name}"`)).toHaveLength(2)
  })

  it.each([
    ['another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['another app on this machine', {}, { 'sec-fetch-site': 'same-site' }],
    ['another origin', {}, { origin: 'http://localhost:5173' }],
    ['a page that does not know its secret', { csrf: 'guessed' }, {}],
    ['a page without its secret', { csrf: '' }, {}],
  ])('takes no form of %s', async (_, form, headers) => {
    const { csrf } = await page(idp.issuer)
    const refused = await post(idp.issuer, { csrf, scenario: 'expired', ...form }, headers)
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('Nothing was done.')
    expect(await idp.faults.list()).toEqual([])
  })

  it('is shown in no frame, and kept by nobody', async () => {
    const { answer } = await page(idp.issuer)
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('is found from the start page', async () => {
    const start = await (await fetch(`${idp.issuer}/`)).text()
    expect(start).toContain('id="scenarios" href="/scenarios"')
  })

  it('is not there in strict mode, nor where nobody controls the server', async () => {
    const server = await startServer()
    expect((await page(server.issuer)).answer.status).toBe(404)
    expect(await (await fetch(`${server.issuer}/`)).text()).not.toContain('/scenarios')
    await server.close()
    const strict = await startFragrant({ mode: 'strict', clients: [], users: [] })
    expect((await page(strict.issuer)).answer.status).toBe(404)
    expect((await fetch(`${strict.issuer}/scenarios`, { method: 'POST' })).status).toBe(404)
    await strict.stop()
  })

  it('asks for the password of the console, where it has one', async () => {
    const asking = await startFragrant({ console_password: 'open sesame' })
    const answer = await fetch(`${asking.issuer}/scenarios`, { redirect: 'manual' })
    await asking.stop()
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/console/login')
  })

  it('is for whoever comes by loopback', async () => {
    const server = await startServer({ control: true })
    const asked = (remoteAddress: string) => server.app.inject({ url: '/scenarios', remoteAddress })
    expect((await asked('127.0.0.1')).statusCode).toBe(200)
    expect((await asked('::1')).statusCode).toBe(200)
    expect((await asked('192.168.1.7')).statusCode).toBe(404)
    await server.close()
  })
})
