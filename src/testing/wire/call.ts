/**
 * How a realm handle reaches its server: in the same process, or over HTTP.
 *
 * @module
 */

/** Answers the JSON of a good answer. Rejects with {@link ControlCallError}. */
export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  /** Below `/_control/v1`, with its query. */
  path: string,
  body?: unknown,
) => Promise<unknown>

/** Hears what a stream of events tells, JSON, until it is ended. */
export type Listen = (
  /** Below `/_control/v1`, with its query. */
  path: string,
  hear: (data: unknown) => void,
) => Listening

/** Ends it. `ready` resolves once whatever happens is heard. */
export interface Listening {
  (): void
  readonly ready: Promise<void>
}

/** What a call was refused with. */
export class ControlCallError extends Error {
  override readonly name = 'ControlCallError'
  /** The HTTP status. */
  readonly status: number
  /** The whole answer: `error`, `message`, `member` and what else there is. */
  readonly answer: Readonly<Record<string, unknown>>

  constructor(call: string, status: number, answer: unknown) {
    const told = Object(answer) as Readonly<Record<string, unknown>>
    super(`${call}: ${told['message'] ?? `the server answered ${status}`}`)
    this.status = status
    this.answer = told
  }
}

/** JSON both ways, so that what works in process works over HTTP. */
export const asJson = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))

/** One segment of a path. */
export const segment = (text: string): string => encodeURIComponent(text)

/** A query of what is there. */
export function queryOf(members: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(members).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
