import type { Options } from '../schema/schema.ts'
import type { Draft } from '../source/read.ts'
import type { Path } from './fault.ts'

/** The users, clients and scopes of one realm, as far as they could be read. */
export interface RealmDraft {
  readonly id: string
  readonly path: Path
  readonly settings: Pick<Draft<Options>, 'clients' | 'users' | 'scopes'>
}

/** Every realm of the configuration; that at the top level, `default`, comes first. */
export function realmDrafts(options: Draft<Options>): readonly RealmDraft[] {
  const further = Object.entries(options.realms ?? {}).map(([id, settings]) => ({
    id,
    path: ['realms', id],
    settings: settings ?? {},
  }))
  return [{ id: 'default', path: [], settings: options }, ...further]
}

/** The items of a list that could be read, each with its path. */
export function itemsAt<Item>(
  list: readonly (Item | undefined)[] | undefined,
  path: Path,
): readonly { readonly item: Item; readonly path: Path }[] {
  return (list ?? []).flatMap((item, index) =>
    item === undefined ? [] : [{ item, path: [...path, index] }],
  )
}
