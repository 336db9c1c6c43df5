/**
 * What the plans of OpenID Connect Core ask about the request: its redirect URI, its nonce, its object.
 *
 * @module
 */

import { expect } from 'vitest'
import { answerOf } from '../support/app.ts'
import { signBy } from '../support/keyring.ts'
import { type RelyingParty, usualRedirectUri } from '../support/provider.ts'
import { parametersOf, valuesOf } from '../support/relying-party.ts'
import type { Check } from './check.ts'
import { expectError } from './core-checks.ts'
import { addressOf, ask, hasCode, hasIdToken, type Party, stranger, tokens } from './party.ts'
import type { CoreModule } from './plans.ts'

/** A request object that nobody has signed, with the parameters that stand beside it but for `inside`. */
const objectFor = (party: Party, client: RelyingParty, inside: object): Promise<string> =>
  signBy('none', {
    ...parametersOf(client, {
      ...{ response_type: party.responseType, response_mode: party.responseMode },
      ...{ code_challenge: undefined, code_challenge_method: undefined },
    }),
    ...inside,
  })

const unsigned = { request_object_signing_alg: 'none' }

export const requestChecks = {
  'oidcc-response-type-missing': {
    proves: 'answers invalid_request',
    async check(party) {
      const client = await party.client()
      const address = addressOf(party, client, { response_type: undefined })
      const { values } = answerOf(await stranger(party).open(address))
      expect([values.get('error'), values.get('state')]).toEqual(['invalid_request', 'a state'])
    },
  },
  'oidcc-ensure-request-without-nonce-fails': {
    proves: 'answers invalid_request where an ID Token would come by the browser',
    concerns: hasIdToken,
    check: (party) => expectError(party, { nonce: undefined }, 'invalid_request'),
  },
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': {
    proves: 'answers without a nonce where the ID Token comes for a code',
    concerns: (party) => hasCode(party) && !hasIdToken(party),
    async check(party) {
      const { idToken } = await tokens(party, { nonce: undefined })
      expect(idToken.claims).not.toHaveProperty('nonce')
    },
  },
  'oidcc-ensure-registered-redirect-uri': {
    proves: 'shows a page, and sends nobody to an address that is not registered',
    async check(party) {
      const changes = { redirect_uri: `${usualRedirectUri}/other` }
      const visit = await stranger(party).open(addressOf(party, await party.client(), changes))
      expect([visit.status, visit.location]).toEqual([400, undefined])
      expect(visit.page.has('form-post')).toBe(false)
    },
  },
  'oidcc-ensure-post-request-succeeds': {
    proves: 'takes a request by POST',
    async check(party) {
      const client = await party.client()
      await ask(party, {}, { client })
      const { searchParams } = new URL(addressOf(party, client))
      const address = party.provider.at('authorization_endpoint')
      const visit = await party.provider.alice.post(address, searchParams)
      expect((await valuesOf(party.provider, client, visit)).has('code')).toBe(true)
    },
  },
  'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported': {
    proves: 'answers request_uri_not_supported, as its metadata say',
    async check(party) {
      expect(party.provider.document['request_uri_parameter_supported']).toBe(false)
      const request_uri = 'https://app.example/request.jwt'
      await expectError(party, { request_uri }, 'request_uri_not_supported')
    },
  },
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported': {
    proves:
      'reads one of a client that registered none, also a state and mode that stand in it alone',
    async check(party) {
      const client = await party.client(unsigned)
      const request = await objectFor(party, client, { state: 'inside' })
      const changes = { request, state: undefined, nonce: undefined, response_mode: undefined }
      const given = await tokens(party, changes, { client })
      expect(given.answer.get('state')).toBe('inside')
      expect(given.idToken.claims['nonce']).toBe('a nonce')
      const other = await objectFor(party, await party.client(), {})
      await expectError(party, { request: other }, 'request_not_supported')
    },
  },
  'oidcc-ensure-request-object-with-redirect-uri': {
    proves: 'takes the redirect_uri of the object, and not the one beside it',
    async check(party) {
      const client = await party.client(unsigned)
      const request = await objectFor(party, client, {})
      const beside = { request, redirect_uri: 'https://elsewhere.example/callback' }
      expect((await ask(party, beside, { client })).has('error')).toBe(false)
    },
  },
} as const satisfies Partial<Record<CoreModule, Check>>
