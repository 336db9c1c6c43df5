import { describe, expect, it } from 'vitest'
import { createMemoryBudgets } from '../../src/adapters/memory/memory-budgets.ts'
import { inMemory } from '../../src/opening/store/store-makers.ts'
import { createStores } from '../../src/opening/store/stores.ts'
import type { Store } from '../../src/ports/store.ts'
import type { ClientId } from '../../src/protocol/client/client.ts'
import { NoRoomError } from '../../src/protocol/unavailable/no-room.ts'
import { sentParameters } from '../support/authorize-requests.ts'
import { aClient } from '../support/clients.ts'
import { completed, createFlows, type Flows, issuer } from '../support/flows.ts'

/** Flows of a process whose heap is so small that its records soon fill it. */
const withHeapOf = (bytes: number, options: Parameters<typeof createFlows>[0] = {}) =>
  createFlows({
    ...options,
    makeStores: (clock) =>
      createStores(clock, inMemory(createMemoryBudgets(bytes))('default', false)),
  })

const metadata = {
  redirect_uris: ['https://app.example/cb'],
  client_name: 'x'.repeat(150),
  grant_types: ['authorization_code', 'client_credentials'],
}

const register = async ({ registerClient }: Flows, token?: string) =>
  String((await registerClient.register(metadata, token, undefined))['client_id'])

/** As often as it goes; how often it was refused. */
async function flood(times: number, run: (at: number) => Promise<unknown>): Promise<number> {
  let refusals = 0
  for (let at = 0; at < times; at += 1) {
    await run(at).catch((error: unknown) => {
      if (!(error instanceof NoRoomError)) throw error
      refusals += 1
    })
  }
  return refusals
}

const isFound = async ({ clients, registrations }: Flows, id: string) =>
  (await registrations.find(id)) !== undefined || (await clients.find(id, undefined)) !== undefined

describe('a store of registrations that is full', () => {
  const heap = 2 ** 20

  it('lets registrations go that nobody has used, and none that is in use (R155)', async () => {
    const flows = withHeapOf(heap)
    const used = await register(flows)
    const [unused] = [await register(flows)]
    await flows.registrations.update(used, (kept) => ({ ...kept, usedAt: flows.clock.time }))
    expect(await flood(500, () => register(flows))).toBe(0)
    expect(await isFound(flows, used)).toBe(true)
    expect(await isFound(flows, unused)).toBe(false)
    expect(await isFound(flows, await register(flows))).toBe(true)
  })

  it('refuses another one when all are in use (R155)', async () => {
    const flows = withHeapOf(heap)
    const ids: string[] = []
    const refusals = await flood(200, async () => {
      const id = await register(flows)
      await flows.registrations.update(id, (kept) => ({ ...kept, usedAt: flows.clock.time }))
      ids.push(id)
    })
    expect(refusals).toBeGreaterThan(0)
    for (const id of ids) expect(await isFound(flows, id)).toBe(true)
    // After thirty days without use they have ended.
    flows.clock.time += 31 * 86_400
    expect(await flood(200, () => register(flows))).toBe(0)
  })

  it('has no room for what grows, and then changes nothing (RFC 7592 §2.2)', async () => {
    const flows = withHeapOf(heap)
    const { registerClient } = flows
    const all: Readonly<Record<string, unknown>>[] = []
    await flood(200, async () => {
      const one = await registerClient.register(metadata, undefined, undefined)
      await flows.registrations.update(String(one['client_id']), (kept) => ({
        ...kept,
        usedAt: flows.clock.time,
      }))
      all.push(one)
    })
    const [first] = all
    const id = String(first?.['client_id'])
    const token = String(first?.['registration_access_token'])
    const larger = {
      ...metadata,
      client_id: id,
      client_uri: `https://app.example/${'x'.repeat(1000)}`,
    }
    await expect(registerClient.update(id, larger, token)).rejects.toThrow(NoRoomError)
    expect((await registerClient.read(id, token))['client_uri']).toBeUndefined()
  })

  it('forgets one that was removed, once its tokens have expired', async () => {
    const flows = withHeapOf(heap)
    const { registerClient } = flows
    const remove = async (usedAt: number | undefined) => {
      const one = await registerClient.register(metadata, undefined, undefined)
      const id = String(one['client_id'])
      await flows.registrations.update(id, (kept) => ({ ...kept, usedAt }))
      await registerClient.remove(id, String(one['registration_access_token']))
      return flows.registrations.find(id)
    }
    expect(await remove(undefined)).toBeUndefined()
    expect(await remove(flows.clock.time)).toMatchObject({ removed: true, metadata: {} })
    await flood(200, () => remove(flows.clock.time))
    flows.clock.time += 3600
    expect(await flood(50, () => register(flows))).toBe(0)
  })
})

describe('what must not be forgotten', () => {
  it('is refused when its store is full: a token that was revoked stays so (RFC 7009 §2)', async () => {
    const flows = withHeapOf(2 ** 18)
    await flows.revokedTokens.put('first', 'revoked', flows.clock.time + 600)
    const refusals = await flood(200, (at) =>
      flows.revokedTokens.put(`token-${at}`, 'revoked', flows.clock.time + 600),
    )
    expect(refusals).toBeGreaterThan(0)
    expect(await flows.revokedTokens.find('first')).toBe('revoked')
  })

  it.each(['usedAssertions', 'usedProofs'] as const)(
    'is refused when its store is full: %s are seen again (RFC 7523 §3, RFC 9449 §11.1)',
    async (kind) => {
      const flows = withHeapOf(2 ** 18)
      const use = (id: string) =>
        flows[kind].upsert(id, (before = 0) => before + 1, flows.clock.time + 60)
      expect(await use('first')).toBe(1)
      expect(await flood(200, (at) => use(`other-${at}`))).toBeGreaterThan(0)
      expect(await use('first')).toBe(2)
    },
  )

  it('is refused when its store is full: who signs out is told, and signed in still', async () => {
    const flows = withHeapOf(2 ** 18, { clients: [aClient()] })
    const { browser } = await completed(flows)
    await flood(500, (at) => flows.endedSessions.put(`session-${at}`, true, flows.clock.time + 600))
    const outcome = await flows.logOut.begin(sentParameters({}), browser)
    if (outcome.kind !== 'ask') throw new Error('asked')
    const { id, csrf } = outcome.pending
    const form = { csrf, decision: 'sign-out' }
    await expect(flows.logOut.confirm(id, form, browser)).rejects.toThrow(NoRoomError)
    expect(await flows.currentSession(browser.sessionId)).toBeDefined()
  })

  it('is kept by a name of one length, whatever a client sends', async () => {
    const names: string[] = []
    const noted = <Value>(store: Store<Value>): Store<Value> => ({
      ...store,
      upsert(id, change, expiresAt) {
        names.push(id)
        return store.upsert(id, change, expiresAt)
      },
    })
    const auth = { methods: ['private_key_jwt' as const], secretHash: undefined, keys: [] }
    const id = 'service' as ClientId
    const flows = createFlows({
      clients: [aClient({ id, auth, grantTypes: ['client_credentials'] })],
      makeStores(clock) {
        const stores = createStores(clock, inMemory()('default', false))
        return { ...stores, usedAssertions: noted(stores.usedAssertions) }
      },
    })
    const ask = (jti: string) => {
      const claims = { iss: id, sub: id, aud: issuer, exp: flows.clock.time + 60, jti }
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
      const form = sentParameters({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `jwt.${payload}.sig`,
      })
      const nothing = { authorization: undefined, query: sentParameters({}), proofs: [] }
      return flows.token({ ...nothing, form, address: '192.0.2.1' })
    }
    await ask('ж'.repeat(256))
    await expect(ask('ж'.repeat(256))).rejects.toThrow('once')
    await ask('6'.repeat(256))
    await ask('1')
    expect(names.map((name) => name.length)).toEqual([43, 43, 43, 43])
    expect(new Set(names).size).toBe(3)
  })
})
