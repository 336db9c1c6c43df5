/**
 * What a realm is made of: users, clients and scopes.
 *
 * @module
 */

import { z } from 'zod'
import { clientSchema } from './client-schema.ts'
import { defaults } from './default-said.ts'
import { isScopeToken } from './scope-token.ts'
import { userSchema } from './user-schema.ts'
import { list, text } from './value.ts'

const scopeSchema = z
  .strictObject(
    {
      name: text('a scope: printable ASCII without space, " and \\', isScopeToken).meta({
        title: 'Name',
        description: 'What a request says.',
      }),
      words: text('text of 1 to 200 characters', /^.{1,200}$/u).meta({
        title: 'Words',
        description: 'Completes “This app will be able to …” on the consent page.',
      }),
      claims: list(
        text('the name of a claim in printable ASCII', /^[\x21-\x7e]{1,256}$/),
        'a list of claim names',
      )
        .default([])
        .meta({ title: 'Claims', description: 'The claims of the user that it opens.' }),
    },
    { error: 'must be a scope: an object with name and words' },
  )
  .meta({ title: 'Scope', description: 'A scope beside those of OpenID Connect.' })

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
    description: 'Scopes beside openid, profile, email, address, phone and offline_access.',
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
