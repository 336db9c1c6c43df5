import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventStream, type Messages } from '../../src/http/control/event-stream.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { LiveEvents } from '../../src/testing/realm/journal.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback' },
  ...{ response_type: 'id_token token', scope: 'openid', nonce: 'n-1', state: 's-1' },
}

const names = [
  ...['authorize:request', 'authorize:response', 'id-token:sign', 'access-token:sign'],
  ...['userinfo', 'token:response', 'exchange'],
] as (keyof LiveEvents)[]

/** Everything that is told, by the order in which it comes; `count` resolves once there are so many. */
function hearing(realm: Realm) {
  const heard: { readonly event: string; readonly what: LiveEvents[keyof LiveEvents] }[] = []
  const wanted = new Map<number, () => void>()
  const offs = names.map((event) =>
    realm.on(event, (what) => {
      heard.push({ event, what })
      wanted.get(heard.length)?.()
    }),
  )
  const count = (number: number) =>
    new Promise<void>((resolve) => {
      wanted.set(number, resolve)
      if (heard.length >= number) resolve()
    })
  const off = () => {
    for (const end of offs) end()
  }
  return { heard, count, off }
}

describe.each(interfaces)('what is told live %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it('is each request, token and answer, by the names that are listened to', async () => {
    await using realm = await idp.isolate()
    const { heard, count, off } = hearing(realm)
    const { params } = await realm.authorize(app, { user: 'alice' })
    const bearer = { authorization: `Bearer ${params['access_token']}` }
    await fetch(realm.endpoints.userinfo, { headers: bearer })
    await fetch(realm.endpoints.token, { method: 'POST' })
    await count(9)
    const told = (event: string) =>
      heard.filter((one) => one.event === event).map((one) => one.what)
    const [exchange] = await realm.journal.all()
    expect(told('authorize:request')).toMatchObject([
      { id: exchange?.id, request: { parameters: app } },
    ])
    expect(told('authorize:response')).toEqual([exchange])
    expect(told('id-token:sign')).toMatchObject([
      {
        ...{ exchange: exchange?.id, login: exchange?.login, clientId: 'spa', user: 'alice' },
        ...{ header: { alg: 'ES256' }, claims: { iss: realm.issuer, nonce: 'n-1' } },
      },
    ])
    expect(told('access-token:sign')).toMatchObject([{ claims: { client_id: 'spa' } }])
    expect(told('userinfo')).toMatchObject([{ user: 'alice', response: { status: 200 } }])
    expect(told('token:response')).toMatchObject([{ verdict: { ok: false } }])
    expect(told('exchange')).toEqual(await realm.journal.all())
    off()
    await realm.authorize(app, { user: 'alice' })
    expect(heard).toHaveLength(9)
  })

  it('is nothing of another realm, and goes on after a reset', async () => {
    await using realm = await idp.isolate()
    await using other = await idp.isolate()
    const { heard, count } = hearing(realm)
    await other.authorize(app, { user: 'alice' })
    await realm.reset()
    await realm.authorize(app, { user: 'alice' })
    await count(5)
    const urls = heard.flatMap(({ what }) => ('request' in what ? [what.request.url] : []))
    expect(urls).toHaveLength(3)
    for (const url of urls) expect(url).toContain(`/realms/${realm.id}/`)
  })

  it('fails where there is no such realm', async () => {
    const realm = await idp.isolate()
    await realm[Symbol.asyncDispose]()
    const off = realm.on('exchange', () => {})
    await expect(off.ready).rejects.toMatchObject({ status: 404 })
  })
})

describe('the stream of events over HTTP', () => {
  it('is one of Server-Sent Events, which ends with its realm and with the server', async () => {
    const idp = await startFragrant({ control_token: token })
    const realm = await idp.isolate()
    const ofRealm = await controlCall(idp, `/realms/${realm.id}/events?event=userinfo`)
    const ofServer = await controlCall(idp, '/realms/default/events')
    expect(ofRealm.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(ofRealm.headers.get('cache-control')).toBe('no-store')
    await fetch(realm.endpoints.userinfo)
    await realm[Symbol.asyncDispose]()
    const text = await ofRealm.text()
    expect(text).toMatch(/^: here\n\nevent: userinfo\nid: x1\ndata: \{"id":"x1",.*\}\n\n$/)
    await idp.stop()
    expect(await ofServer.text()).toBe(': here\n\n')
  })

  it('is refused to whoever names no event that there is, or has no token', async () => {
    await using idp = await startFragrant({ control_token: token })
    const wrong = await controlCall(idp, '/realms/default/events?event=nothing')
    expect(wrong.status).toBe(400)
    const headers = { authorization: 'Bearer wrong' }
    expect((await controlCall(idp, '/realms/default/events', { headers })).status).toBe(401)
  })

  it('ends for a reader who leaves, and for one who does not keep up', () => {
    const told = { event: 'exchange', id: 'x1', data: 'd'.repeat(1_000_000) }
    const readers = [0, 1].map(() => {
      const opened = { stopped: 0, tell: () => {} }
      const messages: Messages = {
        open(tell) {
          opened.tell = () => tell(told)
          return () => {
            opened.stopped += 1
          }
        },
      }
      return { opened, stream: eventStream(messages) }
    })
    const [leaves, isSlow] = readers
    leaves?.stream.destroy()
    for (let each = 0; each < 6; each += 1) isSlow?.opened.tell()
    expect(isSlow?.stream.destroyed).toBe(true)
    return vi.waitFor(() => expect(readers.map(({ opened }) => opened.stopped)).toEqual([1, 1]))
  })
})
