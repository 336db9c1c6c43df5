import { describe, expect, it } from 'vitest'
import type { TokenRequest } from '../../../src/protocol/token/request.ts'
import { sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { challengeFor, newVerifier } from '../../support/code-flow.ts'
import { claimsOf, completed, createFlows, type Flows } from '../../support/flows.ts'

const clients = [
  aClient({
    responseTypes: ['code'],
    grantTypes: ['authorization_code', 'refresh_token'],
    refresh: { always: true, endsWithSession: false, grace: 0 },
  }),
]

const requestOf = (form: Readonly<Record<string, string>>): TokenRequest => ({
  authorization: undefined,
  form: sentParameters(form),
  query: sentParameters({}),
  proofs: [],
  address: '127.0.0.1',
})

async function redemptionIn(flows: Flows) {
  const verifier = newVerifier()
  const changes = {
    ...{ response_type: 'code', nonce: undefined, prompt: 'login' },
    ...{ code_challenge: challengeFor(verifier), code_challenge_method: 'S256' },
  }
  const { answer } = await completed(flows, 'alice', { changes })
  return requestOf({
    grant_type: 'authorization_code',
    client_id: 'spa',
    redirect_uri: 'https://app.example/callback',
    code: answer['code'] ?? '',
    code_verifier: verifier,
  })
}

/** What comes of many uses at the same moment: the answers that gave tokens. */
async function atOnce(flows: Flows, request: TokenRequest, times = 100) {
  const settled = await Promise.allSettled(
    Array.from({ length: times }, () => flows.token(request)),
  )
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.error] : []))
  expect(new Set(refusals)).toEqual(new Set(['invalid_grant']))
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

describe('of a hundred uses at the same moment', () => {
  it('one gets tokens for a code, two hundred times in a row, and they are void (RFC 6749 §4.1.2)', async () => {
    const flows = createFlows({ clients })
    for (let round = 0; round < 200; round += 1) {
      const given = await atOnce(flows, await redemptionIn(flows))
      expect(given).toHaveLength(1)
      const { jti } = claimsOf(given[0]?.access_token) as { jti: string }
      expect(await flows.revokedTokens.find(jti)).toBe(true)
    }
  })

  it('one gets tokens for a refresh token, two hundred times in a row (RFC 9700 §4.14.2)', async () => {
    const flows = createFlows({ clients })
    for (let round = 0; round < 200; round += 1) {
      const first = await flows.token(await redemptionIn(flows))
      const refresh_token = first.refresh_token ?? ''
      const request = requestOf({ grant_type: 'refresh_token', client_id: 'spa', refresh_token })
      const given = await atOnce(flows, request)
      expect(given).toHaveLength(1)
      const next = requestOf({
        ...{ grant_type: 'refresh_token', client_id: 'spa' },
        refresh_token: given[0]?.refresh_token ?? '',
      })
      await expect(flows.token(next)).rejects.toMatchObject({ error: 'invalid_grant' })
      for (const { access_token } of [first, ...given]) {
        const { jti } = claimsOf(access_token) as { jti: string }
        expect(await flows.revokedTokens.find(jti)).toBe(true)
      }
    }
  })

  it('all get tokens within the grace of their client, each a refresh token that works', async () => {
    const [client] = clients
    if (client === undefined) throw new Error('there is one')
    const graceful = { ...client, refresh: { ...client.refresh, grace: 10 } }
    const flows = createFlows({ clients: [graceful] })
    const { refresh_token = '' } = await flows.token(await redemptionIn(flows))
    const request = requestOf({ grant_type: 'refresh_token', client_id: 'spa', refresh_token })
    const given = await Promise.all([flows.token(request), flows.token(request)])
    for (const { refresh_token: next = '' } of given) {
      const again = requestOf({
        ...{ grant_type: 'refresh_token', client_id: 'spa' },
        refresh_token: next,
      })
      expect((await flows.token(again)).token_type).toBe('Bearer')
    }
    flows.clock.time += 10
    await expect(flows.token(request)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
