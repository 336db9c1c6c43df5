import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback' },
  ...{ response_type: 'id_token token', scope: 'openid', nonce: 'n-1', state: 's-1' },
}

const kidOf = ({ keys }: Realm) =>
  keys.list().then((all) => all.filter(({ signs }) => signs).map(({ kid }) => kid))

describe.each(interfaces)('a scenario that has ended %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token })
  })
  afterAll(() => idp.stop())

  /** All that a scenario might have touched. */
  const stateOf = async (realm: Realm) => ({
    keys: await realm.keys.list(),
    faults: await realm.faults.list(),
    logins: await (await controlCall(idp, `/realms/${realm.id}/logins`)).json(),
    clock: await (await controlCall(idp, `/realms/${realm.id}/clock`)).json(),
    users: await realm.users.list(),
    clients: await realm.clients.list(),
    planned: await realm.scenarios.planned(),
  })

  it('leaves its realm as it was, whichever it is', async () => {
    await using realm = await idp.isolate()
    await realm.authorize(app, { user: 'alice' })
    await realm.clock.freeze('2027-01-31T12:00:00Z')
    await realm.logins.next({ user: 'bob' }, { clientId: 'another' })
    await realm.faults.once({ endpoint: 'registration' }, { status: 503 })
    const before = await stateOf(realm)
    const all = await realm.scenarios.list()
    expect(all.length).toBeGreaterThan(50)
    for (const { name } of all) {
      await realm.scenarios.plan(name)
      await realm.authorize(app, { user: 'alice' })
      await realm.scenarios.end()
      expect({ name, ...(await stateOf(realm)) }).toEqual({ name, ...before })
    }
  })

  it.each<readonly [string, (realm: Realm) => Promise<unknown>]>([
    ['ended', ({ scenarios }) => scenarios.end()],
    ['followed by another', ({ scenarios }) => scenarios.plan('wrong-iss')],
    ['forgotten with all faults', ({ faults }) => faults.clear()],
    ['reset with its realm', ({ reset }) => reset()],
    [
      'run, by an app that throws',
      ({ scenarios }) => scenarios.run({ names: ['key-rotated'], app: () => Promise.reject('no') }),
    ],
  ])('takes its key along when it is %s', async (_how, end) => {
    await using realm = await idp.isolate()
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const own = await kidOf(realm)
    await realm.keys.add({ jwk: privateKey.export({ format: 'jwk' }), kid: 'mine' })
    expect(await kidOf(realm)).toEqual(['mine'])
    await realm.scenarios.plan('key-rotated')
    const [lent] = await kidOf(realm)
    expect([...own, 'mine']).not.toContain(lent)
    await end(realm)
    const kept = (await realm.keys.list()).map(({ kid }) => kid)
    expect(kept).not.toContain(lent)
    expect(kept).toContain(own[0])
  })

  it('takes its key along where a snapshot was taken of it', async () => {
    await using realm = await idp.isolate()
    const own = await kidOf(realm)
    await realm.scenarios.plan('key-rotated')
    const snapshot = await realm.snapshot()
    const lent = await kidOf(realm)
    await realm.scenarios.end()
    await realm.restore(snapshot)
    expect(await kidOf(realm)).toEqual(lent)
    expect(await realm.scenarios.planned()).toMatchObject({ name: 'key-rotated' })
    await realm.scenarios.end()
    expect(await kidOf(realm)).toEqual(own)
  })
})
