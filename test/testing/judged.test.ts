import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RealmSeed, startFragrant, type TestServer } from '../../src/testing/index.ts'
import { controlCall, token } from './interfaces.ts'

let idp: TestServer

beforeAll(async () => {
  idp = await startFragrant({ control_token: token, signing_alg: 'ES256' })
})
afterAll(() => idp.stop())

const call = async (method: string, path: string, body?: object) => {
  const headers = { 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) }
  const answer = await controlCall(idp, path, { method, ...sent })
  const text = await answer.text()
  return { answer, status: answer.status, told: text === '' ? {} : JSON.parse(text) }
}

it('A user who was left empty by mistake is not everybody: no session ends', async () => {
  await idp.sessions.cookiesFor('alice')
  const { status, told } = await call('DELETE', '/realms/default/sessions?user=')
  expect([status, told.member]).toEqual([400, 'user'])
  expect(await idp.sessions.list()).toHaveLength(1)
})

it.each([
  ['clientId', '/realms/default/tokens', { clientId: 'ä' }],
  ['clientId', '/realms/default/tokens', { clientId: 'x'.repeat(257) }],
  ['ttl', '/realms/default/tokens', { ttl: 'an hour' }],
  ['by', '/realms/default/clock/advance', { by: 1e300 }],
  ['by', '/realms/default/clock/advance', { by: '' }],
  ['id', '/realms', { id: 'default' }],
])(
  'A value of %s that cannot be is refused, and what it takes is told',
  async (member, path, body) => {
    const { status, told } = await call('POST', path, body)
    expect([status, told.member]).toEqual([400, member])
    expect(told.message).toMatch(new RegExp(`^${member}: must `))
  },
)

it('Names that are not known come first, with the one that was meant; then all else at once', async () => {
  const { told } = await call('POST', '/realms/default/users', { usrname: 'carol' })
  expect(told.message).toMatch(
    /^usrname: is not known here \(did you mean username\?\); username: must be text/,
  )
  expect(told.faults).toHaveLength(2)
  const planned = await call('POST', '/realms/default/logins/next', { user: 'bob' })
  expect(planned.told.message).toMatch(
    /^user: is not known here \(known are answer, match\); answer: must be {/,
  )
})

it('A word of a list is told with the list', async () => {
  const { told } = await call('POST', '/realms/default/tokens', { defect: 'expierd' })
  expect(told.message).toMatch(
    /^defect: must be expired, not-yet, .* or garbage \("expierd" was sent\)$/,
  )
})

it('A realm with users of its own signs in one of them where it inherits an automatic login', async () => {
  const asked = {
    client_id: 'spa',
    redirect_uri: 'http://localhost:5173/cb',
    response_type: 'id_token',
    ...{ scope: 'openid', nonce: 'n-1' },
  }
  const subOf = async (seed: RealmSeed) => {
    await using realm = await idp.isolate(seed)
    await realm.reset()
    return (await realm.authorize(asked)).idToken?.['sub']
  }
  expect(await subOf({})).toBe('alice')
  const dora = { username: 'dora' }
  expect(await subOf({ users: [{ ...dora, enabled: false }, { username: 'emil' }] })).toBe('emil')
  expect(await subOf({ users: [dora, { username: 'alice' }] })).toBe('alice')
  expect(await subOf({ users: [{ username: 'emil' }, dora], login: { user: 'dora' } })).toBe('dora')
  await expect(subOf({ users: [dora], login: { user: 'emil' } })).rejects.toThrow(
    /login.user: must/,
  )
  await using empty = await idp.isolate({ users: [] })
  expect(await empty.users.list()).toEqual([])
})

it.each([
  ['now', { now: 'tomorrow' }],
  ['now', { now: 9e15 }],
  ['', {}],
])('A clock that cannot be set to %s %o is left as it is', async (member, body) => {
  const { status, told } = await call('PUT', '/realms/default/clock', body)
  expect([status, told.member]).toEqual([400, member])
})

it('A date is a time, in any of the zones of ISO 8601', async () => {
  await using realm = await idp.isolate()
  expect(await realm.clock.freeze('2027-01-31')).toBe(Date.UTC(2027, 0, 31))
  expect(await realm.clock.freeze('2027-01-31T12:00:00+01:00')).toBe(Date.UTC(2027, 0, 31, 11))
})

it.each([
  ['OPTIONS', '/realms', 'GET, POST'],
  ['OPTIONS', '/realms/default/keys/rotate', 'POST'],
  ['HEAD', '/realms/default/keys', 'GET, POST'],
])(
  '%s %s is told which methods there are, and no others (RFC 9110 §10.2.1)',
  async (method, path, allow) => {
    const { status, answer } = await call(method, path)
    expect([status, answer.headers.get('allow')]).toEqual([405, allow])
  },
)
