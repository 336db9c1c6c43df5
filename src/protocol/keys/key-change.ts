import type { KeyLife } from './key-life.ts'

/** What has become of the keys of a realm, by their names. */
export interface KeyChange {
  readonly published: readonly string[]
  readonly dropped: readonly string[]
}

/** The successors that have come, and the keys that have gone; the first key of an algorithm is no news. */
export function keyChange(
  before: readonly KeyLife[],
  after: readonly KeyLife[],
): KeyChange | undefined {
  const published = missingIn(before, after).filter((key) =>
    before.some(({ alg }) => alg === key.alg),
  )
  const dropped = missingIn(after, before)
  if (published.length === 0 && dropped.length === 0) return undefined
  return { published: published.map(({ kid }) => kid), dropped: dropped.map(({ kid }) => kid) }
}

const missingIn = (keys: readonly KeyLife[], all: readonly KeyLife[]): readonly KeyLife[] =>
  all.filter(({ kid }) => !keys.some((key) => key.kid === kid))
