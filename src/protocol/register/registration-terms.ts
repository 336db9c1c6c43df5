/** Who may register clients (RFC 7591 §3): nobody, anybody, or who has the initial access token. */
export type RegistrationTerms =
  | { readonly kind: 'off' }
  | { readonly kind: 'open' }
  /** `tokenHash`: see `hashOf`. */
  | { readonly kind: 'token'; readonly tokenHash: string }
