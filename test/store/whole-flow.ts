/**
 * What an app and its user do with an issuer of several replicas, each step on another one.
 *
 * @module
 */

import { expect } from 'vitest'
import { type App, answerOf, createApp, decide, signIn, silently } from '../support/app.ts'
import { call, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

/** The client that the configuration of each replica has. */
const client = {
  client_id: 'web',
  redirect_uris: ['https://web.example/cb'],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', 'implicit'],
  response_types: ['code', 'id_token token'],
  post_logout_redirect_uris: ['https://web.example/bye'],
}

/** What makes a replica know {@link webOf}. */
export const knowsWeb = { FRAGRANT_CLIENTS: JSON.stringify([client]) }

export const webOf = (origin: string): App =>
  createApp(origin, { clientId: 'web', redirectUri: 'https://web.example/cb' })

/** Asks for what a code gives, renewals among it. */
export const lasting = { scope: 'openid offline_access' }

export const refreshing = (app: App, token: unknown) => ({
  ...{ grant_type: 'refresh_token', client_id: app.clientId },
  refresh_token: String(token),
})

/** Signs in with a code, renews, asks who that is, and signs out: on every one of `replicas`. */
export async function goAllTheWay(origin: string, app: App, replicas = 2): Promise<void> {
  const [visitor, verifier, token] = [createVisitor(origin), newVerifier(), `${origin}/token`]
  const consent = await signIn(visitor, await app.ask(visitor, forCode(verifier, lasting)))
  const code = answerOf(await decide(visitor, consent, 'remember')).values.get('code') ?? ''
  const first = await call(token, redemption(app, code, verifier))
  expect(first.status).toBe(200)
  await readToken(origin, String(first.body['id_token']), { audience: app.clientId })
  const second = await call(token, refreshing(app, first.body['refresh_token']))
  expect(second.status).toBe(200)
  for (const { body } of [first, second]) {
    for (let times = 0; times < replicas; times += 1)
      expect((await userinfo(origin, String(body['access_token']))).status).toBe(200)
  }
  const renewed = () => silently(app, visitor, { scope: 'openid' })
  for (let times = 0; times < replicas; times += 1) expect(await renewed()).toBe('ok')
  await visitor.open(`${origin}/logout?id_token_hint=${first.body['id_token']}`)
  for (let times = 0; times < replicas; times += 1) expect(await renewed()).toBe('login_required')
}
