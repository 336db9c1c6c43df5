import type { Session } from '../session/session.ts'

/** The claims of a logout token, but for `iss`, which the signer adds (OIDC Back-Channel Logout §2.4). */
export interface LogoutTokenClaims {
  readonly sub: string
  readonly aud: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly events: { readonly [backChannelLogout]: object }
  readonly sid: string
}

const backChannelLogout = 'http://schemas.openid.net/event/backchannel-logout'

/** Seconds: as long as all tries take, and a clock may be wrong. */
const lifetime = 120

interface Inputs {
  readonly session: Pick<Session, 'sub' | 'sid'>
  readonly clientId: string
  readonly jti: string
  readonly now: number
}

/** It has no `nonce`, so that it can never pass for an ID Token. */
export const logoutTokenClaims = ({ session, clientId, jti, now }: Inputs): LogoutTokenClaims => ({
  sub: session.sub,
  aud: clientId,
  iat: now,
  exp: now + lifetime,
  jti,
  events: { [backChannelLogout]: {} },
  sid: session.sid,
})
