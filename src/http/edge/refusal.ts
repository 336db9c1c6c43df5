/**
 * What HTTP refuses by itself, as it is told to the log: nothing that the request sent, but words of
 * its path and a host name.
 *
 * @module
 */
import type { FastifyRequest } from 'fastify'
import type { Citation } from '../../protocol/spec.ts'
import { pathOf } from './forms.ts'
import { realmIdIn } from './start-link.ts'

export interface HttpRefusal {
  readonly status: number
  readonly method: string
  /** As {@link wordsOfPath} or the route has it. */
  readonly path: string
  /** The id of the realm that was asked, be it there or not; undefined before one is looked for. */
  readonly realm: string | undefined
  /** The code that the caller was told, where it speaks JSON. */
  readonly error: string | undefined
  readonly rule: string
  readonly cites: Citation | undefined
  /** The Host that was asked for, when that was the fault. */
  readonly host: string | undefined
  /** What the store said, when it is away. */
  readonly why: string | undefined
}

export type ReportRefusal = (refusal: HttpRefusal) => void

type Why = Pick<HttpRefusal, 'status' | 'rule'> & Partial<HttpRefusal>

/** What is refused before a route is found. */
export function earlyRefusal(
  {
    method = '',
    url = '',
  }: { readonly method?: string | undefined; readonly url?: string | undefined },
  why: Why,
): HttpRefusal {
  const path = wordsOfPath(pathOf(url))
  return { ...nothing, method, path, ...why }
}

/** What a route refuses, or the router itself. */
export function refusalOf(request: FastifyRequest, why: Why): HttpRefusal {
  const realm = realmIdIn(request.raw.url ?? '') ?? 'default'
  return { ...nothing, realm, method: request.method, path: shownPath(request), ...why }
}

const nothing = {
  realm: undefined,
  error: undefined,
  cites: undefined,
  host: undefined,
  why: undefined,
}

/**
 * The path of a request as a log may hold it: that of its route, so that the id of a step, which is a
 * secret, shows as `:id`; words alone where there is no route.
 */
export function shownPath(request: FastifyRequest): string {
  const { url } = request.routeOptions
  if (url === undefined || request.is404) return wordsOfPath(pathOf(request.raw.url ?? ''))
  // the router fills in the parameters that the path names
  const { realm } = (request.params ?? {}) as { readonly realm?: string }
  return realm === undefined ? url : url.replace(':realm', word.test(realm) ? realm : unknown)
}

/** `authorize`, `.well-known`, `jwks.json`, `oauth2`, `worker-1`. */
const word = /^\.?[a-z]{0,20}\d{0,2}(?:[._-](?:[a-z]{1,20}\d{0,2}|\d{1,3})){0,4}$/
const unknown = '…'
const mostSegments = 8

/** Segments that are no plain words, as a token in the wrong place is none, are left out. */
export function wordsOfPath(path: string): string {
  const segments = path.split('/').slice(0, mostSegments)
  return segments.map((segment) => (word.test(segment) ? segment : unknown)).join('/')
}
