import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signingAlgs } from '../../src/protocol/keys/signing-alg.ts'
import { type Changes, createApp, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { atHash, readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const client = {
  redirect_uris: [redirectUri],
  response_types: ['id_token token', 'token'] as const,
}

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    clients: [
      { ...client, client_id: 'rs256', response_types: ['id_token token', 'token'] },
      ...signingAlgs.slice(1).map((alg) => ({
        ...client,
        client_id: alg.toLowerCase(),
        response_types: ['id_token token' as const],
        id_token_signed_response_alg: alg,
      })),
      {
        ...client,
        client_id: 'opaque',
        response_types: ['id_token token'],
        access_token_format: 'opaque',
      },
    ],
  })
})
afterAll(() => server.close())

async function tokensOf(clientId: string, changes: Changes = {}) {
  const app = createApp(server.issuer, { clientId, redirectUri })
  const { values } = await goThrough(app, createVisitor(server.issuer), { changes })
  return { accessToken: values.get('access_token') ?? '', idToken: values.get('id_token') ?? '' }
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})

describe('/userinfo', () => {
  it('answers a GET, a POST with the header, and a POST with the form alike (OIDC Core §5.3.1)', async () => {
    const { accessToken, idToken } = await tokensOf('rs256')
    const { claims } = await readToken(server.issuer, idToken)
    const answers = [
      await userinfo(server.issuer, accessToken),
      await userinfo(server.issuer, accessToken, { method: 'POST' }),
      await userinfo(server.issuer, accessToken, form({})),
      await userinfo(server.issuer, undefined, form({ access_token: accessToken })),
    ]
    for (const { status, claims: known } of answers) {
      expect(status).toBe(200)
      expect(known).toEqual(answers[0]?.claims)
      expect(known['sub']).toBe(claims.sub)
    }
  })

  it('is not to be kept, and is JSON', async () => {
    const { accessToken } = await tokensOf('rs256')
    const { headers } = await fetch(`${server.issuer}/userinfo`, {
      headers: { authorization: `bearer ${accessToken}` },
    })
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('refuses a token in the query, with 400 and nothing else said (RFC 9700 §4.3.2)', async () => {
    const { accessToken } = await tokensOf('rs256')
    const response = await fetch(`${server.issuer}/userinfo?access_token=${accessToken}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('refuses two ways at once (RFC 6750 §2)', async () => {
    const { accessToken } = await tokensOf('rs256')
    const both = await userinfo(server.issuer, accessToken, form({ access_token: accessToken }))
    expect(both.status).toBe(400)
    expect(both.claims['error']).toBe('invalid_request')
  })

  it('names no error where no token was sent (RFC 6750 §3.1)', async () => {
    const { status, challenge } = await userinfo(server.issuer, undefined)
    expect(status).toBe(401)
    expect(challenge).toMatch(/^Bearer\b/)
    expect(challenge).not.toContain('error')
  })

  it('refuses a token that was never issued, was changed, or has expired (RFC 6750 §3.1)', async () => {
    const { accessToken } = await tokensOf('rs256')
    const [head, body, signature = ''] = accessToken.split('.')
    const changed = [head, body, [...signature].reverse().join('')].join('.')
    expect((await userinfo(server.issuer, accessToken)).status).toBe(200)
    server.clock.ahead += 3601
    for (const token of ['made-up', changed, accessToken]) {
      const { status, challenge } = await userinfo(server.issuer, token)
      expect(status).toBe(401)
      expect(challenge).toContain('error="invalid_token"')
    }
    server.clock.ahead -= 3601
  })

  it('takes no ID Token for an access token (RFC 9068 §5)', async () => {
    const { idToken } = await tokensOf('rs256')
    expect((await userinfo(server.issuer, idToken)).status).toBe(401)
  })

  it('wants openid, and says so (OIDC Core §5.3, RFC 6750 §3.1)', async () => {
    const { accessToken } = await tokensOf('rs256', { response_type: 'token', scope: 'profile' })
    const { status, challenge } = await userinfo(server.issuer, accessToken)
    expect(status).toBe(403)
    expect(challenge).toContain('error="insufficient_scope"')
    expect(challenge).toContain('scope="openid"')
  })
})

describe('an opaque access token', () => {
  it('says nothing by itself and opens the same claims', async () => {
    const { accessToken, idToken } = await tokensOf('opaque')
    expect(accessToken).toMatch(/^[\w-]{20,}$/)
    const { claims } = await readToken(server.issuer, idToken)
    expect(claims['at_hash']).toBe(atHash(accessToken, idToken))
    const { status, claims: known } = await userinfo(server.issuer, accessToken)
    expect(status).toBe(200)
    expect(known).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })

  it('ends with its time', async () => {
    const { accessToken } = await tokensOf('opaque')
    server.clock.ahead += 3601
    expect((await userinfo(server.issuer, accessToken)).status).toBe(401)
    server.clock.ahead -= 3601
  })
})

describe('the algorithm of an ID Token', () => {
  for (const alg of signingAlgs) {
    const clientId = alg.toLowerCase()
    it(`is ${alg} for a client that registered it, at_hash included (OIDC Core §3.2.2.9)`, async () => {
      const { accessToken, idToken } = await tokensOf(clientId)
      const { header, claims } = await readToken(server.issuer, idToken, { audience: clientId })
      expect(header.alg).toBe(alg)
      expect(claims['at_hash']).toBe(atHash(accessToken, idToken))
      expect((await userinfo(server.issuer, accessToken)).status).toBe(200)
    })
  }

  it('is announced, the usual one first, and every key is public only (RFC 7517 §4)', async () => {
    const metadata = await json(`${server.issuer}/.well-known/openid-configuration`)
    expect(metadata['id_token_signing_alg_values_supported']).toEqual(signingAlgs)
    const { keys } = (await json(`${server.issuer}/.well-known/jwks.json`)) as {
      keys: readonly Record<string, unknown>[]
    }
    expect(keys.map(({ alg }) => alg)).toEqual(signingAlgs)
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(signingAlgs.length)
    for (const key of keys) {
      expect(key['use']).toBe('sig')
      expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']))
      expect(key).not.toHaveProperty('p')
      expect(key).not.toHaveProperty('k')
    }
  })
})

async function json(address: string): Promise<Record<string, unknown>> {
  return (await (await fetch(address)).json()) as Record<string, unknown>
}
