/**
 * An HTTP client that sends bytes as they are: others rewrite targets, drop `#` and refuse to send
 * what a hostile peer would.
 *
 * @module
 */

import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case, in the order received. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Milliseconds from the first byte sent to the last one received. */
  readonly took: number
  /** The only value of a header; undefined when it is absent. Throws when it was sent twice. */
  header(name: string): string | undefined
  all(name: string): readonly string[]
}

export interface RawClient {
  readonly host: string
  /** Sends a request verbatim; text is sent as UTF-8. Connections are kept and used again. */
  send(bytes: string | Buffer): Promise<RawAnswer>
  close(): void
}

/** Milliseconds after which an answer is given up. */
const patience = 15_000

export function createRawClient(port: number): RawClient {
  const idle: Socket[] = []
  const release = (socket: Socket, answer: RawAnswer): void => {
    if (answer.header('connection') === 'close' || socket.destroyed) socket.destroy()
    else idle.push(socket)
  }
  return {
    host: `localhost:${port}`,
    async send(bytes) {
      const kept = lastLiving(idle)
      const socket = kept ?? (await open(port))
      try {
        const answer = await exchange(socket, Buffer.from(bytes))
        release(socket, answer)
        return answer
      } catch (error) {
        socket.destroy()
        // a kept connection may have ended while nobody looked
        if (kept === undefined) throw error
        return this.send(bytes)
      }
    },
    close() {
      for (const socket of idle) socket.destroy()
    },
  }
}

/** Takes the connection used last; those that the server has closed meanwhile are let go of. */
function lastLiving(idle: Socket[]): Socket | undefined {
  for (let socket = idle.pop(); socket !== undefined; socket = idle.pop()) {
    if (!socket.destroyed && socket.writable) return socket
  }
  return undefined
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.removeAllListeners('error')
  // an error while nobody waits only means that the connection is gone
  socket.on('error', () => socket.destroy())
  return socket
}

function exchange(socket: Socket, bytes: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const received: Buffer[] = []
    const bodiless = bytes.subarray(0, 5).toString('latin1') === 'HEAD '
    const finish = (settle: () => void): void => {
      socket.removeListener('data', onData)
      socket.removeListener('close', onClose)
      clearTimeout(timer)
      settle()
    }
    const look = (ended: boolean): void => {
      const took = performance.now() - started
      const parsed = parseAnswer(Buffer.concat(received), { took, ended, bodiless })
      if (parsed !== undefined) finish(() => resolve(parsed))
      else if (ended) finish(() => reject(new Error('The connection ended without an answer.')))
    }
    const onData = (chunk: Buffer): void => {
      received.push(chunk)
      look(false)
    }
    const onClose = (): void => look(true)
    const timer = setTimeout(() => {
      finish(() => reject(new Error('No answer in time.')))
      socket.destroy()
    }, patience)
    socket.on('data', onData)
    socket.once('close', onClose)
    socket.write(bytes)
  })
}

interface SoFar {
  readonly took: number
  readonly ended: boolean
  /** The answer has no body, whatever its headers say. */
  readonly bodiless: boolean
}

/** The answer in `bytes`, or undefined while it is not complete. */
function parseAnswer(bytes: Buffer, so: SoFar): RawAnswer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const status = Number(statusLine.split(' ')[1])
  const isBodiless = so.bodiless || status === 204 || status === 304
  const body = isBodiless ? '' : bodyOf(bytes.subarray(headEnd + 4), headers, so.ended)
  if (body === undefined) return undefined
  const all = (name: string) => headers.filter(([own]) => own === name).map(([, value]) => value)
  return {
    status,
    headers,
    body,
    took: so.took,
    all,
    header(name) {
      const values = all(name)
      if (values.length > 1) throw new Error(`The header ${name} was sent ${values.length} times.`)
      return values[0]
    },
  }
}

function bodyOf(
  rest: Buffer,
  headers: readonly (readonly [string, string])[],
  ended: boolean,
): string | undefined {
  const value = (name: string) => headers.find(([own]) => own === name)?.[1]
  const length = value('content-length')
  if (length !== undefined) {
    if (rest.length < Number(length)) return undefined
    return rest.subarray(0, Number(length)).toString('utf8')
  }
  if (value('transfer-encoding') === 'chunked') {
    const text = rest.toString('utf8')
    return text.endsWith('0\r\n\r\n') ? text : undefined
  }
  return ended ? rest.toString('utf8') : undefined
}

interface RequestParts {
  readonly method?: string
  readonly target: string
  readonly host: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly cookie?: string | undefined
  /** Written as it is, with its length. */
  readonly body?: string | Buffer | undefined
  readonly contentType?: string | null | undefined
}

export const formType = 'application/x-www-form-urlencoded'

/** The bytes of a request; nothing in the parts is checked or encoded. */
export function requestBytes(parts: RequestParts): Buffer {
  const { method = 'GET', target, host, headers = [], cookie, contentType = formType } = parts
  const body = parts.body === undefined ? undefined : Buffer.from(parts.body)
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...(cookie === undefined ? [] : [`Cookie: ${cookie}`]),
    ...(body === undefined || contentType === null ? [] : [`Content-Type: ${contentType}`]),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  return body === undefined ? head : Buffer.concat([head, body])
}

/** Parameters as a query or a form body, each character encoded as browsers encode it. */
export function encodeParameters(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
}
