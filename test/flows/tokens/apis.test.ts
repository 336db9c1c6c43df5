import { describe, expect, it } from 'vitest'
import type { Api, Apis } from '../../../src/protocol/tokens/api.ts'
import type { Changes } from '../../support/authorize-requests.ts'
import { claimsOf, createFlows, type Flows, issuer } from '../../support/flows.ts'
import {
  anAppOfCodes,
  aService,
  forService,
  redemptionIn,
  refreshOf,
  requestOf,
} from '../../support/token-requests.ts'

const orders = 'https://orders.example'
const other = 'https://other.example'

const anApi = (identifier: string, changes: Partial<Api> = {}): readonly [string, Api] => [
  identifier,
  {
    ...{ identifier, scopes: [], accessTokenClaims: [], accessTokenLifetime: undefined },
    ...{ accessTokenFormat: undefined, accessTokenTyp: undefined, ...changes },
  },
]

const apis: Apis = new Map([
  anApi(orders, { scopes: ['orders:read', 'orders:write'], accessTokenLifetime: 300 }),
  anApi('stock', { scopes: ['stock:read'], accessTokenFormat: 'opaque' }),
])

const scopes = new Set(['openid', 'profile', 'orders:read', 'orders:write', 'stock:read'])
const service = aService({ scopes })

const asService = (flows: Flows, changes: Changes = {}) =>
  flows.token(requestOf({ ...forService, ...changes }))

describe('a service', () => {
  it('gets a token for the API that its scopes mean, for as long as that says (RFC 8707 §2.2)', async () => {
    const flows = createFlows({ clients: [service], apis })
    const given = await asService(flows, { scope: 'orders:read' })
    expect(given).toMatchObject({ expires_in: 300, scope: 'orders:read' })
    const claims = claimsOf(given.access_token)
    expect(claims).toMatchObject({ aud: orders, scope: 'orders:read', client_id: 'service' })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300)
  })

  it('that names its API takes no scope of another along (RFC 8707 §2.2)', async () => {
    const flows = createFlows({ clients: [service], apis })
    const given = await asService(flows, { scope: 'orders:read stock:read', audience: orders })
    expect(given.scope).toBe('orders:read')
    expect(claimsOf(given.access_token)).toMatchObject({ aud: orders, scope: 'orders:read' })
  })

  it('gets no scope that it does not ask for (RFC 6749 §3.3)', async () => {
    const flows = createFlows({ clients: [service], apis })
    const given = await asService(flows)
    expect(given.scope ?? '').toBe('')
    expect(claimsOf(given.access_token)).toMatchObject({ aud: issuer })
    expect(claimsOf(given.access_token)['scope'] ?? '').toBe('')
  })

  it.each<[Changes, string]>([
    [{ scope: 'orders:read stock:read' }, 'invalid_target'],
    [{ resource: 'https://unknown.example' }, 'invalid_target'],
    [{ resource: orders, audience: 'stock' }, 'invalid_target'],
    [{ scope: 'unknown' }, 'invalid_scope'],
    // what is a user's (OIDC Core §5.4)
    [{ scope: 'openid' }, 'invalid_scope'],
    [{ scope: 'profile' }, 'invalid_scope'],
  ])('is refused %j, and the log tells of no tokens', async (changes, error) => {
    const flows = createFlows({ clients: [service], apis })
    await expect(asService(flows, changes)).rejects.toMatchObject({ error })
    expect(flows.emitted).toEqual([])
  })

  it('is told of in the log', async () => {
    const flows = createFlows({ clients: [service], apis })
    await asService(flows, { scope: 'orders:read orders:write' })
    expect(flows.emitted).toEqual([
      {
        ...{ kind: 'tokens.granted', sub: undefined, clientId: 'service' },
        ...{ grantType: 'client_credentials', scope: 'orders:read orders:write' },
      },
    ])
  })
})

describe('an access token', () => {
  it('looks as its API says, and otherwise as its client says', async () => {
    const own = aService({ accessTokenFormat: 'opaque', tokenShape: { accessTokenTyp: 'at+jwt' } })
    const withJwt = new Map([
      ...apis,
      anApi('plain', { accessTokenFormat: 'jwt' }),
      anApi('spring', { accessTokenFormat: 'jwt', accessTokenTyp: 'JWT' }),
    ])
    const flows = createFlows({ clients: [own], apis: withJwt })
    const tokenFor = async (audience: string) => (await asService(flows, { audience })).access_token
    expect(await tokenFor(issuer)).toMatch(/^[\w-]{43}$/)
    expect(await tokenFor('stock')).toMatch(/^[\w-]{43}$/)
    expect(claimsOf(await tokenFor('plain'))).toMatchObject({ aud: 'plain' })
    expect(await tokenFor('plain')).toMatch(/\.at\+jwt$/)
    expect(await tokenFor('spring')).toMatch(/\.JWT$/)
  })

  it('is opaque by its API alone', async () => {
    const given = await asService(createFlows({ clients: [service], apis }), { audience: 'stock' })
    expect(given).toMatchObject({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 3600,
    })
  })
})

describe('what a user has granted', () => {
  const app = anAppOfCodes({ tokenShape: { audiences: [orders, other] } })
  const both = { scope: 'openid profile', resource: [orders, other] }

  const asked = (flows: Flows, form: Changes, changes: Changes = {}) =>
    flows.token(requestOf({ ...form, ...changes }))

  it('may be narrowed to one API and to less, and no refresh makes it less for good (RFC 8707 §2.2)', async () => {
    const flows = createFlows({ clients: [app] })
    const first = await asked(flows, await redemptionIn(flows, both), { resource: other })
    expect(claimsOf(first.access_token)).toMatchObject({ aud: other, scope: 'openid profile' })
    const narrow = { resource: orders, scope: 'openid' }
    const second = await asked(flows, refreshOf(first), narrow)
    expect(second.scope).toBe('openid')
    expect(claimsOf(second.access_token)).toMatchObject({ aud: orders, scope: 'openid' })
    const third = await asked(flows, refreshOf(second))
    expect(claimsOf(third.access_token)).toMatchObject({
      aud: [orders, other],
      scope: 'openid profile',
    })
  })

  it('is not widened, and a refusal uses nothing up (RFC 8707 §2.2, RFC 6749 §6)', async () => {
    const flows = createFlows({ clients: [app] })
    const redemption = await redemptionIn(flows, { ...both, resource: orders })
    const wider = { error: 'invalid_target' }
    await expect(asked(flows, redemption, { resource: other })).rejects.toMatchObject(wider)
    const first = await asked(flows, redemption)
    const refresh = refreshOf(first)
    await expect(asked(flows, refresh, { resource: other })).rejects.toMatchObject(wider)
    await expect(asked(flows, refresh, { scope: 'openid admin' })).rejects.toMatchObject({
      error: 'invalid_scope',
    })
    expect((await asked(flows, refresh)).scope).toBe('openid profile')
  })

  it('lives as long as its API says, in the code flow too', async () => {
    const flows = createFlows({ clients: [anAppOfCodes()], apis })
    const form = await redemptionIn(flows, { resource: orders })
    const given = await asked(flows, form)
    const { iat, exp } = claimsOf(given.access_token)
    expect([given.expires_in, Number(exp) - Number(iat)]).toEqual([300, 300])
  })
})

describe('a service that has registered itself', () => {
  it('is in use by the tokens that it gets, and stays (RFC 7591 §3.2.1)', async () => {
    const flows = createFlows()
    const { client_id, client_secret } = await flows.registerClient.register(
      {
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      undefined,
      undefined,
    )
    const credentials = { client_id: String(client_id), client_secret: String(client_secret) }
    for (let visit = 0; visit < 3; visit += 1) {
      flows.clock.time += 20 * 86_400
      expect((await asService(flows, credentials)).token_type).toBe('Bearer')
    }
  })
})
