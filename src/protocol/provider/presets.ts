/**
 * The presets by their names, and a realm under one of them.
 *
 * @module
 */

import type { Preset } from './preset.ts'
import { createProvider, type Provider } from './provider.ts'
import { adfs } from './rows/adfs.ts'
import { auth0 } from './rows/auth0.ts'
import { cognito } from './rows/cognito.ts'
import { entra } from './rows/entra.ts'
import { google } from './rows/google.ts'
import { identityserver } from './rows/identityserver.ts'
import { keycloak } from './rows/keycloak.ts'
import { moserver } from './rows/moserver.ts'
import { okta } from './rows/okta.ts'
import { wso2 } from './rows/wso2.ts'

export const presets = {
  ...{ wso2, moserver, keycloak, auth0, okta },
  ...{ entra, google, cognito, identityserver, adfs },
} as const satisfies Readonly<Record<string, Preset>>

export type PresetName = keyof typeof presets

// the keys of the table above
export const presetNames = Object.keys(presets) as readonly PresetName[]

/** What is configured of it. */
export interface PresetTerms {
  readonly name: PresetName
  /** In the place of the usual one. */
  readonly tenant: string | undefined
}

/** What the paths of a preset begin with, below the address of its realm. */
export function basePathIn(realmId: string, { name, tenant }: PresetTerms): string {
  const preset: Preset = presets[name]
  return preset.base?.({ realmId, tenant: tenant ?? preset.tenant ?? '' }) ?? ''
}

/** Whether the paths or the issuer of a preset name a tenant there. */
export function hasPlaceForTenant(name: PresetName, realmId: string): boolean {
  const { base, issuer, paths }: Preset = presets[name]
  const one = { realmId, tenant: 'one' }
  const other = { realmId, tenant: 'other' }
  const isInPaths = paths.some(({ theirs }) => theirs.includes('{tenant}'))
  return isInPaths || issuer(one) !== issuer(other) || base?.(one) !== base?.(other)
}

export function providerOf(realmId: string, terms: PresetTerms | undefined): Provider | undefined {
  if (terms === undefined) return undefined
  const preset: Preset = presets[terms.name]
  return createProvider(terms.name, preset, {
    realmId,
    tenant: terms.tenant ?? preset.tenant ?? '',
  })
}
