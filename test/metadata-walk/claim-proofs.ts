/**
 * Proofs of what is said of users: scopes, claims, acr, subjects.
 *
 * @module
 */

import { expect } from 'vitest'
import type { Changes } from '../support/app.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { publicApp } from './authorization-proofs.ts'
import { known } from './known.ts'
import { each, eachAnd, flag, type Proof } from './proof.ts'
import { publicClient, tokensFor } from './requests.ts'
import type { WalkClient, Walked } from './walked.ts'

async function claimsFor(walked: Walked, changes: Changes, by?: WalkClient) {
  const client = by ?? (await publicApp(walked))
  const { body } = await tokensFor(walked, client, changes)
  const token = body['access_token'] as string
  const { claims: idToken } = await readToken(walked.issuer, String(body['id_token']))
  const known = await userinfo(walked.issuer, token)
  return { scopes: String(body['scope']).split(' '), idToken, userinfo: known.claims, body }
}

export const scopes: Proof = eachAnd('unheard-of', {
  async works(walked, scope) {
    const given = await claimsFor(walked, { scope: `openid ${scope}` })
    expect(given.scopes).toContain(scope)
    if (scope === 'offline_access') expect(given.body).toHaveProperty('refresh_token')
  },
  async refused(walked, scope) {
    const client = await publicApp(walked)
    const { body } = await tokensFor(walked, client, { scope: `openid ${scope}` })
    const given = String(body['scope'] ?? '').split(' ')
    // local mode takes scopes that it does not know, and means nothing by them
    expect(given.includes(scope)).toBe(walked.mode === 'local')
  },
})

const inEvery = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { essential: true }]))

/** Asks for claims by name in both places; the acr is stated where one is asked for. */
async function claimsByName(walked: Walked, names: readonly string[]) {
  const claims = JSON.stringify({ id_token: inEvery(names), userinfo: inEvery(names) })
  const acr_values = (walked.document['acr_values_supported'] as readonly string[]).join(' ')
  const given = await claimsFor(walked, { claims, acr_values, max_age: '3600' })
  return { ...given.idToken, ...given.userinfo }
}

/** alice has each of them, and one that is of no scope. */
export const claims: Proof = async (walked, said) => {
  const listed = said as readonly string[]
  const given = await claimsByName(walked, listed)
  expect(listed.filter((name) => given[name] === undefined)).toEqual([])
  const unlisted = ['amr', 'azp', 'password', 'social_security_number']
  // whatever its users were given can be asked for by name in local mode
  if (walked.mode === 'strict') unlisted.push('shoe_size')
  expect(listed).not.toEqual(expect.arrayContaining(unlisted))
  const other = await claimsByName(walked, unlisted)
  expect(unlisted.filter((name) => other[name] !== undefined)).toEqual([])
}

export const claimsParameter: Proof = flag(
  async (walked) => {
    const asked = JSON.stringify({ id_token: { email: null }, userinfo: { name: null } })
    const given = await claimsFor(walked, { claims: asked })
    expect([given.idToken['email'] === undefined, given.userinfo['name'] === undefined]).toEqual([
      false,
      false,
    ])
    expect([given.idToken['name'], given.userinfo['email']]).toEqual([undefined, undefined])
  },
  () => Promise.reject(new Error('has no proof: the claims parameter is always there')),
)

export const acrValues: Proof = eachAnd('urn:unheard-of', {
  async works(walked, acr_values) {
    expect((await claimsFor(walked, { acr_values })).idToken['acr']).toBe(acr_values)
  },
  async refused(walked, acr_values) {
    expect((await claimsFor(walked, { acr_values })).idToken['acr']).not.toBe(acr_values)
  },
})

const subOf = async (walked: Walked, subject_type: string, host: string): Promise<unknown> => {
  const redirect_uris = [`https://${host}/callback`]
  const client = await walked.clientWith({ ...publicClient, subject_type, redirect_uris })
  return (await claimsFor(walked, {}, client)).idToken.sub
}

export const subjectTypes: Proof = each(known.subjectTypes, {
  async works(walked, type) {
    const client = await publicApp(walked)
    if (type === 'public') {
      expect((await claimsFor(walked, {}, client)).idToken.sub).toBe('alice')
      return
    }
    const subs = [
      await subOf(walked, type, 'one.example'),
      await subOf(walked, type, 'two.example'),
    ]
    expect(new Set([...subs, 'alice']).size).toBe(3)
  },
  async refused(walked, subject_type) {
    const registered = await walked.register({ subject_type })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

export const claimTypes: Proof = each(known.claimTypes, {
  async works(walked) {
    const { userinfo: given } = await claimsFor(walked, { scope: 'openid email' })
    expect(typeof given['email']).toBe('string')
  },
  async refused(walked) {
    const { userinfo: given } = await claimsFor(walked, { scope: 'openid email' })
    for (const name of ['_claim_names', '_claim_sources']) expect(given[name]).toBeUndefined()
  },
})
