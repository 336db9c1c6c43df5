/**
 * What every request must keep before any route, 404s included, sees it. It stands before the
 * router, where it costs no hook.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { serverPaths } from '../../protocol/paths.ts'
import { earlyRefusal, type ReportRefusal } from '../edge/refusal.ts'
import { asJsonAnswer, type PlainAnswer, preparePlainAnswer } from './plain-answer.ts'

/** More headers than this are refused. */
export const maxHeaders = 100

/** True when it has answered, so that nobody else may. */
export type RequestGuard = (request: IncomingMessage, response: ServerResponse) => boolean

const oneHost = preparePlainAnswer(400, 'A request carries exactly one Host header.')
const otherVersion = preparePlainAnswer(400, 'This server speaks HTTP/1.1 and HTTP/1.0.')
const misdirected = preparePlainAnswer(
  421,
  'This server does not answer for the host name that was asked for. ' +
    'If it should, add that name to allowed_hosts in its configuration.',
)
const badTarget = preparePlainAnswer(
  400,
  'The request target must be a path with an optional query, percent-encoded, without a fragment.',
)
const slashes = 'The path of a request has no two slashes in a row; an issuer ends without one.'
const emptySegment = preparePlainAnswer(400, slashes)
/** An app that has written its issuer with a slash at the end is told so by its browser too. */
const emptySegmentOfDocument = preparePlainAnswer(400, slashes, {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
})
const encodedBody = preparePlainAnswer(415, 'Request bodies are taken without Content-Encoding.', {
  'accept-encoding': 'identity',
})
const tooManyHeaders = preparePlainAnswer(431, `A request carries at most ${maxHeaders} headers.`)

/** What a target never holds: all but visible ASCII must be encoded, and a fragment is not sent. */
const unencoded = /[^\x21\x22\x24-\x7e]/

/**
 * @param allowedHosts asked on each request, since the port may be known only after listening.
 */
export function createRequestGuard(
  allowedHosts: () => ReadonlySet<string>,
  report: ReportRefusal,
): RequestGuard {
  return (request, response) => {
    const fault = judgeRequest(request, allowedHosts())
    if (fault === undefined) return false
    const isProgram = request.url?.startsWith(`${serverPaths.control}/`) === true
    const answer = isProgram ? asJsonAnswer(fault) : fault
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
    report(refusalFor(fault, request))
    return true
  }
}

/** What is wrong with the request, as the answer to it. */
export function judgeRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders' | 'httpVersionMajor'>,
  allowedHosts: ReadonlySet<string>,
): PlainAnswer | undefined {
  const { host } = request.headers
  if (request.httpVersionMajor !== 1) return otherVersion
  if (request.rawHeaders.length > 2 * maxHeaders) return tooManyHeaders
  if (host === undefined || host === '' || !hasOneHost(request.rawHeaders)) return oneHost
  if (!allowedHosts.has(host) && !allowedHosts.has(host.toLowerCase())) return misdirected
  const { url = '' } = request
  if (!isOriginForm(url)) return badTarget
  if (hasEmptySegment.test(url))
    return isOfDocument.test(url) ? emptySegmentOfDocument : emptySegment
  if (request.headers['content-encoding'] !== undefined) return encodedBody
  return undefined
}

function refusalFor(
  fault: PlainAnswer,
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
) {
  const { method = '', url = '', headers } = request
  const host = fault === misdirected && isHostName(headers.host) ? headers.host : undefined
  return earlyRefusal({ method, url }, { status: fault.status, rule: fault.sentence, host })
}

const isHostName = (host = ''): boolean => /^[\w.:[\]-]{1,255}$/.test(host)

/** A path with an optional query (RFC 9112 §3.2.1), so neither another host's URL nor `*`. */
const isOriginForm = (target: string): boolean => target.startsWith('/') && !unencoded.test(target)

/** A proxy in front may read such a path as another one, or as a host (CVE-2026-2880). */
const hasEmptySegment = /^[^?]*\/\//
const isOfDocument = /^[^?]*\/\/\.well-known\//

/**
 * Node hands over the first of several Host headers and says nothing of the others. A name that is
 * empty or ends in a space, which the parsers of older Node 20 let pass, could hide one more.
 */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name === '' || name.endsWith(' ')) return false
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count === 1
}
