/**
 * Which trace a request belongs to, for the log and for whoever collects traces; no flow knows it.
 *
 * @module
 */

import type { TraceContext } from '../protocol/trace-context.ts'

export interface TracedRequest {
  readonly method: string
  /** The pattern of its route below its realm; undefined where none takes it. */
  readonly route: string | undefined
  readonly realm: string
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request while it is under way. */
export interface Traced {
  /** Runs what belongs to it. */
  run(work: () => void): void
  /** Status 0 where the connection ended first. */
  ended(status: number): void
}

export interface Traces {
  /** Undefined for a request that belongs to no trace, which nobody has to describe. */
  begin(headers: RequestHeaders, describe: () => TracedRequest): Traced | undefined
  /** The trace of what is running now. */
  current(): TraceContext | undefined
}
