/**
 * Request objects by value: a request, or a part of one, as a JWT of its client (OIDC Core §6.1,
 * RFC 9101).
 *
 * @module
 */

import type { Parameters } from '../parameters.ts'
import { knownParameters } from './rules/request-rules.ts'

type Claims = Readonly<Record<string, unknown>>

/** What can be said of a request object before anything about it is believed. */
export type RequestObject =
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'read'
      readonly jwt: string
      /** What its header says; undefined when it says nothing. */
      readonly alg: string | undefined
      readonly hasSignature: boolean
      readonly claims: Claims
      /** The parameters in it; undefined when one of them has no value that a parameter may have. */
      readonly parameters: Parameters | undefined
    }

/** Characters: a request object that is longer is not looked at. */
export const requestObjectLimit = 16_384

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]*$/

const unreadable: RequestObject = { kind: 'unreadable' }

/**
 * The request object of a request; undefined when it sends none. Beside `request_uri` it is not looked
 * at, for a request with both is refused.
 */
export function readRequestObject({ values }: Parameters): RequestObject | undefined {
  const jwt = values.get('request')
  if (jwt === undefined || values.has('request_uri')) return undefined
  if (jwt.length > requestObjectLimit || !compactForm.test(jwt)) return unreadable
  const [headerPart = '', payloadPart = '', signaturePart = ''] = jwt.split('.')
  const header = objectIn(headerPart)
  const claims = objectIn(payloadPart)
  if (header === undefined || claims === undefined || 'crit' in header) return unreadable
  const { alg } = header
  return {
    kind: 'read',
    jwt,
    alg: typeof alg === 'string' ? alg : undefined,
    hasSignature: signaturePart !== '',
    claims,
    parameters: parametersIn(claims),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function objectIn(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Claims) : undefined
  } catch {
    return undefined
  }
}

/** Members that mean something beside a request are judged, and are no parameters of it. */
const readable: ReadonlySet<string> = new Set(
  knownParameters.filter((name) => name !== 'request' && name !== 'request_uri'),
)

function parametersIn(claims: Claims): Parameters | undefined {
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(claims)) {
    if (!readable.has(name)) continue
    const text = textOf(name, value)
    if (text === undefined) return undefined
    if (text !== '') values.set(name, text)
  }
  const resources = [claims['resource'] ?? []].flat()
  if (!resources.every(isText)) return undefined
  const several = new Map(resources.length > 0 ? [['resource', resources]] : [])
  return { values, repeated: new Set(), several }
}

/** A lone surrogate is no character, and no form could have sent it. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && !/\p{Surrogate}/u.test(value)

/** Numbers and JSON objects are written as such (OIDC Core §6.1). */
function textOf(name: string, value: unknown): string | undefined {
  if (isText(value)) return value
  if (name === 'max_age' && typeof value === 'number') return String(value)
  return name === 'claims' && typeof value === 'object' ? jsonOf(value) : undefined
}

function jsonOf(value: object | null): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    // deeper than any that is written by hand
    return undefined
  }
}

/** The request as its object completes it: what stands in the object counts (OIDC Core §6.1). */
export function completedBy(object: RequestObject, { values, ...sent }: Parameters): Parameters {
  const inside = object.kind === 'read' ? object.parameters : undefined
  const all = new Map([...values, ...(inside?.values ?? [])])
  all.delete('request')
  return {
    values: all,
    repeated: new Set([...sent.repeated].filter((name) => inside?.values.has(name) !== true)),
    several: new Map([...sent.several, ...(inside?.several ?? [])]),
  }
}

/**
 * The request as far as an answer needs it before its object is believed: an object that may be
 * anybody's chooses no other address than the request itself does.
 */
export function outlinedBy(object: RequestObject, sent: Parameters): Parameters {
  const completed = completedBy(object, sent)
  const own = ['client_id', 'redirect_uri'].flatMap((name) => {
    const value = sent.values.get(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...completed, values: new Map([...completed.values, ...own]) }
}
