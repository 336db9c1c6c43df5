import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realmPaths } from '../../src/protocol/paths.ts'
import { type Provider, startProvider, startSite } from '../support/provider.ts'
import { routesOf } from '../support/routes.ts'
import type { StaticServer } from '../support/static-server.ts'
import { proofs } from './proofs.ts'
import { registering, rich, strict } from './realms.ts'

/** What apps may call that is found in another way than by a member of the metadata. */
const beside = [
  ...['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
  // the SDK of auth0 has these built in
  ...['/oauth/token', '/oauth/revoke'],
  '/.well-known/oauth-authorization-server/realms/:id',
  // is not found but under a preset that has it, as test/presets/keycloak.test.ts shows
  '/userinfo/profile',
  // refuses where nobody registers; a client is told its own address
  ...['/register', '/register/:id'],
]

const realms = {
  'a local realm with everything on': () => rich,
  'a strict realm whose clients ask for codes': strict,
  'a strict realm with APIs, where clients register by token': registering,
  // its issuer is its address, and every endpoint is another path than ours
  'a realm under the preset identityserver': () => ({ ...rich, preset: 'identityserver' as const }),
}

describe.each(Object.entries(realms))('%s', (_, options) => {
  let site: StaticServer
  let provider: Provider
  beforeAll(async () => {
    site = await startSite()
    provider = await startProvider(await options(), site)
  })
  afterAll(() => Promise.all([provider.close(), site.close()]))

  it('says nothing in its metadata that has no proof', () => {
    const unproved = Object.keys(provider.document).filter((name) => !Object.hasOwn(proofs, name))
    expect(unproved, 'members to prove in test/metadata-walk/proofs.ts').toEqual([])
  })

  it('answers apps at the addresses that it names, and at no other', () => {
    // under a preset our own paths answer beside those of the provider
    const isUnderPreset = provider.at('token_endpoint').includes('/connect/')
    const named = Object.values(provider.document)
      .filter((value) => typeof value === 'string' && value.startsWith(`${provider.issuer}/`))
      .map((value) => new URL(String(value)).pathname)
    const called = routesOf(provider.server.app)
      .filter(({ path, methods }) => methods.includes('OPTIONS') && !path.startsWith('/realms/'))
      .map(({ path }) => path)
    const ours: readonly unknown[] = isUnderPreset ? Object.values(realmPaths) : []
    const known = [...named, ...beside, ...ours]
    expect(called.filter((path) => !known.includes(path))).toEqual([])
  })

  it.each(Object.entries(proofs))('does what it says by %s, and no more', (name, proof) =>
    proof(provider, provider.document[name]),
  )
})
