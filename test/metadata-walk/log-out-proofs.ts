/**
 * Proofs of how a login ends, and how apps hear of it.
 *
 * @module
 */

import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { answerOf, followAs } from '../support/app.ts'
import type { Metadata, Provider, RelyingParty } from '../support/provider.ts'
import { callAs, parametersOf, publicClient, redemptionOf } from '../support/relying-party.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'
import { publicApp } from './authorization-proofs.ts'
import { always, type Proof } from './proof.ts'

interface SignedOut {
  readonly client: RelyingParty
  readonly page: Visit
  readonly sid: string
  /** What prompt=none answers afterwards. */
  readonly after: string | undefined
}

/** Signs alice in to a client that has `more`, in a browser of its own, and out again. */
async function signOut(provider: Provider, more: Metadata): Promise<SignedOut> {
  const client = await provider.clientWith({ ...publicClient, ...more })
  const browser = createVisitor(provider.issuer)
  const address = (changes: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams(parametersOf(client, { response_type: 'code', ...changes }))
    return `${provider.at('authorization_endpoint')}?${query}`
  }
  const answer = answerOf(await followAs(browser, address({})))
  const form = redemptionOf(client, answer.values.get('code'))
  const { body } = await callAs(provider, client, 'token_endpoint', form)
  const idToken = String(body['id_token'])
  const [back] = (more['post_logout_redirect_uris'] ?? []) as readonly string[]
  const query = new URLSearchParams({
    ...{ id_token_hint: idToken, state: 'a state' },
    ...(back !== undefined && { post_logout_redirect_uri: back }),
  })
  const page = await browser.open(`${provider.at('end_session_endpoint')}?${query}`)
  const after = answerOf(await browser.open(address({ prompt: 'none' }))).values.get('error')
  const { claims } = await readToken(provider.issuer, idToken)
  return { client, page, sid: String(claims['sid']), after }
}

export const bye = 'https://app.example/bye'

export const endSession: Proof = async (provider) => {
  const { page, after } = await signOut(provider, { post_logout_redirect_uris: [bye] })
  const { origin, pathname, search } = page.location ?? new URL('none:')
  expect(origin + pathname + search).toBe(`${bye}?state=a%20state`)
  expect(after).toBe('login_required')
}

export const frontChannelUri = 'https://app.example/signed-out'

const frameOf = async (provider: Provider) => {
  const { page, sid } = await signOut(provider, { frontchannel_logout_uri: frontChannelUri })
  const [, src = ''] = /<iframe src="([^"]*)"/.exec(page.body) ?? []
  return { frame: new URL(src.replaceAll('&amp;', '&')), sid }
}

export const frontChannel: Proof = always(true, async (provider) => {
  const { frame } = await frameOf(provider)
  expect(frame.origin + frame.pathname).toBe(frontChannelUri)
})

export const frontChannelSession: Proof = always(true, async (provider) => {
  const { frame, sid } = await frameOf(provider)
  expect([...frame.searchParams]).toEqual([
    ['iss', provider.issuer],
    ['sid', sid],
  ])
})

/** A private address: strict mode looks at it, and calls nobody there. */
export const backChannelUri = 'https://10.0.0.1/told'

interface Told {
  readonly sid: string
  /** The logout token; undefined where nobody was called. */
  readonly token: Metadata | undefined
}

/** Where the app of a test can be called it is; elsewhere the log says why not. */
async function backChannelOf(provider: Provider): Promise<Told> {
  const within = { ...publicClient, backchannel_logout_uri: `${provider.site.origin}/told` }
  const isCalled = (await provider.find(within)) !== undefined
  const uri = isCalled ? within.backchannel_logout_uri : backChannelUri
  const { client, sid } = await signOut(provider, { backchannel_logout_uri: uri })
  const line = () => provider.server.log.find((one) => one['event'] === event && one['sid'] === sid)
  const event = isCalled ? 'client.told' : 'client.not-told'
  await expect.poll(line).toBeDefined()
  if (!isCalled) {
    expect(line()?.['why']).toBe('private-address')
    return { sid, token: undefined }
  }
  const tokens = provider.site.requests.map(({ body }) =>
    new URLSearchParams(body).get('logout_token'),
  )
  const own = tokens.find((token) => token !== null && decodeJwt(token)['sid'] === sid)
  const { claims } = await readToken(provider.issuer, own ?? undefined, { audience: client.id })
  return { sid, token: claims }
}

export const backChannel: Proof = always(true, async (provider) => {
  const { token } = await backChannelOf(provider)
  if (token === undefined) return
  const events = Object.keys(token['events'] as object)
  expect(events).toEqual(['http://schemas.openid.net/event/backchannel-logout'])
})

export const backChannelSession: Proof = always(true, async (provider) => {
  const { sid, token } = await backChannelOf(provider)
  expect(token?.['sid'] ?? sid).toBe(sid)
})

export const checkSession: Proof = async (provider) => {
  const page = await fetch(provider.at('check_session_iframe'))
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('x-frame-options')).toBeNull()
  expect(page.headers.get('content-security-policy')).not.toContain("frame-ancestors 'none'")
  const client = await publicApp(provider)
  const query = new URLSearchParams(parametersOf(client, { response_type: 'code' }))
  const visit = await followAs(provider.alice, `${provider.at('authorization_endpoint')}?${query}`)
  expect(answerOf(visit).values.get('session_state')).toMatch(/^[\w-]{43}\.[\w-]+$/)
}
