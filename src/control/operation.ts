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
    // the call was judged by these very schemas
    run: (control, call) => row.run(control, call as Call<z.output<Body>, z.output<Query>>),
  }
}
