import { resolve } from 'node:path'
import { readLogo } from '../../adapters/logos/logo-file.ts'
import type { Finding, Path } from '../fault.ts'
import { itemsAt, type RealmDraft } from './realm-draft.ts'

/** Each logo of a realm and of its clients can be shown. Paths are relative to `folder`. */
export function judgeBrand({ settings, placeOf }: RealmDraft, folder: string): readonly Finding[] {
  const judge = (file: string | undefined, path: Path): readonly Finding[] => {
    const read = file === undefined ? undefined : readLogo(resolve(folder, file))
    return read?.kind === 'refused' ? [{ path, problem: read.problem }] : []
  }
  const clients = itemsAt(settings.clients, placeOf('clients'))
  return [
    ...judge(settings.logo, placeOf('logo')),
    ...clients.flatMap(({ item, path }) => judge(item.logo, [...path, 'logo'])),
  ]
}
