/** What the token endpoint answers (RFC 6749 §5.1, OIDC Core §3.1.3.3). */
export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds. */
  readonly expires_in: number
  readonly scope?: string
  readonly id_token?: string
  readonly refresh_token?: string
}

interface Given {
  readonly accessToken: string
  readonly expiresIn: number
  readonly scope: ReadonlySet<string>
  readonly idToken?: string | undefined
  readonly refreshToken?: string | undefined
}

export const tokenResponse = (given: Given): TokenResponse => ({
  access_token: given.accessToken,
  token_type: 'Bearer',
  expires_in: given.expiresIn,
  ...(given.scope.size > 0 && { scope: [...given.scope].join(' ') }),
  ...(given.idToken !== undefined && { id_token: given.idToken }),
  ...(given.refreshToken !== undefined && { refresh_token: given.refreshToken }),
})
