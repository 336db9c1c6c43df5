import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { aClient } from '../../support/clients.ts'
import { claimsOf, completed, createFlows, issuer } from '../../support/flows.ts'

const answerTo = async (changes = {}, client = aClient()) =>
  (await completed(createFlows({ clients: [client] }), 'alice', { changes })).answer

describe('what is issued', () => {
  it.each([
    [
      'token',
      ['access_token', 'token_type', 'expires_in', 'scope', 'session_state', 'state', 'iss'],
    ],
    ['id_token', ['id_token', 'session_state', 'state', 'iss']],
    [
      'id_token token',
      [
        'access_token',
        'token_type',
        'expires_in',
        'scope',
        'id_token',
        'session_state',
        'state',
        'iss',
      ],
    ],
  ])('for %s is %j and no more (RFC 6749 §4.2.2)', async (response_type, names) => {
    expect(Object.keys(await answerTo({ response_type }))).toEqual(names)
  })

  it('binds the two tokens together (OIDC Core §3.2.2.9)', async () => {
    const answer = await answerTo()
    const digest = createHash('sha256')
      .update(answer['access_token'] ?? '')
      .digest()
    expect(claimsOf(answer['id_token'])['at_hash']).toBe(
      digest.subarray(0, 16).toString('base64url'),
    )
    const alone = await answerTo({ response_type: 'id_token' })
    expect(claimsOf(alone['id_token'])).not.toHaveProperty('at_hash')
  })

  it('has the scope that was granted, and never offline_access (OIDC Core §11)', async () => {
    const answer = await answerTo({ scope: 'openid offline_access nope' })
    expect(answer['scope']).toBe('openid')
    expect(claimsOf(answer['access_token'])['scope']).toBe('openid')
    expect(answer).not.toHaveProperty('refresh_token')
  })

  it('says its lifetime in seconds, as the token does', async () => {
    const answer = await answerTo()
    const { iat, exp } = claimsOf(answer['access_token']) as { iat: number; exp: number }
    expect(answer['expires_in']).toBe('3600')
    expect(exp - iat).toBe(3600)
    expect(claimsOf(answer['access_token'])).toMatchObject({ aud: issuer, client_id: 'spa' })
  })

  it('says how long its ID Token lasts, which is less (OIDC Core §2)', async () => {
    const { iat, exp } = claimsOf((await answerTo())['id_token']) as { iat: number; exp: number }
    expect(exp - iat).toBe(300)
  })

  it('signs its ID Token as its client has registered (OIDC Registration §2)', async () => {
    for (const idTokenAlg of ['RS256', 'ES256', 'EdDSA'] as const) {
      const answer = await answerTo({}, aClient({ idTokenAlg }))
      expect(answer['id_token']?.split('.').at(-1)).toBe(idTokenAlg)
    }
  })

  it('binds an ID Token to the code beside it (OIDC Core §3.3.2.11)', async () => {
    const hybrid = aClient({
      responseTypes: ['code id_token', 'code id_token token'],
      requirePkce: false,
    })
    const digestIn = (text = '') =>
      createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
    for (const response_type of ['code id_token', 'code id_token token']) {
      const answer = await answerTo({ response_type }, hybrid)
      expect(claimsOf(answer['id_token'])['c_hash']).toBe(digestIn(answer['code']))
    }
  })

  it('has a jti of its own each time', async () => {
    const ids = await Promise.all([answerTo(), answerTo()])
    const [one, two] = ids.map((answer) => claimsOf(answer['access_token'])['jti'])
    expect(one).not.toBe(two)
    expect(String(one)).toMatch(/^[\w-]{22}$/)
  })

  it('as an opaque token is 256 random bits', async () => {
    const answer = await answerTo({}, aClient({ accessTokenFormat: 'opaque' }))
    expect(answer['access_token']).toMatch(/^[\w-]{43}$/)
  })

  it('copies the nonce unaltered (OIDC Core §3.2.2.10)', async () => {
    const nonce = '  "ä" \\ + %20 <n> '
    expect(claimsOf((await answerTo({ nonce }))['id_token'])['nonce']).toBe(nonce)
  })
})
