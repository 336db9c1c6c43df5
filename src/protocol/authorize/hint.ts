/**
 * What a reader of ID Tokens makes of an `id_token_hint` (OIDC Core §3.1.2.1).
 *
 * @module
 */

export type HintReading =
  /** Signed by this server for its own issuer; it may have expired. */
  | {
      readonly kind: 'verified'
      readonly sub: string
      readonly aud: string
      readonly sid: string | undefined
    }
  /** Well-formed and for this issuer, but signed with a key that is not known (any more). */
  | { readonly kind: 'stale' }
  /** Not an ID Token of this server. */
  | { readonly kind: 'invalid' }
