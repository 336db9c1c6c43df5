/**
 * A browser without an engine: it keeps cookies and follows redirects while they stay on the
 * server, so that an answer to an app can be read from the redirect that carries it.
 *
 * @module
 */

import { type Markup, readMarkup } from './markup.ts'

/** What came back, once no redirect of the server was left to follow. */
export interface Visit {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly page: Markup
  /** Where a redirect that leaves the server goes. */
  readonly location: URL | undefined
}

export interface Visitor {
  /** Cookies by name. */
  readonly cookies: Map<string, string>
  open(url: string | URL, headers?: Record<string, string>): Promise<Visit>
  post(
    url: string | URL,
    fields: Iterable<readonly [string, string]>,
    headers?: Record<string, string>,
  ): Promise<Visit>
  /** Fills in the form of that id and presses one of its buttons. */
  submit(
    visit: Visit,
    form: string,
    button: string,
    filledIn?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Visit>
}

export interface Sent {
  readonly method: 'GET' | 'POST'
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export type Send = (url: URL, sent: Sent) => Promise<Received>

export async function sendByFetch(url: URL, { method, headers, body }: Sent): Promise<Received> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

/** @param home the only origin that redirects are followed to. */
export function createVisitor(home: string, send: Send = sendByFetch): Visitor {
  const { origin } = new URL(home)
  const cookies = new Map<string, string>()

  const visit = async (url: URL, sent: Sent): Promise<Visit> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...sent.headers, ...(cookie !== '' && { cookie }) }
    const received = await send(url, { ...sent, headers })
    for (const line of received.headers.getSetCookie()) keep(cookies, line)
    const location = locationOf(url, received)
    if (location?.origin === origin && location.hash === '') return visit(location, get)
    return { url, ...received, location, page: readMarkup(received.body) }
  }

  const post: Visitor['post'] = (url, fields, headers = {}) =>
    visit(new URL(url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams([...fields].map(([name, value]) => [name, value])).toString(),
    })

  return {
    cookies,
    open: (url, headers = {}) => visit(new URL(url), { ...get, headers }),
    post,
    submit(from, id, button, filledIn = {}, headers = {}) {
      const { action, fields, buttons } = from.page.form(id)
      const pressed = buttons.get(button)
      if (pressed === undefined) throw new Error(`The form #${id} has no button #${button}.`)
      const all = new Map([...fields, ...Object.entries(filledIn)])
      if (pressed[0] !== '') all.set(...pressed)
      return post(new URL(action, from.url), all, { origin: 'null', ...headers })
    },
  }
}

const get: Sent = { method: 'GET', headers: {}, body: undefined }

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, value)
}

function locationOf(url: URL, { status, headers }: Received): URL | undefined {
  const location = headers.get('location')
  return status === 303 && location !== null ? new URL(location, url) : undefined
}
