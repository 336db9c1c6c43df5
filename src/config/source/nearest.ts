/** The name in `known` that `name` was probably meant to be: at most two slips away. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = comparable(name)
  const ranked = [...known]
    .map((candidate) => ({ candidate, slips: slipsBetween(wanted, comparable(candidate)) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 2)))
    .toSorted((a, b) => a.slips - b.slips)
  return ranked[0]?.candidate
}

/** ` Did you mean x?`, or nothing when no name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known)
  return meant === undefined ? '' : ` Did you mean ${meant}?`
}

/** `redirectUris`, `redirect-uris` and `redirect_uris` differ in manner only. */
const comparable = (name: string): string => name.slice(0, 80).toLowerCase().replace(/[-_.]/g, '')

/** How many letters must be added, dropped or changed to get from `a` to `b`. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
