import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { sentParameters } from '../../support/authorize-requests.ts'
import { createFlows, type Flows, isRevoked } from '../../support/flows.ts'
import {
  anAppOfCodes,
  approvedIn,
  redemptionIn,
  refreshOf,
  requestOf,
} from '../../support/token-requests.ts'

const clients = [anAppOfCodes()]
const refused = { error: 'invalid_grant' }

type Form = Readonly<Record<string, string>>

const redeem = (flows: Flows, form: Form) => flows.token(requestOf(form))

describe('a code', () => {
  it('is redeemed within a minute, and only its hash is kept (RFC 6749 §4.1.2)', async () => {
    const flows = createFlows({ clients })
    const [soon, late] = [await redemptionIn(flows), await redemptionIn(flows)]
    expect(await flows.codes.find(soon['code'] ?? '')).toBeUndefined()
    flows.clock.time += 59
    expect((await redeem(flows, soon)).token_type).toBe('Bearer')
    flows.clock.time += 1
    await expect(redeem(flows, late)).rejects.toMatchObject(refused)
  })

  it('is redeemed by whoever knows its verifier (RFC 7636 §4.6)', async () => {
    const flows = createFlows({ clients })
    const form = await redemptionIn(flows)
    const { code_verifier: _, ...without } = form
    for (const wrong of [without, { ...form, code_verifier: 'v'.repeat(43) }]) {
      await expect(redeem(flows, wrong)).rejects.toMatchObject(refused)
    }
    expect((await redeem(flows, form)).token_type).toBe('Bearer')
  })

  it('is void once its user has signed out', async () => {
    const flows = createFlows({ clients })
    const form = await redemptionIn(flows)
    const [session] = await flows.sessions.list()
    if (session === undefined) throw new Error('somebody is signed in')
    await flows.endSession(session.value)
    await expect(redeem(flows, form)).rejects.toMatchObject(refused)
  })

  it.each([
    ['its user', (flows: Flows) => flows.users.replace([])],
    ['its app', (flows: Flows) => flows.clients.replace([])],
  ])('gives nothing once %s was taken out, though they come back', async (_, takeOut) => {
    const flows = createFlows({ clients })
    const form = await redemptionIn(flows)
    const everybody = await flows.users.list()
    flows.clock.time += 10
    takeOut(flows)
    flows.users.replace(everybody)
    flows.clients.replace(clients)
    await expect(redeem(flows, form)).rejects.toMatchObject(refused)
  })

  it('gives no ID Token where openid was not granted (OIDC Core §3.1.3.3)', async () => {
    const flows = createFlows({ clients })
    expect(await redeem(flows, await redemptionIn(flows))).toHaveProperty('id_token')
    const plain = await redeem(flows, await redemptionIn(flows, { scope: 'profile' }))
    expect(plain.id_token).toBeUndefined()
  })
})

describe('a code that is used twice', () => {
  it('ends what the first use gave, as long as that would live, and the log says so (RFC 6749 §4.1.2)', async () => {
    for (const later of [0, 1800, 3659]) {
      const flows = createFlows({ clients })
      const form = await redemptionIn(flows)
      const first = await redeem(flows, form)
      flows.clock.time += later
      await expect(redeem(flows, form)).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining('a second use ends all'),
      })
      expect(await isRevoked(flows, first.access_token)).toBe(true)
      await expect(redeem(flows, refreshOf(first))).rejects.toMatchObject(refused)
      expect(flows.emitted).toContainEqual({
        ...{ kind: 'grant.ended', sub: 'alice', clientId: 'spa', why: 'code-reused' },
      })
    }
  })

  it('ends what its refresh tokens gave since', async () => {
    const flows = createFlows({ clients })
    const form = await redemptionIn(flows)
    const second = await redeem(flows, refreshOf(await redeem(flows, form)))
    await expect(redeem(flows, form)).rejects.toMatchObject(refused)
    expect(await isRevoked(flows, second.access_token)).toBe(true)
  })

  it('ends nothing by the hand of another client', async () => {
    const other = anAppOfCodes({ id: 'other' as ClientId })
    const flows = createFlows({ clients: [...clients, other] })
    const form = await redemptionIn(flows)
    const first = await redeem(flows, form)
    const stolen = redeem(flows, { ...form, client_id: 'other' })
    await expect(stolen).rejects.toMatchObject(refused)
    expect(await isRevoked(flows, first.access_token)).toBe(false)
    expect((await redeem(flows, refreshOf(first))).token_type).toBe('Bearer')
  })

  it('ends the access token that came beside it (OIDC Core §3.3.2.5)', async () => {
    const hybrid = anAppOfCodes({ responseTypes: ['code token'] })
    const flows = createFlows({ clients: [hybrid] })
    const { answer, form } = await approvedIn(flows, { response_type: 'code token' })
    const first = await redeem(flows, form)
    expect(await isRevoked(flows, answer['access_token'])).toBe(false)
    await expect(redeem(flows, form)).rejects.toMatchObject(refused)
    expect(await isRevoked(flows, answer['access_token'])).toBe(true)
    expect(await isRevoked(flows, first.access_token)).toBe(true)
  })

  it('is as a refresh token that is used twice: all ends, the token beside the code too', async () => {
    const flows = createFlows({ clients: [anAppOfCodes({ responseTypes: ['code token'] })] })
    const { answer, form } = await approvedIn(flows, { response_type: 'code token' })
    const first = await redeem(flows, form)
    await redeem(flows, refreshOf(first))
    await expect(redeem(flows, refreshOf(first))).rejects.toMatchObject(refused)
    for (const token of [answer['access_token'], first.access_token]) {
      expect(await isRevoked(flows, token)).toBe(true)
    }
  })
})

describe('a refresh token', () => {
  const offline = { scope: 'openid offline_access', prompt: 'login consent' }

  it.each([
    ['for a client that has registered the grant type', ['refresh_token'], true, {}, true],
    ['for no other client', [], true, {}, false],
    ['not without offline_access', ['refresh_token'], false, {}, false],
    ['with offline_access', ['refresh_token'], false, offline, true],
  ] as const)('comes with a code %s (OIDC Core §11)', async (_, more, always, changes, comes) => {
    const client = anAppOfCodes({
      grantTypes: ['authorization_code', ...more],
      refresh: { always, endsWithSession: false, grace: 0 },
    })
    const flows = createFlows({ clients: [client] })
    const given = await redeem(flows, await redemptionIn(flows, changes))
    expect('refresh_token' in given && given.refresh_token !== undefined).toBe(comes)
  })

  it.each([
    ['ends with it without offline_access', false, {}, false],
    ['outlives it with offline_access', false, offline, true],
    ['ends with it where its client says so', true, offline, false],
  ] as const)('%s, when its user signs out', async (_, endsWithSession, changes, lives) => {
    const refresh = { always: true, endsWithSession, grace: 0 }
    const flows = createFlows({ clients: [anAppOfCodes({ refresh })] })
    const given = await redeem(flows, await redemptionIn(flows, changes))
    for (const { value } of await flows.sessions.list()) {
      const browser = { sessionId: value.id, binding: 'b' }
      const hint = sentParameters({ id_token_hint: given.id_token })
      await flows.logOut.begin(hint, browser)
    }
    const after = redeem(flows, refreshOf(given)).then(
      () => true,
      () => false,
    )
    expect(await after).toBe(lives)
  })
})
