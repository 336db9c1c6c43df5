/**
 * A web app on passport-openidconnect as its documentation shows it, on a plain server of Node: it
 * signs its users in by a secret, and shows who they are.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Passport } from 'passport'
import { Strategy } from 'passport-openidconnect'

export interface WebApp {
  readonly origin: string
  /** Where it sends its users, and how it proves itself. */
  use(issuer: string, clientId: string, clientSecret: string): void
  /** The same by a strategy for another provider. */
  useStrategy(strategy: object): void
  close(): Promise<void>
}

/** A session for each browser, as express-session has it. */
const sessions = new Map<string, object>()

function sessionOf({ headers }: IncomingMessage, response: ServerResponse): object {
  const [, sent = ''] = /(?:^|; )app=([^;]+)/.exec(headers.cookie ?? '') ?? []
  const known = sessions.get(sent)
  if (known !== undefined) return known
  const [id, session] = [randomUUID(), {}]
  sessions.set(id, session)
  response.setHeader('set-cookie', `app=${id}; Path=/; HttpOnly; SameSite=Lax`)
  return session
}

/** @param name that of the strategy in passport. */
export async function serveWebApp(name = 'openidconnect'): Promise<WebApp> {
  const passport = new Passport()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const query = Object.fromEntries(searchParams)
    Object.assign(request, { query, session: sessionOf(request, response) })
    const show = (status: number, value: unknown) =>
      response
        .writeHead(status, { 'content-type': 'text/html' })
        .end(`<!doctype html><title>Web app</title><pre id="user">${JSON.stringify(value)}</pre>`)
    const failed = (error: Error) => show(403, { failed: error.message })
    if (pathname === '/login') {
      passport.authenticate(name, { scope: ['openid', 'profile', 'email'] })(
        request,
        response,
        failed,
      )
    } else if (pathname === '/cb') {
      passport.authenticate(name, { session: false }, (error, user, info) =>
        error === null ? show(200, { user, info }) : failed(error),
      )(request, response, failed)
    } else show(404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin,
    use: (issuer, clientID, clientSecret) =>
      passport.use(strategyFor(origin, issuer, clientID, clientSecret)),
    useStrategy: (strategy) => passport.use(strategy),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const strategyFor = (origin: string, issuer: string, clientID: string, clientSecret: string) =>
  new Strategy(
    {
      issuer,
      authorizationURL: `${issuer}/authorize`,
      tokenURL: `${issuer}/token`,
      userInfoURL: `${issuer}/userinfo`,
      clientID,
      clientSecret,
      callbackURL: `${origin}/cb`,
      skipUserProfile: false,
    },
    (_, { id, displayName, emails }, done) => done(null, { id, displayName, emails }),
  )
