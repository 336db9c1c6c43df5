/**
 * An exchange as the operations tell of it.
 *
 * @module
 */

export interface WrittenToken {
  readonly name: string
  readonly sentIn: 'request' | 'response'
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export interface WrittenVerdict {
  readonly ok: boolean
  readonly error?: string
  readonly rule?: string
  readonly citation?: string
  readonly sentence?: string
}

export interface WrittenExchange {
  readonly id: string
  /** Epoch milliseconds. */
  readonly time: number
  /** Milliseconds. */
  readonly took: number
  readonly endpoint: string
  readonly clientId?: string
  readonly user?: string
  readonly prompt: readonly string[]
  readonly responseType?: string
  readonly grantType?: string
  readonly login?: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly parameters: Readonly<Record<string, string | readonly string[]>>
    readonly repeated: readonly string[]
    readonly body?: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly mode?: string
    readonly parameters: Readonly<Record<string, unknown>>
  }
  readonly tokens: readonly WrittenToken[]
  readonly verdict: WrittenVerdict
  readonly events: readonly string[]
}
