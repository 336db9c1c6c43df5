/**
 * One call of the control API, from the process or over HTTP: finds its operation, judges what it
 * brings and runs it.
 *
 * @module
 */

import { decodeComponent } from '../../protocol/parameters.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { judged } from '../judged/judge.ts'
import type { Operation, Stream } from '../operation.ts'
import { operations } from '../operations.ts'
import { openApiOf } from './open-api.ts'

export interface ControlRequest {
  readonly method: string
  /** Below the prefix. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Undefined where none was sent. */
  readonly body: unknown
  /** Aborted when whoever calls is gone. */
  readonly signal?: AbortSignal
}

export interface ControlAnswer {
  readonly status: number
  /** JSON; undefined where there is none. */
  readonly body: unknown
  readonly allow?: string
  /** In the place of a body. */
  readonly stream?: Stream
}

export type Dispatch = (request: ControlRequest) => Promise<ControlAnswer>

export function createDispatch(control: Control): Dispatch {
  const document = openApiOf(operations, control.version)
  return async (request) => {
    if (request.path === '/openapi.json' && request.method === 'GET') {
      return { status: 200, body: document() }
    }
    const found = find(request)
    if (found.operation === undefined) return unknown(request, found.methods)
    try {
      return await answer(control, found.operation, found.path, request)
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      const { status, message, member, details } = error
      return { status, body: { error: codes[status], message, member, ...details } }
    }
  }
}

const codes: Readonly<Record<ControlError['status'], string>> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  409: 'conflict',
  507: 'insufficient_storage',
}

async function answer(
  control: Control,
  operation: Operation,
  path: Readonly<Record<string, string>>,
  request: ControlRequest,
): Promise<ControlAnswer> {
  mustBePlain(request.body)
  mustBePlain(request.query)
  const body = operation.body && judged(operation.body, request.body, 'the body')
  const query = operation.query && judged(operation.query, request.query, 'the query')
  const { signal } = request
  const { r } = path
  if (r !== undefined) {
    await control.meetReplicas?.(r)
    if (control.realms().some(({ id }) => id === r)) await control.recorder.sync(r)
  }
  const result = await operation.run(control, { path, body, query, signal })
  if (operation.streams) return { status: 200, body: undefined, stream: result as Stream }
  return { status: operation.status, body: operation.status === 204 ? undefined : result }
}

/** Members within members; what a test sends has five or six. */
const deepest = 64

/**
 * Schemas leave a member `__proto__` out without a word, and what is nested without end ends whoever
 * reads it.
 */
function mustBePlain(data: unknown, path: readonly string[] = []): void {
  if (typeof data !== 'object' || data === null) return
  if (path.length > deepest) {
    throw new ControlError(400, `${path[0]}: must not be nested deeper than ${deepest}`, path[0])
  }
  for (const [name, member] of Object.entries(data)) {
    const at = [...path, name]
    if (name === '__proto__')
      throw new ControlError(400, `${at.join('.')}: is not taken`, at.join('.'))
    mustBePlain(member, at)
  }
}

interface Pattern {
  readonly operation: Operation
  readonly pattern: RegExp
  readonly names: readonly string[]
}

const patterns: readonly Pattern[] = operations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll('.', '[.]').replace(/\{\w+\}/g, '([^/]+)')}$`),
  names: [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
}))

interface Found {
  readonly operation: Operation | undefined
  readonly path: Readonly<Record<string, string>>
  /** Those that the path takes. */
  readonly methods: readonly string[]
}

/** A path with fewer parameters goes before one that they would make alike. */
function find({ method, path }: ControlRequest): Found {
  const all = patterns.filter(({ pattern }) => pattern.test(path))
  const fewest = Math.min(...all.map(({ names }) => names.length))
  const meant = all.filter(({ names }) => names.length === fewest)
  const methods = meant.map(({ operation }) => operation.method)
  const one = meant.find(({ operation }) => operation.method === method)
  const [, ...segments] = one?.pattern.exec(path) ?? []
  const values = segments.map((segment, index) => [one?.names[index], decoded(segment)])
  return { operation: one?.operation, path: Object.fromEntries(values), methods }
}

/** A plus sign stands for a space in forms, and for itself in a path (RFC 3986 §3.3). */
const decoded = (segment: string): string =>
  decodeComponent(segment.replaceAll('+', '%2B')) ?? segment

function unknown({ method, path }: ControlRequest, methods: readonly string[]): ControlAnswer {
  if (methods.length === 0) {
    return { status: 404, body: { error: codes[404], message: `There is no ${path} here.` } }
  }
  const allow = [...new Set(methods)].sort().join(', ')
  const message = `${path} takes ${allow}, not ${method}.`
  return { status: 405, allow, body: { error: codes[405], message } }
}
