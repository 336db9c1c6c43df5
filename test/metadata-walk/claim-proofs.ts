/**
 * Proofs of what is said of users: scopes, claims, acr, subjects.
 *
 * @module
 */

import { expect } from 'vitest'
import type { Changes } from '../support/app.ts'
import type { Provider, RelyingParty } from '../support/provider.ts'
import { publicClient, tokensFor } from '../support/relying-party.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { publicApp } from './authorization-proofs.ts'
import { known } from './known.ts'
import { each, eachAnd, flag, type Proof } from './proof.ts'

async function claimsFor(provider: Provider, changes: Changes, by?: RelyingParty) {
  const client = by ?? (await publicApp(provider))
  const { body } = await tokensFor(provider, client, changes)
  const token = body['access_token'] as string
  const { claims: idToken } = await readToken(provider.issuer, String(body['id_token']))
  const known = await userinfo(provider.issuer, token)
  return { scopes: String(body['scope']).split(' '), idToken, userinfo: known.claims, body }
}

export const scopes: Proof = eachAnd('unheard-of', {
  async works(provider, scope) {
    const given = await claimsFor(provider, { scope: `openid ${scope}` })
    expect(given.scopes).toContain(scope)
    if (scope === 'offline_access') expect(given.body).toHaveProperty('refresh_token')
  },
  async refused(provider, scope) {
    const client = await publicApp(provider)
    const { body } = await tokensFor(provider, client, { scope: `openid ${scope}` })
    const given = String(body['scope'] ?? '').split(' ')
    // local mode takes scopes that it does not know, and means nothing by them
    expect(given.includes(scope)).toBe(provider.mode === 'local')
  },
})

const inEvery = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { essential: true }]))

/** Asks for claims by name in both places; the acr is stated where one is asked for. */
async function claimsByName(provider: Provider, names: readonly string[]) {
  const claims = JSON.stringify({ id_token: inEvery(names), userinfo: inEvery(names) })
  const acr_values = (provider.document['acr_values_supported'] as readonly string[]).join(' ')
  const given = await claimsFor(provider, { claims, acr_values, max_age: '3600' })
  return { ...given.idToken, ...given.userinfo }
}

/** alice has each of them, and one that is of no scope. */
export const claims: Proof = async (provider, said) => {
  const listed = said as readonly string[]
  const given = await claimsByName(provider, listed)
  expect(listed.filter((name) => given[name] === undefined)).toEqual([])
  // a preset writes some that no other realm has
  const written = ['amr', 'azp'].filter((name) => !listed.includes(name))
  const unlisted = [...written, 'password', 'social_security_number']
  // whatever its users were given can be asked for by name in local mode
  if (provider.mode === 'strict') unlisted.push('shoe_size')
  expect(listed).not.toEqual(expect.arrayContaining(unlisted))
  const other = await claimsByName(provider, unlisted)
  expect(unlisted.filter((name) => other[name] !== undefined)).toEqual([])
}

export const claimsParameter: Proof = flag(
  async (provider) => {
    const asked = JSON.stringify({ id_token: { email: null }, userinfo: { name: null } })
    const given = await claimsFor(provider, { claims: asked })
    expect([given.idToken['email'] === undefined, given.userinfo['name'] === undefined]).toEqual([
      false,
      false,
    ])
    expect([given.idToken['name'], given.userinfo['email']]).toEqual([undefined, undefined])
  },
  () => Promise.reject(new Error('has no proof: the claims parameter is always there')),
)

export const acrValues: Proof = eachAnd('urn:unheard-of', {
  async works(provider, acr_values) {
    expect((await claimsFor(provider, { acr_values })).idToken['acr']).toBe(acr_values)
  },
  async refused(provider, acr_values) {
    expect((await claimsFor(provider, { acr_values })).idToken['acr']).not.toBe(acr_values)
  },
})

const subOf = async (provider: Provider, subject_type: string, host: string): Promise<unknown> => {
  const redirect_uris = [`https://${host}/callback`]
  const client = await provider.clientWith({ ...publicClient, subject_type, redirect_uris })
  return (await claimsFor(provider, {}, client)).idToken.sub
}

export const subjectTypes: Proof = each(known.subjectTypes, {
  async works(provider, type) {
    const client = await publicApp(provider)
    if (type === 'public') {
      expect((await claimsFor(provider, {}, client)).idToken.sub).toBe('alice')
      return
    }
    const subs = [
      await subOf(provider, type, 'one.example'),
      await subOf(provider, type, 'two.example'),
    ]
    expect(new Set([...subs, 'alice']).size).toBe(3)
  },
  async refused(provider, subject_type) {
    const registered = await provider.register({ subject_type })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

export const claimTypes: Proof = each(known.claimTypes, {
  async works(provider) {
    const { userinfo: given } = await claimsFor(provider, { scope: 'openid email' })
    expect(typeof given['email']).toBe('string')
  },
  async refused(provider) {
    const { userinfo: given } = await claimsFor(provider, { scope: 'openid email' })
    for (const name of ['_claim_names', '_claim_sources']) expect(given[name]).toBeUndefined()
  },
})
