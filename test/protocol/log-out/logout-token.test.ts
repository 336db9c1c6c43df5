import { expect, it } from 'vitest'
import { logoutTokenClaims } from '../../../src/protocol/log-out/logout-token.ts'

it('a logout token says who, whose session and what for, shortly, and has no nonce (OIDC Back-Channel Logout §2.4)', () => {
  const session = { sub: 'alice', sid: 'a-session' }
  const claims = logoutTokenClaims({ session, clientId: 'spa', jti: 'j', now: 1_800_000_000 })
  expect(claims).toStrictEqual({
    sub: 'alice',
    aud: 'spa',
    iat: 1_800_000_000,
    exp: 1_800_000_120,
    jti: 'j',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    sid: 'a-session',
  })
})
