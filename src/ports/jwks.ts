/** The public half of the signing keys. */
export interface Jwks {
  /** The JWK Set (RFC 7517 §5) as JSON text: public members only. Settles when keys are ready. */
  publicKeys(): Promise<string>
}
