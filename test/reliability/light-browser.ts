/**
 * A browser for load: it reads no markup but the one value that a form needs, so that ten thousand
 * of them run beside the server.
 *
 * @module
 */

import { Agent, type IncomingMessage, request } from 'node:http'

export interface LightAnswer {
  readonly status: number
  readonly location: string
  readonly body: string
  readonly retryAfter: string | undefined
  /** Milliseconds from sending to the last byte. */
  readonly took: number
}

export interface LightBrowser {
  send(path: string, form?: Readonly<Record<string, string>>): Promise<LightAnswer>
  /** As an app gets it: the parameters of the fragment. Throws when it went otherwise. */
  logIn(user?: string, password?: string): Promise<URLSearchParams>
  userinfo(token: string): Promise<number>
}

interface Options {
  readonly agent?: Agent
  /** Hears each answer, with the first segment of its path. */
  readonly onAnswer?: (where: string, answer: LightAnswer) => void
  readonly clientId?: string
  readonly redirectUri?: string
}

export const anyNumberOfSockets = (): Agent =>
  new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 16_000 })

export function createLightBrowser(issuer: string, options: Options = {}): LightBrowser {
  const {
    agent = anyNumberOfSockets(),
    onAnswer,
    clientId = 'load',
    redirectUri = 'http://localhost:5173/callback',
  } = options
  const { port, host } = new URL(issuer)
  const cookies = new Map<string, string>()

  const exchange = (
    path: string,
    body: string | undefined,
    authorization?: string,
  ): Promise<LightAnswer> =>
    new Promise((resolve, reject) => {
      const begun = performance.now()
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const headers = {
        host,
        ...(cookie !== '' && { cookie }),
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      }
      const method = body === undefined ? 'GET' : 'POST'
      const sent = request({ agent, host: '127.0.0.1', port, path, method, headers }, (received) =>
        read(received, begun).then((answer) => {
          keep(cookies, received)
          onAnswer?.(path.split(/[/?]/)[1] ?? '', answer)
          resolve(answer)
        }, reject),
      )
      sent.once('error', (error: NodeJS.ErrnoException) => {
        // as every browser does: the server may end a kept connection at any time (RFC 9112 §9.3.1)
        const isStale = sent.reusedSocket && error.code === 'ECONNRESET'
        if (isStale) exchange(path, body, authorization).then(resolve, reject)
        else reject(error)
      })
      sent.end(body)
    })

  const send: LightBrowser['send'] = (path, form) =>
    exchange(path, form === undefined ? undefined : new URLSearchParams(form).toString())

  const query = new URLSearchParams({
    response_type: 'id_token token',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: 'state',
    nonce: 'nonce',
  })

  /** Follows the server's redirects to a page, or to the app. */
  const follow = async (answer: LightAnswer): Promise<LightAnswer> =>
    answer.status === 303 && answer.location.startsWith('/')
      ? follow(await send(answer.location))
      : answer

  return {
    send,
    async logIn(user = 'alice', password = user) {
      let answer = await follow(await send(`/authorize?${query}`))
      if (answer.body.includes('id="login"')) {
        const { action, csrf } = formOf(answer, 'login')
        answer = await follow(await send(action, { csrf, username: user, password }))
      }
      if (answer.body.includes('id="consent"')) {
        const { action, csrf } = formOf(answer, 'consent')
        answer = await follow(await send(action, { csrf, decision: 'allow' }))
      }
      if (answer.status !== 303) throw new StrayAnswer(answer)
      const parameters = new URLSearchParams(answer.location.split('#')[1])
      if (!parameters.has('access_token')) throw new StrayAnswer(answer)
      return parameters
    },
    userinfo: async (token) => (await exchange('/userinfo', undefined, `Bearer ${token}`)).status,
  }
}

/** A login ended otherwise than with tokens. */
export class StrayAnswer extends Error {
  readonly answer: LightAnswer
  constructor(answer: LightAnswer) {
    super(`${answer.status} ${answer.location} ${/<h1[^>]*>([^<]*)/.exec(answer.body)?.[1] ?? ''}`)
    this.answer = answer
  }
}

function formOf({ body }: LightAnswer, id: string) {
  const [, action = ''] = new RegExp(`action="([^"]+)" id="${id}"`).exec(body) ?? []
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(body) ?? []
  return { action, csrf }
}

async function read(received: IncomingMessage, begun: number): Promise<LightAnswer> {
  let body = ''
  received.setEncoding('utf8')
  for await (const chunk of received) body += chunk
  const { statusCode: status = 0, headers } = received
  const { location = '', 'retry-after': retryAfter } = headers
  return { status, location, body, retryAfter, took: performance.now() - begun }
}

function keep(cookies: Map<string, string>, { headers }: IncomingMessage): void {
  for (const line of headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
}
