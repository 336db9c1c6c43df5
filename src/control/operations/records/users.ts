/**
 * What may be done with a user beside writing them: their claims as a whole, and what they let apps have.
 *
 * @module
 */

import { z } from 'zod'
import { userClaims } from '../../../config/schema/user-schema.ts'
import { keyOf, type Written } from '../../changed.ts'
import { asSent } from '../../judged/judge.ts'
import { operation } from '../../operation.ts'
import { text } from '../schemas.ts'
import { existing, replace, shownUser, user } from './records.ts'
import { settleWithdrawals } from './settle-withdrawals.ts'

const claims = asSent<Written>(userClaims)

const grant = z
  .object({
    client_id: z.string(),
    grants: z.array(z.string()).meta({ description: 'Scopes, and single claims as `claim:name`.' }),
    since: z.number().meta({ description: 'Epoch seconds of the first answer.' }),
    lastAt: z.number().meta({ description: 'Epoch seconds of about the last one.' }),
  })
  .meta({ title: 'UserGrant', description: 'What a user has let an app have.' })

export const userOperations = [
  operation({
    name: 'users.claims',
    method: 'PUT',
    path: '/realms/{r}/users/{id}/claims',
    summary: 'Puts claims in the place of those that a user has.',
    body: claims,
    answer: user,
    async run(control, { path: { r = '', id = '' }, body }) {
      const before = existing(control, r, 'users', id)
      const after = await replace(control, r, 'users', id, { ...before, claims: body })
      return shownUser(after, control, r)
    },
  }),
  operation({
    name: 'users.grants',
    method: 'GET',
    path: '/realms/{r}/users/{id}/grants',
    summary: 'Lists the clients that a user has let in.',
    answer: z.array(grant),
    async run(control, { path: { r = '', id = '' } }) {
      const sub = keyOf.users(existing(control, r, 'users', id))
      const apps = await control.find(r).realm.inside.flows.grants.ofUser(sub)
      return apps.map(({ clientId, grants, since, lastAt }) => ({
        ...{ client_id: clientId, grants: [...grants], since, lastAt },
      }))
    },
  }),
  operation({
    name: 'users.withdraw',
    method: 'DELETE',
    path: '/realms/{r}/users/{id}/grants',
    summary: 'Takes back what a user has let a client have, or all of them.',
    query: z.strictObject({ client_id: text.optional() }),
    answer: z.object({ withdrawn: z.number().meta({ description: 'From how many clients.' }) }),
    async run(control, { path: { r = '', id = '' }, query: { client_id: clientId } }) {
      const sub = keyOf.users(existing(control, r, 'users', id))
      const at = control.find(r)
      const withdrawn = await at.realm.inside.flows.grants.withdrawOfUser(sub, clientId)
      await settleWithdrawals(at)
      return { withdrawn }
    },
  }),
]
