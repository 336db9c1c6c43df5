/**
 * What a realm of a test needs to answer a request as this one did.
 *
 * @module
 */

import type { Realm } from '../../realm.ts'
import { type ToldClient, writtenOf } from '../applications/client.ts'
import type { Ask } from '../ask.ts'
import type { WrittenUser } from '../people/written-user.ts'
import type { WrittenExchange } from './written.ts'

/** By the keys that fragrant.yaml has for a realm; what a realm of a test has anyway is left out. */
export type TestSeed = Readonly<Record<string, unknown>>

/** Errors of a browser in which nobody is signed in, or somebody who has to be asked. */
const unasked = new Set([
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
])

export async function seedOf(
  ask: Ask,
  realm: Realm,
  { clientId, user, response }: WrittenExchange,
): Promise<TestSeed> {
  const client = clientId === undefined ? undefined : await clientIn(ask, realm, clientId)
  const person = user === undefined ? undefined : await personIn(ask, realm, user)
  // in a realm of a test everybody is signed in, and nobody is asked
  const asks = unasked.has(String(response.parameters['error']))
  return {
    ...(client && { clients: [client] }),
    ...(person && { users: [person] }),
    ...(asks && { login: { mode: 'form' }, consent: 'ask' }),
  }
}

async function clientIn(ask: Ask, realm: Realm, id: string) {
  const found = await ask<ToldClient>(realm, 'GET', ['clients', id])
  // whoever was accepted on loopback is accepted there too
  if (found.kind === 'refused' || found.answer.source === 'loopback') return undefined
  const { has_secret: isConfidential, client_secret_sha256: hash } = found.answer
  const secret = isConfidential && hash === undefined ? { client_secret: 'not-the-one-it-has' } : {}
  // a picture lies where this server runs, and how pages look is tested by nobody here
  const { logo, colour, ...written } = writtenOf(found.answer)
  return { ...written, ...secret }
}

async function personIn(ask: Ask, realm: Realm, id: string) {
  const found = await ask<WrittenUser>(realm, 'GET', ['users', id])
  if (found.kind === 'refused') return undefined
  const { username, sub, claims, from, changed } = found.answer
  if (from === 'demo' && !changed) return undefined
  return { username, ...(sub !== username && { sub }), claims }
}
