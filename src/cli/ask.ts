/**
 * Asks the server that runs beside a command, on this machine.
 *
 * @module
 */

import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isLoopback } from '../config/schema/address.ts'

/** Milliseconds that a healthy server never takes. */
const patience = 5_000

/** Bytes that no answer of ours comes near. */
const longest = 1_000_000

export interface Question {
  /** Where the server listens, as it is configured. */
  readonly reach: { readonly host: string; readonly port: number; readonly https: boolean }
  /** Path and query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** The body of a POST, a form; without one it is a GET. */
  readonly form?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Rejects where nobody answers. */
export function ask({ reach, path, headers, form }: Question): Promise<Answer> {
  const { host, port, https } = reach
  const options = {
    host: hostHere(host),
    port,
    path,
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      // Whatever it is bound to, it answers to this name.
      host: `localhost:${port}`,
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    signal: AbortSignal.timeout(patience),
    agent: false,
  } as const
  return new Promise((resolve, reject) => {
    // Safe without verifying: it is this machine that is asked.
    const asking = https
      ? requestHttps({ ...options, rejectUnauthorized: false })
      : requestHttp(options)
    asking.once('error', reject)
    asking.once('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > longest) asking.destroy(new Error('The answer is longer than any of ours'))
        else chunks.push(chunk)
      })
      response.once('error', reject)
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asking.end(form)
  })
}

/** Where a server that listens on `host` is found from this machine: all addresses hold loopback. */
function hostHere(host: string): string {
  if (host === '0.0.0.0' || host === 'localhost') return '127.0.0.1'
  if (host === '::') return '::1'
  return isLoopback(host) && host.endsWith('localhost') ? '127.0.0.1' : host
}
