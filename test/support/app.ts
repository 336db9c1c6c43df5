/**
 * An app that asks for tokens, as the journeys play it: what it sends, and how it reads the answer.
 *
 * @module
 */

import type { Visit, Visitor } from './visitor.ts'

export interface App {
  readonly clientId: string
  readonly redirectUri: string
  /** A request that every rule accepts, but for what `changes` says; undefined takes one out. */
  parameters(changes?: Changes): Map<string, string>
  url(changes?: Changes): string
  ask(visitor: Visitor, changes?: Changes): Promise<Visit>
  askByPost(visitor: Visitor, changes?: Changes): Promise<Visit>
}

export type Changes = Readonly<Record<string, string | undefined>>

let made = 0

/** An app on loopback that the server has never heard of, unless `own` names one. */
export function createApp(
  issuer: string,
  own: { readonly clientId?: string; readonly redirectUri?: string } = {},
): App {
  made += 1
  const { clientId = `app-${made}`, redirectUri = 'http://localhost:5173/callback' } = own
  const usual = {
    response_type: 'id_token token',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'a state of +/= and %26',
    nonce: 'n-0S6_WzA2Mj',
  }
  const parameters: App['parameters'] = (changes = {}) =>
    new Map(
      Object.entries({ ...usual, ...changes }).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      ),
    )
  const url: App['url'] = (changes) =>
    `${issuer}/authorize?${new URLSearchParams([...parameters(changes)])}`
  return {
    clientId,
    redirectUri,
    parameters,
    url,
    ask: (visitor, changes) => visitor.open(url(changes)),
    askByPost: (visitor, changes) => visitor.post(`${issuer}/authorize`, parameters(changes)),
  }
}

/** An answer as the app gets it. */
export interface Answer {
  readonly by: 'fragment' | 'query' | 'form_post'
  /** The address without the answer. */
  readonly address: string
  readonly values: ReadonlyMap<string, string>
}

/** Reads the answer that a visit ended in; throws when it ended on a page. */
export function answerOf({ location, page, status, body }: Visit): Answer {
  if (location === undefined) {
    if (!page.has('form-post'))
      throw new Error(`No answer, but a page of status ${status}:\n${body}`)
    const { action, fields } = page.form('form-post')
    return { by: 'form_post', address: action, values: fields }
  }
  const by = location.hash === '' ? 'query' : 'fragment'
  const text = by === 'query' ? location.search : location.hash
  // Decoded as the strictest of readers do: a plus sign stays one.
  const pairs = text
    .slice(1)
    .split('&')
    .map((pair) => pair.split('=').map(decodeURIComponent))
  const address = new URL(location)
  address.hash = ''
  if (by === 'query') address.search = ''
  return {
    by,
    address: address.href,
    values: new Map(pairs.map(([name = '', value = '']) => [name, value])),
  }
}

/** Signs in on the login page that `visit` is. */
export function signIn(visitor: Visitor, visit: Visit, user = 'alice', password = user) {
  return visitor.submit(visit, 'login', 'login-submit', { username: user, password })
}

export type Decision = 'allow' | 'remember' | 'deny'

/** Decides on the consent page that `visit` is. */
export function decide(visitor: Visitor, visit: Visit, decision: Decision) {
  return decision === 'remember'
    ? visitor.submit(visit, 'consent', 'consent-allow', { remember: 'on' })
    : visitor.submit(visit, 'consent', `consent-${decision}`)
}

/** The whole way: ask, sign in, decide. */
export async function goThrough(
  app: App,
  visitor: Visitor,
  {
    changes,
    user,
    decision = 'allow',
  }: {
    readonly changes?: Changes
    readonly user?: string
    readonly decision?: Decision
  } = {},
): Promise<Answer> {
  const asked = await app.ask(visitor, changes)
  const signedIn = await signIn(visitor, asked, user)
  return answerOf(await decide(visitor, signedIn, decision))
}

/** What `prompt=none` answers: `ok`, or its error. */
export async function silently(app: App, visitor: Visitor, changes: Changes = {}): Promise<string> {
  const { values } = answerOf(await app.ask(visitor, { prompt: 'none', ...changes }))
  return values.get('error') ?? 'ok'
}

/** Follows the address that an app sends its user to: sign in and allow, where asked. Where that ends. */
export async function followAs(
  visitor: Visitor,
  url: string | URL,
  user = 'alice',
): Promise<Visit> {
  const asked = await visitor.open(url)
  const signedIn = asked.page.has('login') ? await signIn(visitor, asked, user) : asked
  return signedIn.page.has('consent') ? decide(visitor, signedIn, 'allow') : signedIn
}

/** The address in the app that an answer goes to, as the app sees it. */
export function landingOf({ location, status, body }: Visit): URL {
  if (location === undefined)
    throw new Error(`No redirect, but a page of status ${status}:\n${body}`)
  return location
}
