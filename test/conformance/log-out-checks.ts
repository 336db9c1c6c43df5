/**
 * What the plans of logout ask: by the client, in frames, by calls to it, and by the state of the session.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { Metadata, RelyingParty } from '../support/provider.ts'
import { readToken } from '../support/tokens.ts'
import type { Visit, Visitor } from '../support/visitor.ts'
import type { Check } from './check.ts'
import { addressOf, type Party, read, stranger, type Tokens, tokens } from './party.ts'
import type { LogOutModule, logOutModules } from './plans.ts'

export const bye = 'https://app.example/post_logout_redirect'

interface SignedIn extends Tokens {
  readonly client: RelyingParty
  readonly by: Visitor
}

async function signedIn(party: Party, more: Metadata = {}): Promise<SignedIn> {
  const client = await party.client({ post_logout_redirect_uris: [bye], ...more })
  const by = stranger(party)
  return { client, by, ...(await tokens(party, {}, { client, by })) }
}

type Fields = Readonly<Record<string, string>>

/** Sends the browser to the end of its session. */
const leave = (party: Party, by: Visitor, fields: Fields): Promise<Visit> =>
  by.open(`${party.provider.at('end_session_endpoint')}?${new URLSearchParams(fields)}`)

/** What prompt=none is answered. */
async function silently(party: Party, { client, by }: SignedIn): Promise<string | undefined> {
  const visit = await by.open(addressOf(party, client, { prompt: 'none' }))
  return (await read(party, client, visit)).get('error')
}

const withState = (hint: string): Fields => ({
  ...{ id_token_hint: hint, post_logout_redirect_uri: bye, state: 'st' },
})

/** Where the browser goes, without the empty fragment that ends every redirect. */
const placeOf = ({ location }: Visit): string | undefined => location?.href.replace(/#$/, '')

/** The user is asked, or told that they are signed out; their browser is sent nowhere. */
const staysHere = (proves: string, fieldsOf: (hint: string) => Fields): Check => ({
  proves,
  async check(party) {
    const user = await signedIn(party)
    const page = await leave(party, user.by, fieldsOf(user.idTokenText))
    expect(page.location).toBeUndefined()
    expect(page.headers.get('content-type')).toContain('text/html')
    if (page.page.has('logout')) {
      const confirmed = await user.by.submit(page, 'logout', 'logout-confirm')
      expect(confirmed.location).toBeUndefined()
    } else expect(page.page.heading).toBe('You are signed out')
    expect(await silently(party, user)).toBe('login_required')
  },
})

/** A page says what is wrong, and the user stays signed in. */
const showsError = (proves: string, uri: string): Check => ({
  proves,
  async check(party) {
    const user = await signedIn(party)
    const fields = { ...withState(user.idTokenText), post_logout_redirect_uri: uri }
    const page = await leave(party, user.by, fields)
    expect([page.status, page.location]).toEqual([400, undefined])
    expect(await silently(party, user)).toBeUndefined()
  },
})

const announces = (proves: string, ...names: readonly string[]): Check => ({
  proves,
  async check({ provider }) {
    for (const name of names) {
      const value = provider.document[name]
      const isAddress = typeof value === 'string' && value.startsWith(`${provider.issuer}/`)
      expect([name, value === true || isAddress]).toEqual([name, true])
    }
  },
})

const changed = (jwt: string): string => {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  return [header, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join(
    '.',
  )
}

const returns = (proves: string, state: string | undefined): Check => ({
  proves,
  async check(party) {
    const user = await signedIn(party)
    const { state: _, ...fields } = withState(user.idTokenText)
    const gone = await leave(party, user.by, { ...fields, ...(state && { state }) })
    expect(placeOf(gone)).toBe(state === undefined ? bye : `${bye}?state=${state}`)
    expect(await silently(party, user)).toBe('login_required')
  },
})

export const rpInitiatedChecks = {
  'oidcc-rp-initiated-logout-discovery-endpoint-verification': announces(
    'names its end_session_endpoint',
    'end_session_endpoint',
  ),
  'oidcc-rp-initiated-logout': returns('signs out, and goes back with the state', 'st'),
  'oidcc-rp-initiated-logout-no-state': returns('goes back without a state', undefined),
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri': showsError(
    'goes to no address that is not registered, and says so on a page',
    `${bye}/other`,
  ),
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri': showsError(
    'goes to none with a query that is not registered',
    `${bye}?foo=bar`,
  ),
  'oidcc-rp-initiated-logout-modified-id-token-hint': staysHere(
    'goes nowhere for a hint that was changed',
    (hint) => withState(changed(hint)),
  ),
  'oidcc-rp-initiated-logout-bad-id-token-hint': staysHere(
    'goes nowhere for a hint that is no ID Token',
    () => withState('not.an.id-token'),
  ),
  'oidcc-rp-initiated-logout-no-id-token-hint': staysHere(
    'goes nowhere by itself without a hint',
    () => ({ post_logout_redirect_uri: bye, state: 'st' }),
  ),
  'oidcc-rp-initiated-logout-no-params': staysHere('says that the user is signed out', () => ({})),
  'oidcc-rp-initiated-logout-no-post-logout-redirect-uri': staysHere(
    'says so where there is nowhere to go',
    (hint) => ({ id_token_hint: hint, state: 'st' }),
  ),
  'oidcc-rp-initiated-logout-only-state': staysHere('says so for a state alone', () => ({
    state: 'st',
  })),
} as const satisfies Readonly<Record<(typeof logOutModules)[number], Check>>

/** What the state of a session hashes to for a client (OIDC Session §3.2). */
function holdsState({ answer, client, by }: SignedIn): boolean {
  const [hash, salt = ''] = (answer.get('session_state') ?? '').split('.')
  const [, state = ''] = [...by.cookies].find(([name]) => name.includes('fragrant_state')) ?? []
  const text = `${client.id} ${new URL(client.redirectUri).origin} ${state} ${salt}`
  return hash === createHash('sha256').update(text).digest('base64url')
}

export const toldChecks = {
  'oidcc-frontchannel-logout-discovery-endpoint-verification': announces(
    'announces logout by frames, with the session',
    'end_session_endpoint',
    'frontchannel_logout_supported',
    'frontchannel_logout_session_supported',
  ),
  'oidcc-frontchannel-rp-initiated-logout': {
    proves: 'frames the page of the client with iss and sid, then goes back',
    async check(party) {
      const uri = 'https://app.example/frontchannel_logout'
      const user = await signedIn(party, { frontchannel_logout_uri: uri })
      const { body } = await leave(party, user.by, withState(user.idTokenText))
      const [, src = ''] = /<iframe src="([^"]*)"/.exec(body) ?? []
      const query = new URLSearchParams({
        ...{ iss: party.provider.issuer, sid: String(user.idToken.claims['sid']) },
      })
      expect(src.replaceAll('&amp;', '&')).toBe(`${uri}?${query}`)
      expect(body).toContain(`href="${bye}?state=st"`)
      expect(await silently(party, user)).toBe('login_required')
    },
  },
  'oidcc-backchannel-logout-discovery-endpoint-verification': announces(
    'announces logout by calls, with the session',
    'end_session_endpoint',
    'backchannel_logout_supported',
    'backchannel_logout_session_supported',
  ),
  'oidcc-backchannel-rp-initiated-logout': {
    proves: 'posts a logout token to the client, then goes back',
    async check(party) {
      const { site, issuer } = party.provider
      const user = await signedIn(party, { backchannel_logout_uri: `${site.origin}/told` })
      const gone = await leave(party, user.by, withState(user.idTokenText))
      expect(placeOf(gone)).toBe(`${bye}?state=st`)
      const { sid, sub } = user.idToken.claims
      const told = () =>
        site.requests
          .map(({ body }) => new URLSearchParams(body).get('logout_token') ?? '')
          .find((token) => token !== '' && decodeJwt(token)['sid'] === sid)
      await expect.poll(told).toBeDefined()
      const { claims } = await readToken(issuer, told(), { audience: user.client.id })
      expect(claims).toMatchObject({
        ...{ sub, sid, jti: expect.any(String) },
        events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      })
      expect(claims).not.toHaveProperty('nonce')
      expect(await silently(party, user)).toBe('login_required')
    },
  },
  'oidcc-session-management-discovery-endpoint-verification': announces(
    'names the page that tells of the session',
    'check_session_iframe',
    'end_session_endpoint',
  ),
  'oidcc-session-management-rp-initiated-logout': {
    proves: 'answers with a session_state that the browser holds until the user signs out',
    async check(party) {
      const user = await signedIn(party)
      expect(holdsState(user)).toBe(true)
      const page = await fetch(party.provider.at('check_session_iframe'))
      expect([page.status, page.headers.get('x-frame-options')]).toEqual([200, null])
      await leave(party, user.by, withState(user.idTokenText))
      expect(holdsState(user)).toBe(false)
    },
  },
} as const satisfies Readonly<Record<Exclude<LogOutModule, keyof typeof rpInitiatedChecks>, Check>>
