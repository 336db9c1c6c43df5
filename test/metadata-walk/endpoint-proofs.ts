/**
 * Proofs of what is there beside: the issuer, and registration.
 *
 * @module
 */

import { expect } from 'vitest'
import { initialAccessToken } from '../support/provider.ts'
import { ask, publicClient } from '../support/relying-party.ts'
import { publicApp } from './authorization-proofs.ts'
import { flag, type Proof } from './proof.ts'

export const issuer: Proof = async (provider, said) => {
  expect(said).toBe(provider.issuer)
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    const answer = await fetch(`${provider.issuer}/.well-known/${name}`)
    expect(await answer.json()).toEqual(provider.document)
  }
}

/** Where the metadata name none, nobody registers. */
export const registration: Proof = async (provider, said) => {
  const metadata = { ...publicClient, redirect_uris: ['https://new.example/callback'] }
  const answer = await fetch(`${provider.issuer}/register`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${initialAccessToken}`,
    },
    body: JSON.stringify(metadata),
  })
  expect(answer.status).toBe(said === undefined ? 403 : 201)
  if (said === undefined) return
  const client = await provider.clientWith(metadata)
  expect((await ask(provider, client, { response_type: 'code' })).has('code')).toBe(true)
}

export const mustPush: Proof = flag(
  () => Promise.reject(new Error('has no proof: a realm never asks it of every client')),
  async (provider) => {
    const values = await ask(provider, await publicApp(provider), { response_type: 'code' })
    expect(values.has('code')).toBe(true)
  },
)
