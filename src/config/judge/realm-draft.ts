import { type Finding, type Path, pathText } from '../fault.ts'
import { inherit } from '../schema/realm-schema.ts'
import type { Options } from '../schema/schema.ts'
import { type Draft, isObject } from '../source/read.ts'

/** One realm, as far as it could be read. */
export interface RealmDraft {
  readonly id: string
  readonly path: Path
  /** The whole configuration as it is for this realm: what it leaves out is as at the top level. */
  readonly settings: Draft<Options>
  /** Where the setting at `path` is written: in the realm, or at the top level for all. */
  placeOf(...path: readonly string[]): Path
}

/** Every realm of the configuration; that at the top level, `default`, comes first. */
export function realmDrafts(options: Draft<Options>): readonly RealmDraft[] {
  const further = Object.entries(options.realms ?? {}).map(([id, own = {}]): RealmDraft => {
    const path = ['realms', id]
    return {
      id,
      path,
      settings: inherit(options, own),
      placeOf: (...at) => (isWritten(own, at) ? [...path, ...at] : at),
    }
  })
  const top: RealmDraft = { id: 'default', path: [], settings: options, placeOf: (...at) => at }
  return [top, ...further]
}

const isWritten = (own: object, path: readonly string[]): boolean =>
  path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), own) !==
  undefined

/**
 * What `judge` finds in each realm. What is wrong with an inherited setting is told once, at the top
 * level; where only this realm suffers from it, this realm is to blame.
 */
export function judgeRealms(
  options: Draft<Options>,
  judge: (realm: RealmDraft) => readonly Finding[],
): readonly Finding[] {
  const [top, ...further] = realmDrafts(options)
  const ofTop = top === undefined ? [] : judge(top)
  const told = new Set(ofTop.map(wordsOf))
  const ofFurther = further.flatMap((realm) =>
    judge(realm)
      .filter((finding) => !told.has(wordsOf(finding)))
      .map((finding) => (isWithin(realm.path, finding.path) ? finding : blame(realm, finding))),
  )
  return [...ofTop, ...ofFurther]
}

const wordsOf = ({ path, problem }: Finding): string => `${pathText(path)} ${problem}`

export const isWithin = (outer: Path, path: Path): boolean =>
  outer.every((step, index) => path[index] === step)

const blame = ({ path }: RealmDraft, { path: inherited, problem }: Finding): Finding => ({
  path,
  problem: `inherits ${pathText(inherited)}, which ${problem}`,
  becauseOf: inherited,
})

/** The items of a list that could be read, each with its path. */
export function itemsAt<Item>(
  list: readonly (Item | undefined)[] | undefined,
  path: Path,
): readonly { readonly item: Item; readonly path: Path }[] {
  return (list ?? []).flatMap((item, index) =>
    item === undefined ? [] : [{ item, path: [...path, index] }],
  )
}
