/**
 * What may be done with a client beside writing it: keep one that was taken in, its secret, and whom it
 * was let in by.
 *
 * @module
 */

import { z } from 'zod'
import { createEntropy } from '../../../adapters/random/entropy.ts'
import { clientSchema } from '../../../config/schema/client-schema.ts'
import { hashOf } from '../../../protocol/token/refresh-token.ts'
import type { Written } from '../../changed.ts'
import type { Control } from '../../control.ts'
import { ControlError } from '../../control-error.ts'
import { judged } from '../../judged/judge.ts'
import { findUser } from '../../logins/planned-logins.ts'
import { operation } from '../../operation.ts'
import { text } from '../schemas.ts'
import { endLeft } from './end-left.ts'
import { existing, merged, patch, patched } from './records.ts'
import { settleWithdrawals } from './settle-withdrawals.ts'
import { client, shownClient } from './shown-clients.ts'
import { takenInAt } from './taken-in.ts'

const entropy = createEntropy()

/** The operator's own from now on, without a break for whoever uses it. */
async function keep(control: Control, r: string, id: string, change: Written): Promise<Written> {
  const taken = (await takenInAt(control, r)).find((one) => one.client_id === id)
  if (taken === undefined) {
    existing(control, r, 'clients', id)
    throw new ControlError(409, `The client ${id} is the operator's already.`)
  }
  const written = merged(taken.written, { ...change, client_id: id })
  judged(clientSchema, written, 'the body')
  const at = control.find(r)
  const { clients, stores } = at.realm.inside
  const changed = control.changes.change(r, 'clients', id, written)
  // it counts already: what the app was given goes on to count from the same moment
  if (written['enabled'] !== false) clients.keepSince(id, taken.since)
  await changed
  await stores.registrations.remove(id)
  await endLeft(at)
  return written
}

async function secretOf(control: Control, r: string, id: string, hash: string): Promise<void> {
  if ((await takenInAt(control, r)).some((one) => one.client_id === id)) {
    throw new ControlError(409, `The client ${id} must be kept before it can have a secret.`)
  }
  const change = { client_secret: null, client_secret_sha256: hash }
  await patched(control, [r, 'clients', id], clientSchema, change)
}

const grant = z
  .object({
    sub: z.string(),
    username: z.string().nullable().meta({ description: 'Null where there is no such user now.' }),
    grants: z.array(z.string()).meta({ description: 'Scopes, and single claims as `claim:name`.' }),
    since: z.number().meta({ description: 'Epoch seconds of the first answer.' }),
    lastAt: z.number().meta({ description: 'Epoch seconds of about the last one.' }),
  })
  .meta({ title: 'Grant', description: 'What a user has let an app have.' })

const grantOperations = [
  operation({
    name: 'clients.grants',
    method: 'GET',
    path: '/realms/{r}/clients/{id}/grants',
    summary: 'Lists the users who have granted a client what it asked for.',
    answer: z.array(grant),
    async run(control, { path: { r = '', id = '' } }) {
      const { flows, users } = control.find(r).realm.inside
      const granted = await flows.grants.of(id)
      return Promise.all(
        granted.map(async ({ sub, grants, since, lastAt }) => ({
          ...{ sub, grants: [...grants], since, lastAt },
          username: (await users.find(sub))?.username ?? null,
        })),
      )
    },
  }),
  operation({
    name: 'clients.withdraw',
    method: 'DELETE',
    path: '/realms/{r}/clients/{id}/grants',
    summary:
      'Takes back what a client was granted, by one user or by all: tokens, codes, approvals.',
    query: z.strictObject({ user: text.optional() }),
    answer: z.object({ withdrawn: z.number().meta({ description: 'By how many users.' }) }),
    async run(control, { path: { r = '', id = '' }, query: { user } }) {
      const at = control.find(r)
      const { flows, users } = at.realm.inside
      const sub = user === undefined ? undefined : ((await findUser(users, user))?.sub ?? user)
      const withdrawn = await flows.grants.withdraw(id, sub)
      await settleWithdrawals(at)
      return { withdrawn }
    },
  }),
]

export const clientOperations = [
  operation({
    name: 'clients.keep',
    method: 'POST',
    path: '/realms/{r}/clients/{id}/keep',
    summary:
      'Makes a client the operator’s own that was accepted on loopback or has registered itself: its redirect URIs are exact from then on. The body changes members, as an update does.',
    body: patch.default({}),
    answer: client,
    run: async (control, { path: { r = '', id = '' }, body }) =>
      shownClient(await keep(control, r, id, body), control, r),
  }),
  operation({
    name: 'clients.secret',
    method: 'POST',
    path: '/realms/{r}/clients/{id}/secret',
    summary: 'Gives a client a secret, in the place of the one that it has. Only its hash is kept.',
    answer: z.object({ client_id: z.string(), client_secret: z.string() }),
    status: 201,
    async run(control, { path: { r = '', id = '' } }) {
      const secret = entropy.secret()
      await secretOf(control, r, id, hashOf(secret))
      return { client_id: id, client_secret: secret }
    },
  }),
  operation({
    name: 'clients.revokeSecret',
    method: 'DELETE',
    path: '/realms/{r}/clients/{id}/secret',
    summary: 'Ends the secret of a client: none is right until it is given another.',
    answer: z.null(),
    status: 204,
    async run(control, { path: { r = '', id = '' } }) {
      await secretOf(control, r, id, 'revoked')
      return null
    },
  }),
  ...grantOperations,
]
