import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { interfaces } from './interfaces.ts'

const match = { endpoint: 'jwks' } as const
const fault = { status: 503 }

/** What TypeScript would refuse. */
const any = (value: unknown) => value as never

describe.each(interfaces)('what a test has got wrong is told %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it.each<readonly [sentence: string, call: (realm: Realm) => Promise<unknown>]>([
    [
      'times: must be a whole number from 1 on, or always (0 was sent)',
      ({ faults }) => faults.times(0, match, fault),
    ],
    [
      'times: must be a whole number from 1 on, or always (1.5 was sent)',
      ({ faults }) => faults.times(1.5, match, fault),
    ],
    [
      'times: must be a whole number from 1 on, or always ("twice" was sent)',
      ({ faults }) => faults.times(any('twice'), match, fault),
    ],
    [
      'match.nth: must be a whole number from 1 on (-1 was sent)',
      ({ faults }) => faults.once({ nth: -1 }, fault),
    ],
    [
      'match.nth: must be a whole number from 1 on ("2" was sent)',
      ({ logins }) => logins.next({ user: 'bob' }, { nth: any('2') }),
    ],
    [
      'nth: must be a whole number from 1 on ("0" was sent)',
      ({ journal }) => journal.all({ nth: 0 }),
    ],
    [
      'fault.headers.a b: its name must be the name of a header ("x" was sent)',
      ({ faults }) => faults.once(match, { status: 500, headers: { 'a b': 'x' } }),
    ],
    [
      'fault.params.set.: its name must not be empty ("x" was sent)',
      ({ faults }) => faults.once(match, { params: { set: { '': 'x' } } }),
    ],
    ['match: must be an object (null was sent)', ({ faults }) => faults.once(any(null), fault)],
    [
      'fault.status: must be an HTTP status from 200 to 599 (1e+300 was sent)',
      ({ faults }) => faults.once(match, { status: 1e300 }),
    ],
    [
      'fault.params.set: must be an object (a list of 1 was sent)',
      ({ faults }) => faults.once({}, { params: { set: any(['a']) } }),
    ],
    [
      'now: must be a time: epoch milliseconds, or text such as 2027-01-31T12:00:00Z ("tomorrow" was sent)',
      ({ clock }) => clock.set('tomorrow'),
    ],
    [
      'now: must be a time: epoch milliseconds, or text such as 2027-01-31T12:00:00Z (null was sent)',
      ({ clock }) => clock.freeze(any(Number.NaN)),
    ],
    [
      'by: must be a time: milliseconds as a number, or text such as 250ms, 60s, 5m, 1h or 2d ("1 week" was sent)',
      ({ clock }) => clock.advance('1 week'),
    ],
    ['the body: must be an object (nothing was sent)', ({ restore }) => restore(any(undefined))],
    ['id: must be the id of a snapshot (nothing was sent)', ({ restore }) => restore(any({}))],
    [
      'kind: must be access, id, access_token or id_token ("refresh" was sent)',
      ({ tokens }) => tokens.issue({ kind: any('refresh') }),
    ],
    [
      'aud: must be text, or a list of texts with one or more (an empty list was sent)',
      ({ tokens }) => tokens.issue({ aud: [] }),
    ],
    ['the body: must say jwk or pem', ({ keys }) => keys.add({})],
    ['lead: must not be negative ("-1s" was sent)', ({ keys }) => keys.rotate({ lead: '-1s' })],
    [
      'timeout: must be from 0 to 10m ("11m" was sent)',
      ({ journal }) => journal.waitFor({}, '11m'),
    ],
    ['params: must be an object (nothing was sent)', ({ authorize }) => authorize(any(undefined))],
    [
      'redirect_uris: must be a list of at least one redirect URI',
      ({ clients }) => clients.add({ client_id: 'shop' }),
    ],
    [
      'redirect_uris.1: must be absolute, such as https://app.example/callback ("/cb" was sent)',
      ({ clients }) =>
        clients.add({ client_id: 'shop', redirect_uris: ['http://localhost/cb', '/cb'] }),
    ],
    [
      'enabled: must be true or false ("no" was sent)',
      ({ users }) => users.update('alice', { enabled: 'no' }),
    ],
    [
      'claims.sub: must be left out: the server sets it ("x" was sent)',
      ({ users }) => users.add({ username: 'carol', claims: { sub: 'x' } }),
    ],
    [
      'audience: is not known here (known are kind, sub, clientId, aud, scope, claims, ttl, kid, defect)',
      ({ tokens }) => tokens.issue(any({ audience: 'orders' })),
    ],
    ['sub: must stay alice', ({ users }) => users.update('alice', { sub: 'x' })],
  ])('%s', async (sentence, call) => {
    await using realm = await idp.isolate()
    await expect(call(realm)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/^[A-Z]+ [^ ]+: /),
      answer: expect.objectContaining({ error: 'invalid_request', message: sentence }),
    })
  })

  it.each(['all', 'last', 'waitFor', 'count', 'take'] as const)(
    'by the name that a match of journal.%s does not have',
    async (what) => {
      await using realm = await idp.isolate()
      const asked = realm.journal[what](any({ client_id: 'shop' }))
      await expect(asked).rejects.toThrow(/match\.client_id: is not known here \(.*clientId/)
    },
  )

  it('by its place in the realm that is made', async () => {
    const seed = { users: [{ username: 'dora' }, { username: 5 }], consent: 'maybe' }
    await expect(idp.isolate(seed)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/: consent: must be .*; users\.1\.username: must be text/),
    })
  })
})
