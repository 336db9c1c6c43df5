/**
 * Proofs of what is there beside: the issuer, and registration.
 *
 * @module
 */

import { expect } from 'vitest'
import { publicApp } from './authorization-proofs.ts'
import { flag, type Proof } from './proof.ts'
import { ask, publicClient } from './requests.ts'
import { initialAccessToken } from './walked.ts'

export const issuer: Proof = async (walked, said) => {
  expect(said).toBe(walked.issuer)
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    const answer = await fetch(`${walked.issuer}/.well-known/${name}`)
    expect(await answer.json()).toEqual(walked.document)
  }
}

/** Where the metadata name none, nobody registers. */
export const registration: Proof = async (walked, said) => {
  const metadata = { ...publicClient, redirect_uris: ['https://new.example/callback'] }
  const answer = await fetch(`${walked.issuer}/register`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${initialAccessToken}`,
    },
    body: JSON.stringify(metadata),
  })
  expect(answer.status).toBe(said === undefined ? 403 : 201)
  if (said === undefined) return
  const client = await walked.clientWith(metadata)
  expect((await ask(walked, client, { response_type: 'code' })).has('code')).toBe(true)
}

export const mustPush: Proof = flag(
  () => Promise.reject(new Error('has no proof: a realm never asks it of every client')),
  async (walked) => {
    const values = await ask(walked, await publicApp(walked), { response_type: 'code' })
    expect(values.has('code')).toBe(true)
  },
)
