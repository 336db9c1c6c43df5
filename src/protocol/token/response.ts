import { scopeTextOf } from '../scope.ts'

/** How an access token is presented: by whoever bears it, or with a proof of its key (RFC 9449 §5). */
export type TokenType = 'Bearer' | 'DPoP'

/** What the token endpoint answers (RFC 6749 §5.1, OIDC Core §3.1.3.3). */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: TokenType
  /** Seconds. */
  readonly expires_in: number
  readonly scope?: string
  readonly id_token?: string
  readonly refresh_token?: string
}

interface Given {
  readonly accessToken: string
  /** The thumbprint of the key that it is bound to. */
  readonly jkt: string | undefined
  readonly expiresIn: number
  readonly scope: ReadonlySet<string>
  readonly idToken?: string | undefined
  readonly refreshToken?: string | undefined
}

export const tokenResponse = (given: Given): TokenResponse => ({
  access_token: given.accessToken,
  token_type: given.jkt === undefined ? 'Bearer' : 'DPoP',
  expires_in: given.expiresIn,
  ...(given.scope.size > 0 && { scope: scopeTextOf(given.scope) }),
  ...(given.idToken !== undefined && { id_token: given.idToken }),
  ...(given.refreshToken !== undefined && { refresh_token: given.refreshToken }),
})
