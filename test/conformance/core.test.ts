import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Provider, startProvider, startSite } from '../support/provider.ts'
import type { StaticServer } from '../support/static-server.ts'
import { coreChecks } from './core.ts'
import { createParty, type Party } from './party.ts'
import { corePlans } from './plans.ts'

const variants = Object.entries(corePlans).flatMap(([name, { responseTypes, ...plan }]) =>
  responseTypes.map((responseType) => ({ name, responseType, ...plan })),
)

describe.each(variants)('$name, for $responseType', ({ responseType, responseMode, modules }) => {
  let site: StaticServer
  let provider: Provider
  let party: Party
  beforeAll(async () => {
    site = await startSite()
    provider = await startProvider({}, site)
    party = createParty(provider, responseType, responseMode)
  })
  afterAll(() => Promise.all([provider.close(), site.close()]))

  const concerned = modules.filter((name) => {
    const { concerns = () => true } = coreChecks[name]
    return concerns({ responseType } as Party)
  })
  it.each(concerned.map((name) => [name, coreChecks[name].proves] as const))(
    '%s: the provider %s',
    (name) => coreChecks[name].check(party),
  )
})
