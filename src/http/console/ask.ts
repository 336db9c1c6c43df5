/**
 * The operations of the control plane, as the console asks for them: whatever a page does, a test can
 * do by the same call.
 *
 * @module
 */

import { serverPaths } from '../../protocol/paths.ts'
import type { Operations } from '../control/control.ts'
import type { Messages } from '../control/event-stream.ts'
import type { Realm } from '../realm.ts'

/** What was wrong, in words that a page can show. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly message: string
  /** What is wrong with which member of the body; empty where it is not one of them. */
  readonly faults: readonly { readonly member: string; readonly problem: string }[]
}

export type Asked<Answer> = { readonly kind: 'done'; readonly answer: Answer } | Refused

/** Each part of the path is encoded; it lies below the realm. */
export type Ask = <Answer>(
  realm: Realm,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: readonly string[],
  given?: { readonly body?: unknown; readonly query?: Readonly<Record<string, string>> },
) => Promise<Asked<Answer>>

export function createAsk({ call }: Operations): Ask {
  const { signal } = new AbortController()
  return async <Answer>(
    { id }: Realm,
    method: string,
    path: readonly string[],
    { body, query = {} }: { readonly body?: unknown; readonly query?: Record<string, string> } = {},
  ): Promise<Asked<Answer>> => {
    const below = path.map((part) => `/${encodeURIComponent(part)}`).join('')
    const target = `${serverPaths.realms}/${encodeURIComponent(id)}${below}`
    const answer = await call({ method, path: target, query, body, signal })
    // the operation says what it answers
    if (answer.status < 300) return { kind: 'done', answer: answer.body as Answer }
    const { message = '', faults = [] } = (answer.body ?? {}) as Partial<Refused>
    return { kind: 'refused', status: answer.status, message, faults }
  }
}

/** What the exchanges of a realm tell while they happen; undefined where too many listen. */
export type Listen = (realm: Realm) => Promise<Messages | undefined>

export function createListen({ call }: Operations): Listen {
  return async ({ id }) => {
    const path = `${serverPaths.realms}/${encodeURIComponent(id)}/events`
    const { signal } = new AbortController()
    const query = { event: 'exchange' }
    return (await call({ method: 'GET', path, query, body: undefined, signal })).stream
  }
}
