/**
 * Scopes: their syntax, and what each one means.
 *
 * @module
 */

/** Where claims about a user may go. */
export const claimsTargets = ['access_token', 'id_token', 'userinfo'] as const

export type ClaimsTarget = (typeof claimsTargets)[number]

/** A scope that this server knows, with the claims that it opens (OIDC Core §5.4). */
export interface ScopeDefinition {
  readonly name: string
  /** Completes "This app will be able to …" on the consent page. */
  readonly words: string
  readonly claims: readonly string[]
  /** Left out: userinfo, and an ID Token that comes without an access token (OIDC Core §5.4). */
  readonly claimsIn?: readonly ClaimsTarget[]
}

/** The scopes of OpenID Connect (OIDC Core §5.4, §11). */
export const standardScopes: readonly ScopeDefinition[] = [
  { name: 'openid', words: 'know who you are: your user identifier', claims: ['sub'] },
  {
    name: 'profile',
    words:
      'see your profile: your name, nickname, picture, birthday, gender, time zone and language',
    claims: [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
    ],
  },
  { name: 'email', words: 'see your e-mail address', claims: ['email', 'email_verified'] },
  { name: 'address', words: 'see your postal address', claims: ['address'] },
  {
    name: 'phone',
    words: 'see your phone number',
    claims: ['phone_number', 'phone_number_verified'],
  },
  { name: 'offline_access', words: 'keep access while you are away', claims: [] },
]

const scopeSyntax = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** Whether every character of a scope value is one that RFC 6749 §3.3 allows. */
export function isScopeSyntax(value: string): boolean {
  return scopeSyntax.test(value)
}

/** Whether `value` is one scope: at least one character, no space (RFC 6749 §3.3). */
export function isScopeToken(value: string): boolean {
  return value.length > 0 && value.length <= 256 && !value.includes(' ') && isScopeSyntax(value)
}

const texts = new WeakMap<ReadonlySet<string>, string>()

/** Scopes as one text (RFC 6749 §3.3). That of a set is made once: tokens that are kept share it. */
export function scopeTextOf(scopes: ReadonlySet<string>): string {
  const known = texts.get(scopes)
  if (known !== undefined) return known
  const text = [...scopes].join(' ')
  texts.set(scopes, text)
  return text
}
