import { describe, expect, it } from 'vitest'
import { OAuthError } from '../../src/protocol/oauth-error.ts'
import { sentParameters } from '../support/authorize-requests.ts'
import { aClient } from '../support/clients.ts'
import { claimsOf, completed, createFlows, type Flows } from '../support/flows.ts'
import { requestOf } from '../support/token-requests.ts'
import { aUser } from '../support/users.ts'

const errorOf = async (flows: Flows, token: string) => {
  try {
    return await flows.userinfo(token)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return `${error.status} ${error.error}`
  }
}

const tokenFor = async (flows: Flows, changes = {}) => {
  const { answer, session } = await completed(flows, 'alice', { changes })
  return { token: answer['access_token'] ?? '', idToken: answer['id_token'] ?? '', session }
}

describe.each(['jwt', 'opaque'] as const)(
  'userinfo with a token of the format %s',
  (accessTokenFormat) => {
    const clients = [
      aClient({ accessTokenFormat, scopes: new Set(['openid', 'profile', 'email']) }),
    ]

    it('tells the claims of the scopes that were granted (OIDC Core §5.4)', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows, { scope: 'openid email' })
      expect(token.includes('.')).toBe(accessTokenFormat === 'jwt')
      expect(await flows.userinfo(token)).toEqual({ sub: 'alice', email: 'alice@example.com' })
    })

    it('tells the claims asked for by name (OIDC Core §5.5)', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows, { claims: '{"userinfo":{"name":null}}' })
      expect(await flows.userinfo(token)).toEqual({ sub: 'alice', name: 'alice' })
    })

    it('tells each token what that opens, and what is known of its user now', async () => {
      const flows = createFlows({ clients })
      const { token: email } = await tokenFor(flows, { scope: 'openid email' })
      const { token: name } = await tokenFor(flows, { claims: '{"userinfo":{"name":null}}' })
      const told = async () => [await flows.userinfo(email), await flows.userinfo(name)]
      const first = [
        { sub: 'alice', email: 'alice@example.com' },
        { sub: 'alice', name: 'alice' },
      ]
      expect(await told()).toEqual(first)
      expect(await told()).toEqual(first)

      flows.users.replace([aUser('alice', { claims: { name: 'Alice', email: 'a@example.com' } })])
      expect(await told()).toEqual([
        { sub: 'alice', email: 'a@example.com' },
        { sub: 'alice', name: 'Alice' },
      ])
    })

    it('tells nothing after its user has signed out, for as long as the token would live', async () => {
      const flows = createFlows({ clients })
      const { token, idToken, session } = await tokenFor(flows)
      const sent = sentParameters({ id_token_hint: idToken })
      await flows.logOut.begin(sent, { sessionId: session.id, binding: undefined })
      for (const seconds of [0, 3599]) {
        flows.clock.time += seconds
        expect(await errorOf(flows, token)).toBe('401 invalid_token')
      }
    })

    it('tells nothing to an app that is disabled or taken out, also once it is back (ASVS 7.4.2)', async () => {
      for (const without of [[], clients.map((client) => ({ ...client, enabled: false }))]) {
        const flows = createFlows({ clients })
        const { token } = await tokenFor(flows)
        flows.clock.time += 10
        flows.clients.replace(without)
        expect(await errorOf(flows, token)).toBe('401 invalid_token')
        flows.clock.time += 10
        flows.clients.replace(clients)
        expect(await errorOf(flows, token)).toBe('401 invalid_token')
        const { token: later } = await tokenFor(flows, { prompt: 'login' })
        expect(await flows.userinfo(later)).toMatchObject({ sub: 'alice' })
      }
    })

    it('tells nothing of a user who is disabled or gone', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows)
      for (const users of [[aUser('alice', { enabled: false })], []]) {
        flows.users.replace(users)
        expect(await errorOf(flows, token)).toBe('401 invalid_token')
      }
    })

    it('tells nothing without the openid scope (RFC 6750 §3.1)', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows, { response_type: 'token', scope: 'profile' })
      expect(await errorOf(flows, token)).toBe('403 insufficient_scope')
    })

    it('tells nothing once its app has revoked the token (RFC 7009 §2)', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows)
      await flows.revoke(requestOf({ token, client_id: 'spa' }))
      expect(await errorOf(flows, token)).toBe('401 invalid_token')
    })

    it('tells nothing once the token has expired', async () => {
      const flows = createFlows({ clients })
      const { token } = await tokenFor(flows)
      flows.clock.time += 3600
      expect(await errorOf(flows, token)).toBe('401 invalid_token')
    })
  },
)

describe('userinfo', () => {
  it('is a JWT for its client where that has registered an algorithm (OIDC Core §5.3.2)', async () => {
    const client = aClient({ userinfoAlg: 'RS256', idTokenAlg: 'ES256' })
    const flows = createFlows({ clients: [client] })
    const { token } = await tokenFor(flows, { scope: 'openid profile' })
    const presented = { token, scheme: 'Bearer', method: 'GET', proofs: [] } as const
    const answer = await flows.readUserinfo(presented)
    if (answer.kind !== 'jwt') throw new Error('a JWT was to be sent')
    expect(claimsOf(answer.jwt)).toEqual({ sub: 'alice', name: 'alice', aud: 'spa' })
    expect(answer.jwt.split('.').at(-1)).toBe('RS256')
  })

  it('takes no ID Token for an access token (RFC 9068 §4)', async () => {
    const flows = createFlows()
    const { idToken } = await tokenFor(flows)
    expect(await errorOf(flows, idToken)).toBe('401 invalid_token')
  })

  it.each(['', 'x', 'a.b.c', '__proto__', 'constructor'])('knows no token %j', async (token) => {
    expect(await errorOf(createFlows(), token)).toBe('401 invalid_token')
  })
})
