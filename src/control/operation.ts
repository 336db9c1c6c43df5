/**
 * What a call of the control API is: one row, which makes the route, the document of the API and the
 * call in process.
 *
 * @module
 */

import type { z } from 'zod'
import type { Control } from './control.ts'

/** What a call brings, judged. */
export interface Call<Body, Query> {
  /** The parameters of the path, by name. */
  readonly path: Readonly<Record<string, string>>
  readonly body: Body
  readonly query: Query
  /** Aborted when whoever calls is gone; undefined where that cannot be known. */
  readonly signal: AbortSignal | undefined
}

/** An answer that has no end of its own. */
export interface Stream {
  /** Tells what happens from now on, until it is stopped by what it answers. */
  open(tell: (message: StreamMessage) => void, ended: () => void): () => void
}

export interface StreamMessage {
  readonly event: string
  readonly id: string
  /** JSON. */
  readonly data: unknown
}

export interface Operation {
  /** Unique; also the `operationId` of the document. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the prefix, with `{name}` for a segment. */
  readonly path: string
  /** One sentence for the document. */
  readonly summary: string
  readonly body: z.ZodType | undefined
  readonly query: z.ZodType | undefined
  readonly answer: z.ZodType
  /** The status of a good answer. */
  readonly status: 200 | 201 | 204
  /** Whether it answers a {@link Stream}, of messages as `answer` says. */
  readonly streams: boolean
  run(control: Control, call: Call<unknown, unknown>): unknown
}

interface Row<Body extends z.ZodType, Query extends z.ZodType, Answer extends z.ZodType> {
  readonly name: string
  readonly method: Operation['method']
  readonly path: string
  readonly summary: string
  readonly body?: Body
  readonly query?: Query
  readonly answer: Answer
  readonly status?: Operation['status']
  run(
    control: Control,
    call: Call<z.output<Body>, z.output<Query>>,
  ): z.input<Answer> | Promise<z.input<Answer>>
}

export function operation<
  Body extends z.ZodType,
  Query extends z.ZodType,
  Answer extends z.ZodType,
>(row: Row<Body, Query, Answer>): Operation {
  return {
    ...row,
    body: row.body,
    query: row.query,
    status: row.status ?? 200,
    streams: false,
    // the call was judged by these very schemas
    run: (control, call) => row.run(control, call as Call<z.output<Body>, z.output<Query>>),
  }
}

interface StreamingRow<Query extends z.ZodType>
  extends Pick<Operation, 'name' | 'path' | 'summary' | 'answer'> {
  readonly query: Query
  run(control: Control, call: Call<unknown, z.output<Query>>): Stream
}

/** An operation that tells what happens (Server-Sent Events). */
export const streaming = <Query extends z.ZodType>(row: StreamingRow<Query>): Operation => ({
  ...row,
  ...{ method: 'GET', body: undefined, status: 200, streams: true },
  // the call was judged by this very schema
  run: (control, call) => row.run(control, call as Call<unknown, z.output<Query>>),
})
