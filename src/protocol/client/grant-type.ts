import { type ResponseType, returnsCode, returnsToken } from '../response/response-type.ts'

/** The grants that a client may use (RFC 7591 §2); `implicit` is one of the authorization endpoint alone. */
export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'implicit',
] as const

export type GrantType = (typeof grantTypes)[number]

/** The grants that a response type needs (OIDC Registration §2). */
export const neededGrantTypes = (type: ResponseType): readonly GrantType[] => [
  ...(returnsCode(type) ? (['authorization_code'] as const) : []),
  ...(returnsToken(type) ? (['implicit'] as const) : []),
]

/** Those of the token endpoint. */
export type TokenGrantType = Exclude<GrantType, 'implicit'>

export function parseTokenGrantType(value: string | undefined): TokenGrantType | undefined {
  const known = grantTypes.find((type) => type === value)
  return known === 'implicit' ? undefined : known
}
