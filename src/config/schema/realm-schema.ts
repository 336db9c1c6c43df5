/**
 * What a realm is made of: its settings, users, clients and scopes. The top level is the realm
 * `default`, and what it says holds for every other that does not say otherwise.
 *
 * @module
 */

import { z } from 'zod'
import { isKeyName, keyName } from '../../adapters/jose/keys/imported/private-key-text.ts'
import { signingAlgs } from '../../protocol/keys/signing-alg.ts'
import { presetNames } from '../../protocol/provider/presets.ts'
import { claimNames } from '../../protocol/register/token-metadata.ts'
import { flag, list, listed, oneOf, shownText, text } from '../../protocol/register/value.ts'
import { claimsTargets, isScopeToken } from '../../protocol/scope.ts'
import { apiSchema } from './api-schema.ts'
import { brandMembers } from './brand-schema.ts'
import { clientSchema } from './client-schema.ts'
import { defaults } from './default-said.ts'
import { duration } from './duration.ts'
import { loginSchema } from './process-schema.ts'
import { ofRealm, tokenSettings } from './token-schema.ts'
import { userSchema } from './user-schema.ts'

const claimsInTakes = `a list of ${listed(claimsTargets)}`

const scopeSchema = z
  .strictObject(
    {
      name: text('a scope: printable ASCII without space, " and \\', isScopeToken).meta({
        title: 'Name',
        description: 'What a request says.',
      }),
      words: shownText(200)
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

/** Seconds. A session that is not used for so long ends, or at its lifetime if that is shorter. */
export const usualIdle = 8 * 3600

/** What the top level says, with its defaults. */
export const realmMembers = {
  preset: oneOf('none', ...presetNames)
    .default('none')
    .meta({
      title: 'Preset',
      description:
        'The provider whose paths, issuer, metadata and claims the realm has besides, for apps that were written against it.',
    }),
  signing_alg: oneOf(...signingAlgs)
    .default('RS256')
    .meta({
      title: 'Signing algorithm',
      description: 'How tokens are signed.',
    }),
  signing_key_lifetime: duration('1m', '3650d')
    .optional()
    .meta({
      title: 'Signing key lifetime',
      description: 'How long a key signs before the next one takes its place.',
    })
    .register(defaults, { said: 'until `fragrant keys rotate`' }),
  signing_key_lead: duration('0s', '30d').prefault('1h').meta({
    title: 'Signing key lead',
    description:
      'How long a new key is published before it signs: longer than apps and APIs keep the key set.',
  }),
  signing_key_generation: text('text of 1 to 64 characters (a number needs quotes)', /^.{1,64}$/u)
    .optional()
    .meta({
      title: 'Signing key generation',
      description: 'Any text: when it becomes another, every key gets a successor.',
    })
    .register(defaults, { said: 'none' }),
  access_token_lifetime: duration('1s', '30d').prefault('1h').meta({
    title: 'Access token lifetime',
    description: 'How long an access token works.',
  }),
  id_token_lifetime: duration('1s', '30d').prefault('1h').meta({
    title: 'ID Token lifetime',
    description: 'How long an ID Token may be accepted.',
  }),
  refresh_token_lifetime: duration('1s', '365d').prefault('30d').meta({
    title: 'Refresh token lifetime',
    description: 'How long what was granted can be renewed, however often that is done.',
  }),
  refresh_token_idle: duration('1s', '365d').prefault('14d').meta({
    title: 'Refresh token idle time',
    description: 'A refresh token that is not used for so long ends.',
  }),
  session_idle: duration('1s', '365d')
    .optional()
    .meta({
      title: 'Session idle time',
      description: 'A session that is not used for so long ends.',
    })
    .register(defaults, { said: '`8h`; session_lifetime when that is shorter' }),
  session_lifetime: duration('1s', '365d').prefault('24h').meta({
    title: 'Session lifetime',
    description: 'A session ends so long after login, used or not.',
  }),
  interaction_lifetime: duration('1s', '10m').prefault('10m').meta({
    title: 'Interaction lifetime',
    description: 'How long a login or consent page may stay open.',
  }),
  acr_values: list(
    text('an authentication context class in printable ASCII', /^[\x21-\x7e]{1,256}$/),
    'a list of at least one authentication context class',
  )
    .min(1, { error: 'must be a list of at least one authentication context class' })
    .default(['urn:fragrant:acr:password'])
    .meta({
      title: 'ACR values',
      description: 'What a login here counts as; the first one unless the app asks for another.',
    }),
  dpop_nonce: flag().default(false).meta({
    title: 'DPoP nonce',
    description:
      'Whether DPoP proofs must bring the newest DPoP-Nonce of this server (RFC 9449 §8): it keeps a proof from being made beforehand, for a further request now and then.',
  }),
  login: loginSchema.prefault({}).meta({
    title: 'Login',
    description: 'How users sign in.',
  }),
  consent: oneOf('ask', 'auto').default('ask').meta({
    title: 'Consent',
    description: 'auto: approves without asking, in local mode on loopback only.',
  }),
  loopback_clients: flag()
    .optional()
    .meta({
      title: 'Loopback clients',
      description:
        'Whether an unknown client with a redirect URI on loopback is accepted, in local mode on loopback only.',
    })
    .register(defaults, { said: 'true; false in strict mode' }),
  registration: oneOf('off', 'open', 'token')
    .optional()
    .meta({
      title: 'Registration',
      description:
        'Whether clients may register themselves (RFC 7591): open, for anybody, works in local mode alone; token asks for initial_access_token.',
    })
    .register(defaults, { said: 'open; off in strict mode' }),
  initial_access_token: text(
    'printable ASCII text of 16 to 256 characters without spaces',
    /^[\x21-\x7e]{16,256}$/,
  )
    .optional()
    .meta({
      title: 'Initial access token',
      description: 'What a client brings as a bearer token to register, with registration: token.',
    })
    .register(defaults, { said: 'nobody has one' }),
  session_cookie_same_site: oneOf('lax', 'none').default('lax').meta({
    title: 'SameSite of the session cookie',
    description: 'none lets apps on another site renew silently; with an https issuer only.',
  }),
  ...brandMembers('the pages of its users', 'none'),
  scopes: list(scopeSchema, 'a list of scopes').default([]).meta({
    title: 'Scopes',
    description:
      'Scopes beside openid, profile, email, address, phone and offline_access, and what is to differ of those.',
  }),
  apis: list(apiSchema, 'a list of APIs').default([]).meta({
    title: 'APIs',
    description:
      'The APIs that access tokens may be for, each with its scopes and how its tokens look. A request chooses one by resource or audience, or by a scope of it.',
  }),
  clients: list(clientSchema, 'a list of clients')
    .optional()
    .meta({
      title: 'Clients',
      description: 'The apps that may ask for tokens.',
    })
    .register(defaults, { said: 'demo clients in local mode; none in strict mode' }),
  users: list(userSchema, 'a list of users')
    .optional()
    .meta({
      title: 'Users',
      description: 'Who may sign in.',
    })
    .register(defaults, { said: 'alice and bob in local mode; none in strict mode' }),
}

const importedKeySchema = z
  .strictObject(
    {
      file: text('the path of a file').meta({
        title: 'File',
        description:
          'A private key as JWK or PEM (PKCS#8, PKCS#1 or SEC 1), not encrypted, that only this user, root or a group can read.',
      }),
      alg: oneOf(...signingAlgs)
        .optional()
        .meta({ title: 'Algorithm', description: 'What it signs with.' })
        .register(defaults, {
          said: 'what the JWK says; else RS256, ES256, ES384 or EdDSA by the kind of the key',
        }),
      kid: text(keyName, isKeyName)
        .optional()
        .meta({ title: 'Key ID', description: 'Its name in the key set and in tokens.' })
        .register(defaults, { said: 'what the JWK says; else its thumbprint (RFC 7638)' }),
    },
    { error: 'must be a signing key: an object with file, and alg and kid if need be' },
  )
  .meta({ title: 'Signing key', description: 'A private key of your own.' })

/** Of one realm alone: whoever has the key of a realm can sign for it. */
const ownMembers = () => ({
  signing_keys: list(importedKeySchema, 'a list of signing keys')
    .optional()
    .meta({
      title: 'Signing keys',
      description:
        'Private keys of your own, in place of those that the server makes. The first of an algorithm signs, the others verify.',
    })
    .register(defaults, { said: 'keys that the server makes' }),
  preset_tenant: text(
    'text of letters, digits, hyphens, dots and underscores, at most 128',
    /^[A-Za-z0-9][\w.-]{0,127}$/,
  )
    .optional()
    .meta({
      title: 'Tenant of the preset',
      description:
        'What stands in the paths of the preset where the provider names a tenant, a realm or a pool.',
    })
    .register(defaults, { said: 'as the preset has it' }),
})

/** The same of the default realm. */
export const defaultRealmMembers = ownMembers()

type Wrapped = z.ZodType & { unwrap(): z.ZodType }

type Inheriting<Members extends Readonly<Record<string, Wrapped>>> = {
  [Key in keyof Members]: z.ZodOptional<ReturnType<Members[Key]['unwrap']>>
}

/** The same members without defaults: what a realm leaves out is as at the top level. */
function inheriting<Members extends Readonly<Record<string, Wrapped>>>(members: Members) {
  const entries = Object.entries(members).map(([key, member]) => [
    key,
    member
      .unwrap()
      .optional()
      .meta(member.meta() ?? {})
      .register(defaults, { said: 'as at the top level' }),
  ])
  // Each member became an optional one under its own key.
  return Object.fromEntries(entries) as Inheriting<Members>
}

export const realmError = 'must be an object of realms, each an object of settings'

export const realmSchema = z
  .strictObject(
    { ...inheriting(realmMembers), ...tokenSettings(ofRealm), ...ownMembers() },
    { error: realmError },
  )
  .meta({ title: 'Realm', description: 'An issuer of its own at /realms/{id}.' })

interface Inherited {
  readonly login?: object | undefined
  readonly signing_keys?: unknown
  readonly preset_tenant?: unknown
}

/**
 * The settings of a realm: what it says itself, then what `top` says for all. A list is taken as a
 * whole, `login` member by member, and the keys and the name of one realm are of no other.
 */
export function inherit<Settings extends Inherited>(
  top: Settings,
  own: { readonly [Key in keyof Settings]?: Settings[Key] | undefined },
): Settings {
  return {
    ...top,
    ...written(own),
    login: { ...top.login, ...written(own.login ?? {}) },
    signing_keys: own.signing_keys,
    preset_tenant: own.preset_tenant,
  }
}

const written = (settings: object): object =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))

export const realmIdTakes =
  'must have an id of lower-case letters, digits and hyphens, at most 63, and not default (the users and clients at the top level are those of the default realm)'

export const realmId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: realmIdTakes })
  .refine((id) => id !== 'default', { error: realmIdTakes })

export type ImportedKeyOptions = z.output<typeof importedKeySchema>

export type ScopeOptions = z.output<typeof scopeSchema>
