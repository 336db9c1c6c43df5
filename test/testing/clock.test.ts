import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback' },
  ...{ response_type: 'id_token token', scope: 'openid', nonce: 'n-1', state: 's-1' },
}

const range = 'must leave the clock within 2020-01-01T00:00:00.000Z to 9999-01-01T00:00:00.000Z'

describe.each(interfaces)('the clock of a realm %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token })
  })
  afterAll(() => idp.stop())

  it.each<readonly [string, string, (clock: Realm['clock']) => Promise<unknown>]>([
    ['set before 2020', 'now', (clock) => clock.set('2019-12-31T23:59:59Z')],
    ['set to 1970', 'now', (clock) => clock.set(0)],
    ['set to what is no date', 'now', (clock) => clock.set(9e15)],
    ['frozen in the past', 'now', (clock) => clock.freeze(new Date('1999-12-31'))],
    ['frozen after the last year', 'now', (clock) => clock.freeze(8.64e15)],
    ['skewed back to the past', 'skew', (clock) => clock.skew('-36500d')],
    ['skewed beyond dates', 'skew', (clock) => clock.skew(8.64e15)],
    ['advanced beyond dates', 'by', (clock) => clock.advance('100000000d')],
    ['moved back to the past', 'by', (clock) => clock.advance('-36500d')],
  ])('is not %s: it stays, and says where it works', async (_what, member, move) => {
    await using realm = await idp.isolate()
    const before = await realm.clock.freeze()
    await expect(move(realm.clock)).rejects.toThrow(`${member}: must`)
    expect(await realm.clock.now()).toBe(before)
  })

  it.each(['2020-01-01T00:00:00Z', '9999-01-01T00:00:00Z'])(
    'at %s lets users sign in, keeps times and shows them',
    async (time) => {
      await using realm = await idp.isolate()
      await realm.clock.freeze(time)
      const { idToken } = await realm.authorize(app, { user: 'alice' })
      expect(idToken).toMatchObject({ iat: Date.parse(time) / 1000 })
      const { token: bearer } = await realm.tokens.issue()
      const headers = { authorization: `Bearer ${bearer}` }
      expect((await fetch(realm.endpoints.userinfo, { headers })).status).toBe(200)
      const { log } = await realm.journal.toHar()
      expect(log.entries.at(-1)).toMatchObject({ startedDateTime: time.replace('Z', '.000Z') })
    },
  )

  it('stops at its end, where all is answered, when it runs into that by itself', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' }, registration: 'open' })
    await realm.clock.set('9998-12-31T23:59:59.999Z')
    for (const began = Date.now(); Date.now() < began + 2; ) await realm.clock.now()
    const end = Date.UTC(9999, 0)
    expect(await realm.clock.now()).toBe(end)
    expect(await realm.clock.advance(0)).toBe(end)

    const { idToken } = await realm.authorize(app, { user: 'alice' })
    expect(idToken).toMatchObject({ iat: end / 1000 })
    const { token: bearer } = await realm.tokens.issue({ ttl: '365d' })
    const [cookie] = await realm.sessions.cookiesFor('alice')
    const headers = {
      authorization: `Bearer ${bearer}`,
      cookie: `${cookie?.name}=${cookie?.value}`,
    }
    const asked = `${realm.endpoints.authorization}?${new URLSearchParams(app)}`
    const answers = [
      await fetch(asked),
      ...(await Promise.all(
        [...Object.values(realm.endpoints), `${realm.issuer}/account`, `${asked}&prompt=none`].map(
          (url) => fetch(url, { headers, redirect: 'manual' }),
        ),
      )),
    ]
    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    const { log } = await realm.journal.toHar()
    expect(log.entries.at(-1)).toMatchObject({ startedDateTime: '9999-01-01T00:00:00.000Z' })
    expect(await realm.clock.advance('-1h')).toBe(end - 3_600_000)
    expect(await realm.clock.reset()).toBeLessThan(end)
  })

  it('is told by HTTP which member it is', async () => {
    const put = (path: string, method: string, body: object) =>
      controlCall(idp, `/realms/default/clock${path}`, {
        ...{ method, body: JSON.stringify(body) },
        headers: { 'content-type': 'application/json' },
      })
    const answers = [
      ['now', await put('', 'PUT', { now: 0, frozen: true })],
      ['skew', await put('', 'PUT', { skew: '-99999d' })],
      ['by', await put('/advance', 'POST', { by: '-99999d' })],
    ] as const
    for (const [member, answer] of answers) {
      const told = { error: 'invalid_request', member, message: `${member}: ${range}` }
      expect([answer.status, await answer.json()]).toEqual([400, told])
    }
  })

  it('is set in one way at a time', async () => {
    const answer = await controlCall(idp, '/realms/default/clock', {
      ...{ method: 'PUT', body: JSON.stringify({ now: '2030-01-01T00:00:00Z', skew: '2d' }) },
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(400)
    expect((await answer.json()).message).toContain('must say now or skew')
  })
})
