/**
 * What a realm is made of: users, clients and scopes.
 *
 * @module
 */

import { z } from 'zod'
import { claimsTargets } from '../../protocol/scope.ts'
import { clientSchema } from './client-schema.ts'
import { defaults } from './default-said.ts'
import { isScopeToken } from './scope-token.ts'
import { claimNames, ofRealm, tokenMembers } from './token-schema.ts'
import { userSchema } from './user-schema.ts'
import { list, listed, oneOf, text } from './value.ts'

const claimsInTakes = `a list of ${listed(claimsTargets)}`

const scopeSchema = z
  .strictObject(
    {
      name: text('a scope: printable ASCII without space, " and \\', isScopeToken).meta({
        title: 'Name',
        description: 'What a request says.',
      }),
      words: text('text of 1 to 200 characters', /^.{1,200}$/u)
        .optional()
        .meta({
          title: 'Words',
          description: 'Completes “This app will be able to …” on the consent page.',
        })
        .register(defaults, { said: 'required; those of OpenID Connect have words' }),
      claims: claimNames()
        .optional()
        .meta({ title: 'Claims', description: 'The claims of the user that it opens.' })
        .register(defaults, { said: 'none; those of OpenID Connect have claims' }),
      claims_in: list(oneOf(...claimsTargets), claimsInTakes)
        .min(1, { error: `must be ${claimsInTakes}` })
        .optional()
        .meta({ title: 'Claims in', description: 'Where its claims go.' })
        .register(defaults, {
          said: 'userinfo, and an ID Token that comes without an access token (OIDC Core §5.4)',
        }),
    },
    { error: 'must be a scope: an object with name and words' },
  )
  .meta({
    title: 'Scope',
    description: 'A scope beside those of OpenID Connect, or what is to differ of one of those.',
  })

export const clients = () =>
  list(clientSchema, 'a list of clients').optional().meta({
    title: 'Clients',
    description: 'The apps that may ask for tokens.',
  })

export const users = () =>
  list(userSchema, 'a list of users').optional().meta({
    title: 'Users',
    description: 'Who may sign in.',
  })

export const scopes = () =>
  list(scopeSchema, 'a list of scopes').default([]).meta({
    title: 'Scopes',
    description:
      'Scopes beside openid, profile, email, address, phone and offline_access, and what is to differ of those.',
  })

export const said = {
  users: { said: 'alice and bob in local mode; none in strict mode' },
  clients: { said: 'demo clients in local mode; none in strict mode' },
}

export const realmError =
  'must be an object of realms, or of users, clients and scopes within a realm'

export const realmSchema = z
  .strictObject(
    {
      users: users().register(defaults, said.users),
      clients: clients().register(defaults, said.clients),
      scopes: scopes(),
      ...tokenMembers(ofRealm),
    },
    { error: realmError },
  )
  .meta({ title: 'Realm', description: 'An issuer of its own at /realms/{id}.' })

export const realmId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .refine((id) => id !== 'default')

export const realmIdTakes =
  'must have an id of lower-case letters, digits and hyphens, at most 63, and not default (the users and clients at the top level are those of the default realm)'

export type ScopeOptions = z.output<typeof scopeSchema>
