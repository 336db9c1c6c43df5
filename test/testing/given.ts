/**
 * What users and clients may have, and whether it works.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { Realm } from '../../src/testing/realm/realm.ts'

const verifier = 'a-verifier-that-is-43-characters-long-at-the-least'

export const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'code',
  scope: 'openid offline_access',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

const implicit = { ...app, response_type: 'id_token token', scope: 'openid', nonce: 'n-1' }

const tokenRequest = async (realm: Realm, form: Readonly<Record<string, string>>) => {
  const body = new URLSearchParams(form)
  const answer = await fetch(realm.endpoints.token, { method: 'POST', body })
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, string>> }
}

const codeFor = async (realm: Realm, user: string, client_id: string) =>
  (await realm.authorize({ ...app, client_id }, { user })).params['code'] ?? ''

const redeem = (realm: Realm, client_id: string, code: string) =>
  tokenRequest(realm, {
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
    ...{ client_id, redirect_uri: app.redirect_uri },
  })

const refresh = (realm: Realm, client_id: string, refresh_token = '') =>
  tokenRequest(realm, { grant_type: 'refresh_token', client_id, refresh_token })

const userinfo = async (realm: Realm, token = '') =>
  (await fetch(realm.endpoints.userinfo, { headers: { authorization: `Bearer ${token}` } })).status

/** All that a user may have: of a code, without one, and as a test issues it. */
export async function givenTo(realm: Realm, user: string, clientId = 'spa') {
  const code = () => codeFor(realm, user, clientId)
  const { body: tokens } = await redeem(realm, clientId, await code())
  const { params } = await realm.authorize({ ...implicit, client_id: clientId }, { user })
  const { token: issued } = await realm.tokens.issue({ sub: user, clientId })
  const [cookie] = await realm.sessions.cookiesFor(user)
  return {
    access: [tokens['access_token'], params['access_token'], issued],
    refreshToken: tokens['refresh_token'],
    code: await code(),
    clientId,
    cookie: `${cookie?.name}=${cookie?.value}`,
  }
}

type Given = Awaited<ReturnType<typeof givenTo>>

/** The statuses of its uses: a refresh token and a code are used up by it. */
export const used = async (realm: Realm, { access, refreshToken, code, clientId }: Given) => [
  ...(await Promise.all(access.map((token) => userinfo(realm, token)))),
  (await refresh(realm, clientId, refreshToken)).status,
  (await redeem(realm, clientId, code)).status,
]

export const worksAll = [200, 200, 200, 200, 200]
export const worksNot = [401, 401, 401, 400, 400]
