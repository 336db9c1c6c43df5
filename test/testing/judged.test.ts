import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
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
