/**
 * One try to post a form: no redirect is followed, nothing of the answer is read but its status, and
 * all of it takes two seconds at most.
 *
 * @module
 */

import type { LookupAddress } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { NotTold } from '../../ports/back-channel.ts'
import { findDestination, type Mode, type Resolve } from './destination.ts'

export type Try = { readonly kind: 'told' } | { readonly kind: 'failed'; readonly why: NotTold }

interface Options {
  readonly mode: Mode
  readonly resolve: Resolve
  /** Milliseconds from the first look at the name to the status of the answer. */
  readonly deadline: number
}

const failed = (why: NotTold): Try => ({ kind: 'failed', why })

/** Never rejects. */
export async function postOnce(url: URL, body: string, options: Options): Promise<Try> {
  const { mode, resolve, deadline } = options
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Try>((settle) => {
    timer = setTimeout(() => {
      abort.abort()
      settle(failed('too-slow'))
    }, deadline)
  })
  const attempt = async (): Promise<Try> => {
    const to = await findDestination(url, mode, resolve)
    return to.kind === 'forbidden' ? failed(to.why) : send(url, body, to.addresses, abort.signal)
  }
  try {
    return await Promise.race([attempt().catch(() => failed('unreachable')), late])
  } finally {
    clearTimeout(timer)
  }
}

function send(
  url: URL,
  body: string,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<Try> {
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((settle, reject) => {
    const request = begin(url, {
      method: 'POST',
      // a connection of its own, which ends with the answer, and to nowhere else
      agent: false,
      lookup: pinnedTo(addresses),
      signal,
      maxHeaderSize: 16_384,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
      },
    })
    request.on('error', reject)
    request.on('response', ({ statusCode = 0 }) => {
      // however much there is of it, the body says nothing that we need
      request.destroy()
      settle(judgeStatus(statusCode))
    })
    request.end(body)
  })
}

/** Answers with the addresses that were judged, whatever the name leads to by now. */
const pinnedTo =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, { all }, done) => {
    const [first] = addresses
    if (first === undefined) throw new Error('A destination has an address.')
    if (all === true) done(null, [...addresses])
    else done(null, first.address, first.family)
  }

/** 200 is success, and some frameworks say 204 (OIDC Back-Channel Logout §2.8). */
function judgeStatus(status: number): Try {
  if (status === 200 || status === 204) return { kind: 'told' }
  if (status >= 300 && status < 400) return failed('redirected')
  return failed(status >= 500 || status === 429 ? 'unreachable' : 'refused')
}
