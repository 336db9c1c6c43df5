/**
 * An exchange: one request and its answer, as plain data without secrets.
 *
 * @module
 */

/** Parameters by name; several values where a parameter may repeat. */
export type SentParameters = Readonly<Record<string, string | readonly string[]>>

export type SentHeaders = Readonly<Record<string, string>>

/** What a request asks. */
export interface Asked {
  /** `x` and a number that grows; unique in its realm. */
  readonly id: string
  /** When it came, by the clock of the realm: epoch milliseconds. */
  readonly time: number
  /** Whether a browser navigates (pages, redirects) or a program calls. */
  readonly channel: 'front' | 'back'
  /** Such as `authorize`, `token` or `userinfo`: see {@link nameOfEndpoint}. */
  readonly endpoint: string
  readonly clientId: string | undefined
  readonly loginHint: string | undefined
  /** Empty where none was sent. */
  readonly prompt: readonly string[]
  readonly responseType: string | undefined
  readonly grantType: string | undefined
  readonly request: {
    readonly method: string
    /** Path and query, with secrets blackened. */
    readonly url: string
    readonly headers: SentHeaders
    /** Of query and form. One that was sent twice, and must not be, is in `repeated` alone. */
    readonly parameters: SentParameters
    readonly repeated: readonly string[]
    /** A body of JSON. */
    readonly body: unknown
  }
}

export type AnswerMode =
  | 'query'
  | 'fragment'
  | 'form_post'
  | 'web_message'
  | 'json'
  | 'jwt'
  | string

export interface Reply {
  /** HTTP; 0 where the connection ended without an answer. */
  readonly status: number
  readonly headers: SentHeaders
  /** How the parameters travel; undefined for pages and documents. */
  readonly mode: AnswerMode | undefined
  readonly parameters: Readonly<Record<string, unknown>>
}

/** A JWT that was sent, in either direction, as whoever receives it can read it. Not verified. */
export interface SeenToken {
  /** The parameter or the header that it came in. */
  readonly name: string
  readonly sentIn: 'request' | 'response'
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** What the rules say. */
export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** The code that its client was told; undefined where there is none. */
      readonly error: string | undefined
      /** Such as `The request must send nonce when it asks for an ID Token.` */
      readonly rule: string
      /** Such as `OIDC Core §3.2.2.1`; undefined where no specification says it. */
      readonly citation: string | undefined
      /** Such as `refused: must send nonce when it asks for an ID Token, OIDC Core §3.2.2.1`. */
      readonly sentence: string
    }

/** What exchanges are looked for by: it is known without reading the rest. */
export interface Gist extends Omit<Asked, 'request'> {
  /** The `sub` of whom it is about. */
  readonly user: string | undefined
  readonly isRefused: boolean
}

export interface Exchange extends Asked {
  /** Milliseconds of the machine. */
  readonly took: number
  /** The `sub` of whom it is about. */
  readonly user: string | undefined
  readonly response: Reply
  readonly tokens: readonly SeenToken[]
  readonly verdict: Verdict
  /** Those that a test has planned and that it has met, by their ids. */
  readonly faults: readonly string[]
  /** What happened meanwhile, by the names that the log has for it. */
  readonly events: readonly string[]
}

/** With its place among the others. */
export interface ShownExchange extends Exchange {
  /** The same for every exchange of one login: authorize, token, refresh, userinfo, renewal, logout. */
  readonly login: string | undefined
}
