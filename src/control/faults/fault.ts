/**
 * What may go wrong on order.
 *
 * @module
 */

import type { Defect } from './defects.ts'

/** Plain data with the members of one kind. */
export interface Fault {
  /** The error code that is answered. */
  readonly oauthError?: string | undefined
  readonly description?: string | undefined
  readonly status?: number | undefined
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds of the machine. */
  readonly delay?: number | undefined
  readonly hang?: true | undefined
  readonly reset?: true | undefined
  readonly malformed?: Malformed | undefined
  readonly tokens?: Defect | undefined
  /** Which tokens; both when left out. */
  readonly of?: 'id_token' | 'access_token' | undefined
  readonly params?: ParamsChange | undefined
  readonly cors?: 'omit' | undefined
  readonly frame?: 'deny' | undefined
  readonly cookies?: 'third-party-blocked' | undefined
}

export const malformations = ['json', 'html', 'truncated', 'empty'] as const

export type Malformed = (typeof malformations)[number]

/** Changes of the parameters of an answer, or of the members of one in JSON. */
export interface ParamsChange {
  readonly drop?: readonly string[] | undefined
  /** Those of the authorization answer that come twice, with one value. */
  readonly repeat?: readonly string[] | undefined
  /** A list makes a parameter that comes more than once. */
  readonly set?: Readonly<Record<string, unknown>> | undefined
  /** How the answer of the authorization endpoint travels, whatever was asked for. */
  readonly mode?: 'query' | 'fragment' | 'form_post' | undefined
}

export const faultKinds = [
  'oauthError',
  'status',
  'delay',
  'hang',
  'reset',
  'malformed',
  'tokens',
  'params',
  'cors',
  'frame',
  'cookies',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** The kinds that a fault has members of; a sound one has one. */
export const kindsOf = (fault: Fault): readonly FaultKind[] =>
  faultKinds.filter((kind) => fault[kind] !== undefined)
