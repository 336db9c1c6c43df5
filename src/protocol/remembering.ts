/** Characters: what is longer comes seldom twice, and would take room. */
const longest = 256

/** So many texts are remembered; then all are forgotten, for the few that matter are soon back. */
const most = 1000

/**
 * The same function of a text, which remembers what it has made of it: for what comes again with nearly
 * every request, such as redirect URIs and lists of scopes. It must depend on nothing but the text.
 */
export function remembering<Result extends {}>(
  workOut: (text: string) => Result,
): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    if (text.length > longest) return workOut(text)
    const before = known.get(text)
    if (before !== undefined) return before
    const result = workOut(text)
    if (known.size >= most) known.clear()
    known.set(text, result)
    return result
  }
}
