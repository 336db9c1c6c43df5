/**
 * The corpora of hostile requests, as data.
 *
 * @module
 */

import { readFileSync } from 'node:fs'

export type Pairs = readonly (readonly [name: string, value: string])[]

export type Treatment =
  | 'error_page'
  | 'redirect_error'
  | 'form_post_error'
  | 'interaction'
  | 'success'
  | 'http_error'

export interface Expectation {
  readonly treatment: Treatment
  readonly status?: readonly number[] | number
  readonly error?: string
  readonly mode?: string | readonly string[]
  readonly redirect_uri?: string
  /** null: it must be absent. */
  readonly state?: string | null
  readonly page?: 'login' | 'consent' | 'select_account'
  readonly contains?: readonly string[]
  readonly body_not_contains?: readonly string[]
  readonly response_not_contains?: readonly string[]
  readonly no_headers?: readonly string[]
}

export interface AuthorizeCase {
  readonly id: string
  readonly category: string
  readonly why: string
  readonly params?: Pairs
  readonly raw_query?: string
  readonly method?: string
  readonly body?: Pairs
  readonly body_raw?: string
  readonly content_type?: string | null
  readonly headers?: Pairs
  readonly raw_request?: string
  readonly session?: SessionName
  readonly max_ms?: number
  readonly no_outbound?: boolean
  readonly log_not_contains?: readonly string[]
  readonly expect: Expectation
}

export type SessionName =
  | 'none'
  | 'alice'
  | 'alice+consent'
  | 'alice-1h-ago+consent'
  | 'disabled-user'
  | 'tampered'

export interface FixtureClient {
  readonly client_id: string
  readonly enabled?: boolean
  readonly application_type?: 'web' | 'native'
  readonly redirect_uris: readonly string[]
  readonly response_types?: readonly string[]
  readonly response_modes?: readonly string[]
  readonly scopes?: readonly string[]
}

interface AuthorizeCorpus {
  readonly fixture: {
    readonly clients: readonly FixtureClient[]
    readonly jwt_placeholders: Readonly<Record<string, string>>
  }
  readonly cases: readonly AuthorizeCase[]
}

export interface RedirectEntry {
  readonly id: string
  readonly category: string
  readonly value?: string
  readonly wire?: string
  readonly why: string
}

interface RedirectCorpus {
  readonly vectors: readonly {
    readonly name: string
    readonly params: Readonly<Record<string, string>>
    readonly session?: SessionName
  }[]
  readonly controls: readonly RedirectEntry[]
  readonly loopback_native: {
    readonly client: FixtureClient
    readonly accept: readonly string[]
    readonly reject: readonly string[]
  }
  readonly entries: readonly RedirectEntry[]
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../corpus/${name}.json`, import.meta.url), 'utf8'))

// The two files are ours; a test of the harness fails when a row lacks what it needs.
export const authorizeCorpus = read('authorize') as AuthorizeCorpus
export const redirectCorpus = read('redirect-uri') as RedirectCorpus
