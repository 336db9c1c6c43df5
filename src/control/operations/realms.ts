import { z } from 'zod'
import { createEntropy } from '../../adapters/random/entropy.ts'
import { realmId } from '../../config/schema/realm-schema.ts'
import { basePathOf, realmPaths } from '../../protocol/paths.ts'
import { advertisedPath } from '../../protocol/provider/provider.ts'
import type { LiveRealm } from '../../wire.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { operation } from '../operation.ts'

const endpoints = z.object({
  discovery: z.string(),
  authorization: z.string(),
  token: z.string(),
  userinfo: z.string(),
  jwks: z.string(),
  endSession: z.string(),
  introspection: z.string(),
  revocation: z.string(),
  registration: z.string(),
  playground: z.string(),
})

export const realm = z
  .object({
    id: z.string(),
    issuer: z.string(),
    endpoints,
    env: z.string().meta({ description: 'Lines for a .env file of the app under test.' }),
    kept: z.boolean().meta({
      description: 'Whether users and clients that are added to it outlive a restart.',
    }),
  })
  .meta({ title: 'Realm' })

export const seed = z.looseObject({ id: realmId.optional() }).meta({
  title: 'Seed',
  description:
    'The settings of a realm as `realms` in fragrant.yaml takes them (users, clients, consent, lifetimes …), and its id. What is left out is as the configuration says at the top level.',
})

export function describeRealm(
  { id, issuer: address, iss, provider }: LiveRealm,
  { changes }: Control,
): z.input<typeof realm> {
  const at = (path: string): string => address + advertisedPath(provider, path)
  return {
    id,
    issuer: iss,
    endpoints: {
      discovery: at(realmPaths.openidMetadata),
      authorization: at(realmPaths.authorize),
      token: at(realmPaths.token),
      userinfo: at(realmPaths.userinfo),
      jwks: at(realmPaths.jwks),
      endSession: at(realmPaths.logOut),
      introspection: at(realmPaths.introspect),
      revocation: at(realmPaths.revoke),
      registration: at(realmPaths.register),
      playground: at(realmPaths.playground),
    },
    kept: changes.keeps(id),
    env: `OIDC_ISSUER=${iss}\nOIDC_DISCOVERY=${at(realmPaths.openidMetadata)}\n`,
  }
}

const entropy = createEntropy()

/** An id that nothing else has: tests that run side by side never meet. */
const freshId = (): string =>
  `r-${entropy
    .id()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')}`

export const realmOperations = [
  operation({
    name: 'realms.add',
    method: 'POST',
    path: '/realms',
    summary: 'Makes a realm: an issuer with users, clients, keys, clock and journal of its own.',
    body: seed.prefault({}),
    answer: realm,
    status: 201,
    run(control, { body: { id = freshId(), ...own } }) {
      if (control.realms().some((one) => one.id === id)) {
        throw new ControlError(409, `There is a realm ${id} already.`, 'id')
      }
      return describeRealm(control.changes.make(id, own), control)
    },
  }),
  operation({
    name: 'realms.list',
    method: 'GET',
    path: '/realms',
    summary: 'Lists every realm.',
    answer: z.array(realm),
    run: (control) => control.realms().map((one) => describeRealm(one, control)),
  }),
  operation({
    name: 'realms.get',
    method: 'GET',
    path: '/realms/{r}',
    summary: 'Describes a realm.',
    answer: realm,
    run: (control, { path: { r = '' } }) => describeRealm(control.find(r).realm, control),
  }),
  operation({
    name: 'realms.remove',
    method: 'DELETE',
    path: '/realms/{r}',
    summary: 'Takes a realm out with all that it holds.',
    answer: z.null(),
    status: 204,
    run(control, { path: { r = '' } }) {
      control.find(r)
      if (r === 'default') throw new ControlError(409, 'The default realm is always there.')
      control.changes.remove(r)
      control.recorder.keepOnly(control.realms().map(({ id }) => id))
      return null
    },
  }),
  operation({
    name: 'realms.reset',
    method: 'POST',
    path: '/realms/{r}/reset',
    summary: 'Gives a realm back as it was made or configured; only its keys stay.',
    answer: realm,
    async run(control, { path: { r = '' } }) {
      control.find(r)
      control.recorder.of(r).reset()
      const realm = await control.changes.reset(r)
      await realm.inside.steering?.sharing.meet()
      return describeRealm(realm, control)
    },
  }),
]

export const healthOperations = [
  operation({
    name: 'health',
    method: 'GET',
    path: '/health',
    summary: 'Says that the control API answers.',
    answer: z.object({ status: z.literal('ok') }),
    run: () => ({ status: 'ok' as const }),
  }),
  operation({
    name: 'capabilities',
    method: 'GET',
    path: '/capabilities',
    summary: 'Says what is switched on.',
    answer: z.object({
      version: z.string(),
      basePath: z.string().meta({ description: 'What the paths of further realms begin with.' }),
      capabilities: z.array(z.string()),
    }),
    run: ({ version }) => ({
      version,
      basePath: basePathOf('{r}'),
      capabilities: [...capabilities],
    }),
  }),
]

const capabilities = [
  'realms',
  'users',
  'clients',
  'logins',
  'authorize',
  'tokens',
  'faults',
  'scenarios',
  'clock',
  'journal',
  'events',
  'sessions',
  'keys',
  'snapshots',
]
