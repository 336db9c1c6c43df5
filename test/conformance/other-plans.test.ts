import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Provider, startProvider, startSite } from '../support/provider.ts'
import type { StaticServer } from '../support/static-server.ts'
import type { Check } from './check.ts'
import { coreChecks } from './core.ts'
import { dynamicChecks } from './dynamic-checks.ts'
import { rpInitiatedChecks, toldChecks } from './log-out-checks.ts'
import { createParty, type Party } from './party.ts'
import { corePlans, otherPlans } from './plans.ts'
import { thirdPartyChecks } from './third-party-checks.ts'

const checks: Readonly<Record<string, Check>> = {
  ...{ ...coreChecks, ...dynamicChecks, ...rpInitiatedChecks },
  ...{ ...toldChecks, ...thirdPartyChecks },
}

describe.each(Object.entries(otherPlans))('%s, for code', (_, modules) => {
  let site: StaticServer
  let provider: Provider
  let party: Party
  beforeAll(async () => {
    site = await startSite()
    provider = await startProvider({ signing_key_lifetime: '1d' }, site)
    party = createParty(provider, 'code')
  })
  afterAll(() => Promise.all([provider.close(), site.close()]))

  it.each(modules.map((name) => [name, checks[name]?.proves]))('%s: the provider %s', (name = '') =>
    checks[name]?.check(party),
  )
})

describe('docs/conformance.md', () => {
  const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8')

  it('names every plan', () => {
    const plans = [...Object.keys(corePlans), ...Object.keys(otherPlans)]
    expect(plans.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  it.each(Object.entries(checks))('says what proves %s', (name, { proves }) => {
    expect(page).toContain(`| \`${name}\` | ${proves} |`)
  })
})
