/** Unguessable names. */
export interface Entropy {
  /** 256 random bits in base64url: for what a bearer may use (sessions, opaque tokens, CSRF). */
  secret(): string
  /** 128 random bits in base64url: for what must be unique (jti, sid, interactions). */
  id(): string
}
