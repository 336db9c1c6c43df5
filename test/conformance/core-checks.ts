/**
 * What the plans of OpenID Connect Core ask of every response type: tokens, claims, and the user.
 *
 * @module
 */

import { expect } from 'vitest'
import { standardScopes } from '../../src/protocol/scope.ts'
import type { Changes } from '../support/app.ts'
import { userinfo } from '../support/tokens.ts'
import type { Check } from './check.ts'
import {
  addressOf,
  ask,
  claimsOf,
  expectBound,
  hasAccess,
  type Party,
  read,
  stranger,
  tokens,
} from './party.ts'
import type { CoreModule } from './plans.ts'

/** A request with these changes is answered like any other. */
const answers = (proves: string, changes: Changes): Check => ({
  proves,
  async check(party) {
    const given = await tokens(party, changes)
    expectBound(given)
    await claimsOf(party, given)
  },
})

const claimsOfScope = (name: string): readonly string[] =>
  standardScopes.find((scope) => scope.name === name)?.claims ?? []

const gives = (scope: string): Check => ({
  proves: `tells the claims of ${scope}`,
  async check(party) {
    const claims = await claimsOf(party, await tokens(party, { scope: `openid ${scope}` }))
    const wanted = scope.split(' ').flatMap(claimsOfScope)
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.filter((claim) => claims[claim] === undefined)).toEqual([])
  },
})

/** Userinfo answers the same user, however the token comes (RFC 6750 §2). */
const userinfoBy = (how: string, init: (token: string) => RequestInit): Check => ({
  proves: `answers userinfo ${how}, with the sub of the ID Token`,
  concerns: hasAccess,
  async check(party) {
    const { accessToken = '', idToken } = await tokens(party)
    const asked = init(accessToken)
    const answer = await userinfo(party.provider.issuer, undefined, asked)
    expect([answer.status, answer.claims['sub']]).toEqual([200, idToken.claims.sub])
  },
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export const tokenChecks = {
  'oidcc-server': {
    proves: 'gives what the response type says, with state and iss, bound by nonce and hashes',
    async check(party) {
      const given = await tokens(party)
      expectBound(given)
      expect([given.answer.get('state'), given.answer.get('iss')]).toEqual([
        'a state',
        party.provider.issuer,
      ])
      const names = { code: 'code', token: 'access_token', id_token: 'id_token' }
      for (const [word, name] of Object.entries(names)) {
        const isWanted = party.responseType.split(' ').includes(word)
        expect([name, given.answer.has(name)]).toEqual([name, isWanted])
      }
      expect((await claimsOf(party, given))['sub']).toBe('alice')
    },
  },
  'oidcc-idtoken-signature': {
    proves: 'signs ID Tokens by RS256, with the kid of a published key',
    async check(party) {
      const { header } = (await tokens(party)).idToken
      expect([header.alg, typeof header.kid]).toEqual(['RS256', 'string'])
    },
  },
  'oidcc-userinfo-get': userinfoBy('by GET', (token) => ({ headers: bearer(token) })),
  'oidcc-userinfo-post-header': userinfoBy('by POST with the header', (token) => ({
    ...{ method: 'POST', headers: bearer(token) },
  })),
  'oidcc-userinfo-post-body': userinfoBy('by POST with the token in the form', (token) => ({
    ...{ method: 'POST', body: new URLSearchParams({ access_token: token }) },
  })),
  'oidcc-scope-profile': gives('profile'),
  'oidcc-scope-email': gives('email'),
  'oidcc-scope-address': gives('address'),
  'oidcc-scope-phone': gives('phone'),
  'oidcc-scope-all': gives('profile email address phone'),
  'oidcc-claims-essential': {
    proves: 'tells a claim that is asked for by name',
    async check(party) {
      const wanted = { name: { essential: true } }
      const claims = hasAccess(party) ? { userinfo: wanted } : { id_token: wanted }
      const given = await tokens(party, { claims: JSON.stringify(claims) })
      expect((await claimsOf(party, given))['name']).toBe('Alice Rosa Liddell')
    },
  },
} as const satisfies Partial<Record<CoreModule, Check>>

export const parameterChecks = {
  'oidcc-alternate-happy-flow': {
    proves: 'takes the words of scope and response_type in any order, without a state',
    async check(party) {
      const response_type = party.responseType.split(' ').toReversed().join(' ')
      const changes = { response_type, scope: 'email openid', state: undefined }
      const given = await tokens(party, changes)
      expectBound(given)
      expect(given.answer.has('state')).toBe(false)
    },
  },
  'oidcc-display-page': answers('takes display=page', { display: 'page' }),
  'oidcc-display-popup': answers('takes display=popup', { display: 'popup' }),
  'oidcc-ui-locales': answers('takes ui_locales', { ui_locales: 'se' }),
  'oidcc-claims-locales': answers('takes claims_locales', { claims_locales: 'se' }),
  'oidcc-login-hint': answers('takes login_hint', { login_hint: 'alice@people.example' }),
  'oidcc-ensure-request-with-unknown-parameter-succeeds': answers('ignores what it does not know', {
    extra: 'foobar',
  }),
  'oidcc-ensure-request-with-acr-values-succeeds': {
    proves: 'says as acr one of those that were asked for',
    async check(party) {
      const supported = party.provider.document['acr_values_supported'] as readonly string[]
      const { idToken } = await tokens(party, { acr_values: `1 2 ${supported.join(' ')}` })
      expect(supported).toContain(idToken.claims['acr'])
    },
  },
} as const satisfies Partial<Record<CoreModule, Check>>

const authTimeOf = (given: Awaited<ReturnType<typeof tokens>>): number =>
  Number(given.idToken.claims['auth_time'])

/** Signs in twice, some seconds apart; answers the times of both logins, and what was shown. */
async function twice(party: Party, seconds: number, changes: Changes) {
  const [client, by] = [await party.client(), stranger(party)]
  const first = await tokens(party, { max_age: '15000' }, { client, by })
  const { clock } = party.provider.server
  clock.ahead += seconds
  const asked = await by.open(addressOf(party, client, changes))
  const second = await tokens(party, changes, { client, by })
  return { first, second, isAskedAgain: asked.page.has('login') }
}

export const userChecks = {
  'oidcc-prompt-login': {
    proves: 'asks for the password again, and moves auth_time',
    async check(party) {
      const { first, second, isAskedAgain } = await twice(party, 2, {
        ...{ prompt: 'login', max_age: '15000' },
      })
      expect(isAskedAgain).toBe(true)
      expect(authTimeOf(second)).toBeGreaterThan(authTimeOf(first))
    },
  },
  'oidcc-prompt-none-not-logged-in': {
    proves: 'answers login_required, and shows no page',
    async check(party) {
      const client = await party.client()
      const visit = await stranger(party).open(addressOf(party, client, { prompt: 'none' }))
      const values = await read(party, client, visit)
      expect([values.get('error'), values.get('state')]).toEqual(['login_required', 'a state'])
    },
  },
  'oidcc-prompt-none-logged-in': {
    proves: 'answers without a page, for the same login',
    async check(party) {
      const { first, second } = await twice(party, 2, { prompt: 'none', max_age: '15000' })
      expect(second.idToken.claims.sub).toBe(first.idToken.claims.sub)
      expect(authTimeOf(second)).toBe(authTimeOf(first))
    },
  },
  'oidcc-max-age-1': {
    proves: 'asks again once max_age has passed, and says auth_time',
    async check(party) {
      const { first, second, isAskedAgain } = await twice(party, 3, { max_age: '1' })
      expect(isAskedAgain).toBe(true)
      expect(authTimeOf(second)).toBeGreaterThan(authTimeOf(first))
    },
  },
  'oidcc-max-age-10000': {
    proves: 'does not ask within max_age, and says the auth_time that was',
    async check(party) {
      const { first, second, isAskedAgain } = await twice(party, 2, { max_age: '10000' })
      expect(isAskedAgain).toBe(false)
      expect(authTimeOf(second)).toBe(authTimeOf(first))
    },
  },
  'oidcc-id-token-hint': {
    proves: 'answers prompt=none for the user of the hint',
    async check(party) {
      const [client, by] = [await party.client(), stranger(party)]
      const first = await tokens(party, {}, { client, by })
      const changes = { prompt: 'none', id_token_hint: first.idTokenText }
      const second = await tokens(party, changes, { client, by })
      expect(second.idToken.claims.sub).toBe(first.idToken.claims.sub)
    },
  },
} as const satisfies Partial<Record<CoreModule, Check>>

/** Refused at the redirect URI, in the mode that the answer would have had. */
export async function expectError(party: Party, changes: Changes, ...errors: readonly string[]) {
  const values = await ask(party, changes)
  expect(errors).toContain(values.get('error'))
  expect(values.get('state')).toBe('a state')
}
