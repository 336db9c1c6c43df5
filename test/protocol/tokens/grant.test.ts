import { describe, expect, it } from 'vitest'
import { grantOf, keptGrant } from '../../../src/protocol/tokens/grant.ts'
import { anAuthorizeRequest } from '../../support/authorize-requests.ts'

const now = 1_800_000_000
const login = { sub: 'alice', sid: 'sid-1', authTime: now - 60 }

const claims = {
  idToken: new Set(['name']),
  userinfo: new Set(['email']),
  accessToken: new Set(['role']),
  acrValues: ['urn:a'],
  sub: undefined,
}
const request = anAuthorizeRequest({ claims, acrValues: ['urn:a'], audience: ['a', 'b'] })
const kept = keptGrant({ request, redirectUri: 'https://app.example/cb', login, now })

describe('a grant that is kept', () => {
  it('is plain data, with the login that it was given in', () => {
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept)
    expect(kept).toMatchObject({ ...login, clientId: 'spa', grantedAt: now })
  })

  it('is the same grant when it is taken out again', () => {
    const { client, responseType, scope, audience, nonce, acrValues } = request
    const given = { client, responseType, scope, audience, claims, nonce, acrValues }
    expect(grantOf(kept, client)).toEqual(given)
  })
})
