/**
 * How the tokens of an app look to the APIs that read them: whom they are for, and what they carry.
 *
 * @module
 */

/** `at+jwt` says what it is (RFC 9068 §2.1); `JWT` is for APIs whose libraries refuse that. */
export const accessTokenTyps = ['at+jwt', 'JWT'] as const

export type AccessTokenTyp = (typeof accessTokenTyps)[number]

export interface TokenShape {
  /** Whom access tokens may be for; the first is the usual one. None named: the issuer. */
  readonly audiences: readonly string[]
  readonly accessTokenTyp: AccessTokenTyp
  /** Claims of the user that every access token carries, whatever its scopes open. */
  readonly accessTokenClaims: readonly string[]
  /** The same for ID Tokens: as if each request asked for them by `claims` (OIDC Core §5.5). */
  readonly idTokenClaims: readonly string[]
}

export const usualShape: TokenShape = {
  audiences: [],
  accessTokenTyp: 'at+jwt',
  accessTokenClaims: [],
  idTokenClaims: [],
}

/** What a client says of its tokens goes before what its realm says. */
export function shapeOf(
  { tokenShape }: { readonly tokenShape: Partial<TokenShape> },
  ofRealm: TokenShape,
): TokenShape {
  return {
    audiences: tokenShape.audiences ?? ofRealm.audiences,
    accessTokenTyp: tokenShape.accessTokenTyp ?? ofRealm.accessTokenTyp,
    accessTokenClaims: tokenShape.accessTokenClaims ?? ofRealm.accessTokenClaims,
    idTokenClaims: tokenShape.idTokenClaims ?? ofRealm.idTokenClaims,
  }
}
