/**
 * What must hold of the preset of a realm.
 *
 * @module
 */

import { basePathOf } from '../../protocol/paths.ts'
import { basePathIn, hasPlaceForTenant } from '../../protocol/provider/presets.ts'
import type { Finding } from '../fault.ts'
import type { RealmDraft } from './realm-draft.ts'

export function judgePreset(realm: RealmDraft): readonly Finding[] {
  return [...judgeTenant(realm), ...judgePaths(realm)]
}

/** A name that stands nowhere would be ignored in silence. */
function judgeTenant({ id, settings, placeOf }: RealmDraft): readonly Finding[] {
  const { preset, preset_tenant: tenant } = settings
  if (preset === undefined || tenant === undefined) return []
  if (preset !== 'none' && hasPlaceForTenant(preset, id)) return []
  return [
    {
      path: placeOf('preset_tenant'),
      problem:
        preset === 'none'
          ? 'goes with a preset: set preset, or take it out'
          : `must be left out: the paths of ${preset} have no place for it in this realm`,
      becauseOf: placeOf('preset'),
    },
  ]
}

/** What a provider keeps at the root must be no realm of ours. */
function judgePaths({ id, settings, placeOf }: RealmDraft): readonly Finding[] {
  const { preset, preset_tenant: tenant, realms } = settings
  if (id !== 'default' || preset === undefined || preset === 'none') return []
  const base = basePathIn(id, { name: preset, tenant })
  const taken = Object.keys(realms ?? {}).find((one) => base === basePathOf(one))
  if (taken === undefined) return []
  return [
    {
      path: tenant === undefined ? placeOf('preset') : placeOf('preset_tenant'),
      problem: `must leave ${base} to the realm ${taken}: set preset_tenant to another name, or give preset to that realm instead`,
    },
  ]
}
