/** What all that is beyond the bound is counted as. */
export const other = 'other'

/**
 * Keeps the values of a label few: whoever can make up values must not make up series. The first `most`
 * of them stand for themselves, all further ones are `other`.
 *
 * @param mayBe what stands for itself at all.
 */
export function boundedLabel(most: number, mayBe = (_value: string) => true) {
  const known = new Set<string>()
  return (value: string | undefined): string => {
    if (value === undefined) return 'none'
    if (known.has(value)) return value
    if (known.size >= most || value.length > longest || !mayBe(value)) return other
    known.add(value)
    return value
  }
}

/** Characters: the sentences of our rules are shorter. */
const longest = 300
