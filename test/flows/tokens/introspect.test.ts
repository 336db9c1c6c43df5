import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import type { Introspection } from '../../../src/protocol/token/introspection.ts'
import { hashOf } from '../../../src/protocol/token/refresh-token.ts'
import { type Changes, sentParameters } from '../../support/authorize-requests.ts'
import { aBrowser, claimsOf, createFlows, type Flows, issuer } from '../../support/flows.ts'
import {
  anAppOfCodes,
  aService,
  forService,
  jktOf,
  proofBy,
  redemptionIn,
  refreshOf,
  requestOf,
} from '../../support/token-requests.ts'

const inactive = { active: false }
const auth = { methods: ['client_secret_post' as const], secretHash: hashOf('secret'), keys: [] }
const refresh = { always: true, endsWithSession: false, grace: 0 }
const clients = [anAppOfCodes({ auth, refresh }), aService()]

const own = { client_id: 'spa', client_secret: 'secret' }

const asked = (flows: Flows, token: string | undefined, changes: Changes = own) =>
  flows.introspect(requestOf({ token, ...changes }))

/** Tokens of alice, bound to the key of that name. */
async function given(flows: Flows, changes: Changes = {}, key?: string) {
  const form = { ...(await redemptionIn(flows, changes)), client_secret: 'secret' }
  return flows.token(requestOf(form, { proofs: key === undefined ? [] : [proofBy(flows, key)] }))
}

describe('introspection of an access token', () => {
  it('says what a client needs of it, and nothing else of its user (RFC 7662 §2.2)', async () => {
    const flows = createFlows({
      clients: [anAppOfCodes({ auth, tokenShape: { accessTokenClaims: ['email'] } }), aService()],
    })
    const { access_token: token } = await given(flows)
    const { sub, aud, client_id, scope, iat, exp, jti } = claimsOf(token)
    const told = { sub, aud, client_id, scope, iat, exp, jti }
    const all = { active: true, token_type: 'Bearer', iss: issuer, username: 'alice', ...told }
    expect(await asked(flows, token)).toEqual(all)
    const { grant_type: _, ...service } = forService
    expect(await asked(flows, token, service)).toEqual(all)
  })

  it('names the key that it is bound to (RFC 9449 §6.2)', async () => {
    const flows = createFlows({ clients })
    const { access_token } = await given(flows, {}, 'a')
    const told = { active: true, token_type: 'DPoP', cnf: { jkt: jktOf('a') } }
    expect(await asked(flows, access_token)).toMatchObject(told)
  })

  it('says nothing of one that does not work (RFC 7662 §2.2)', async () => {
    const flows = createFlows({ clients })
    const { access_token: token } = await given(flows)
    for (const other of ['x', 'a.b.c']) expect(await asked(flows, other)).toEqual(inactive)
    flows.clock.time += 3600
    expect(await asked(flows, token)).toEqual(inactive)
  })
})

describe('introspection of a refresh token', () => {
  it('says whose it is and until when (RFC 7662 §2.2)', async () => {
    const flows = createFlows({ clients })
    const { refresh_token } = await given(flows, { scope: 'openid profile' })
    const now = flows.clock.time
    expect(await asked(flows, refresh_token)).toEqual({
      ...{ active: true, token_type: 'refresh_token', iss: issuer, sub: 'alice' },
      ...{ client_id: 'spa', scope: 'openid profile', iat: now, exp: now + 86_400 },
      username: 'alice',
    })
  })

  it('names the key that it is bound to (RFC 9449 §6.2)', async () => {
    const flows = createFlows({ clients: [anAppOfCodes(), aService({ id: 'spa2' as ClientId })] })
    const form = await redemptionIn(flows)
    const { refresh_token } = await flows.token(requestOf(form, { proofs: [proofBy(flows, 'a')] }))
    flows.clients.replace([anAppOfCodes({ auth })])
    expect(await asked(flows, refresh_token)).toMatchObject({
      active: true,
      cnf: { jkt: jktOf('a') },
    })
  })

  it('is for its own client alone', async () => {
    const flows = createFlows({ clients })
    const { refresh_token } = await given(flows)
    const { grant_type: _, ...service } = forService
    expect(await asked(flows, refresh_token, service)).toEqual(inactive)
    expect(await asked(flows, refresh_token)).toMatchObject({ active: true })
  })

  const offline = { scope: 'openid offline_access', prompt: 'login consent' }

  it.each<[string, (flows: Flows, token: string) => unknown, Changes]>([
    [
      'was used',
      (flows, refresh_token) => flows.token(requestOf({ ...refreshOf({ refresh_token }), ...own })),
      {},
    ],
    ['was not used for long', (flows) => (flows.clock.time += 14 * 86_400 + 1), offline],
    [
      'is of a user who was taken out',
      async (flows) => {
        const everybody = await flows.users.list()
        flows.clock.time += 10
        flows.users.replace([])
        flows.users.replace(everybody)
      },
      {},
    ],
    ['is of a user who is gone', (flows) => flows.users.replace([]), {}],
    [
      'ends with a session that has ended',
      async (flows) => {
        for (const { value } of await flows.sessions.list()) await flows.endSession(value)
      },
      {},
    ],
    [
      'was withdrawn',
      async (flows) => {
        const [session] = await flows.sessions.list()
        const browser = { ...aBrowser, sessionId: session?.value.id }
        const shown = await flows.account.show(browser)
        if (shown.kind !== 'shown') throw new Error('alice is signed in')
        const form = { csrf: shown.csrf, decision: 'withdraw', which: 'spa' }
        await flows.account.submit(form, browser)
      },
      offline,
    ],
  ])('says nothing of one that %s', async (_, happens, changes) => {
    const flows = createFlows({ clients })
    const { refresh_token = '' } = await given(flows, changes)
    expect((await asked(flows, refresh_token)).active).toBe(true)
    await happens(flows, refresh_token)
    expect(await asked(flows, refresh_token)).toEqual(inactive satisfies Introspection)
  })
})

describe('a request to introspect', () => {
  it.each([
    ['nobody who has proved it', { client_id: 'app' }, 'invalid_client'],
    ['a wrong secret', { ...own, client_secret: 'wrong' }, 'invalid_client'],
    ['no token', { ...own, token: undefined }, 'invalid_request'],
    ['a parameter twice', { ...own, token_type_hint: ['a', 'b'] }, 'invalid_request'],
  ])('is refused with %s (RFC 7662 §2.1)', async (_, changes, error) => {
    const flows = createFlows({ clients: [...clients, anAppOfCodes({ id: 'app' as ClientId })] })
    const { access_token } = await given(flows)
    await expect(asked(flows, access_token, changes)).rejects.toMatchObject({ error })
    const query = sentParameters({ token: 'x' })
    const inQuery = flows.introspect(requestOf({ ...own, token: access_token }, { query }))
    await expect(inQuery).rejects.toMatchObject({ error: 'invalid_request' })
  })
})
