import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { responseTypes } from '../../src/protocol/response/response-type.ts'
import { answerOf, createApp } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const token = 'an-initial-access-token'
const withToken = responseTypes.filter((type) => type.split(' ').includes('token'))

const strict: FragrantOptions = {
  mode: 'strict',
  signing_alg: 'ES256',
  users: [{ username: 'carol', password: 'carol' }],
}
const usual = { client_id: 'usual', redirect_uris: [redirectUri] }

/** What a server that lets nobody register says that it supports. */
async function supported(clients: readonly object[]): Promise<readonly string[]> {
  const server = await startServer({ ...strict, clients: clients as [] })
  const response = await fetch(`${server.issuer}/.well-known/openid-configuration`)
  await server.close()
  return ((await response.json()) as { response_types_supported: string[] })
    .response_types_supported
}

describe('in strict mode, a response type with an access token in it', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({
      ...strict,
      ...{ registration: 'token', initial_access_token: token },
      clients: [
        usual,
        {
          ...{ client_id: 'named', redirect_uris: [redirectUri], response_types: [...withToken] },
          grant_types: ['authorization_code', 'implicit'],
        },
      ],
    })
  })
  afterAll(() => server.close())

  const guide = () => expect.stringContaining(`${server.issuer}/moving-to-code`)
  const ask = async (clientId: string, response_type: string) => {
    const app = createApp(server.issuer, { clientId, redirectUri })
    const pkce = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' }
    const changes = { response_type, prompt: 'none', scope: 'openid', ...pkce }
    return answerOf(await app.ask(createVisitor(server.issuer), changes)).values
  }
  const register = async (metadata: object) => {
    const response = await fetch(`${server.issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ redirect_uris: [redirectUri], ...metadata }),
    })
    return (await response.json()) as Readonly<Record<string, string>>
  }

  it('are four', () => expect(withToken).toHaveLength(4))

  it.each(withToken)('is refused at /authorize with the way to code: %s', async (type) => {
    const values = await ask('usual', type)
    expect(values.get('error')).toBe('unauthorized_client')
    expect(values.get('error_description')).toEqual(guide())
  })

  it.each(withToken)('is refused at /par with the way to code: %s', async (response_type) => {
    const { status, body } = await call(`${server.issuer}/par`, {
      ...{ client_id: 'usual', redirect_uri: redirectUri, response_type },
      ...{ scope: 'openid', nonce: 'n', code_challenge_method: 'S256' },
      code_challenge: 'a'.repeat(43),
    })
    expect([status, body['error']]).toEqual([400, 'unauthorized_client'])
    expect(body['error_description']).toEqual(guide())
  })

  it.each(withToken)('is there for a client that the operator gives it: %s', async (type) => {
    expect((await ask('named', type)).get('error')).toBe('login_required')
  })

  it('is not what a client gets that registers without naming any', async () => {
    const { client_id: id = '', response_types: types } = await register({})
    expect(types).toEqual(['code'])
    for (const type of withToken) {
      const values = await ask(id, type)
      expect([type, values.get('error')]).toEqual([type, 'unauthorized_client'])
      expect(values.get('error_description')).toEqual(guide())
    }
  })

  it.each(withToken)('is there for a client that registers it by name: %s', async (type) => {
    const { client_id: id = '' } = await register({ response_types: [type] })
    expect((await ask(id, type)).get('error')).toBe('login_required')
  })

  it('is in the metadata when a client names it, and not otherwise', async () => {
    expect(await supported([usual])).toEqual(['code', 'id_token'])
    for (const type of withToken) {
      const known = await supported([usual, { ...usual, client_id: 'x', response_types: [type] }])
      expect(known.filter((one) => withToken.includes(one as never))).toEqual([type])
    }
  })
})

describe('in strict mode, backchannel_logout_uri', () => {
  it('is refused by /register where nothing would be posted to it (ASVS 1.3.6)', async () => {
    const server = await startServer({
      ...strict,
      ...{ registration: 'token', initial_access_token: token },
    })
    const register = (backchannel_logout_uri: string) =>
      fetch(`${server.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ redirect_uris: [redirectUri], backchannel_logout_uri }),
      })
    const refused = await register('http://localhost:5173/out')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      error: 'invalid_client_metadata',
      error_description: expect.stringContaining('in strict mode'),
    })
    expect((await register('https://app.example/out')).status).toBe(201)
    await server.close()
  })
})
