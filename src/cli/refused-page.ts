/**
 * What a page of the server says to whoever cannot see it.
 *
 * @module
 */

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
}

/** What an attribute or a text of a page stands for. */
export const unescaped = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')

/** What stands between tags. */
const textOf = (html: string): string =>
  unescaped(html.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

const longest = 600

/** The heading of a refusal with the rule that did not hold, else all that the page says. */
export function whyIn(body: string): string {
  const [, heading] = /<h1[^>]*>(.*?)<\/h1>/s.exec(body) ?? []
  const [, rule] = /<p id="description"[^>]*>(.*?)<\/p>/s.exec(body) ?? []
  const [, main = body] = /<main>(.*?)<\/main>/s.exec(body) ?? []
  const said = heading === undefined || rule === undefined ? main : `${heading}: ${rule}`
  return textOf(said).slice(0, longest)
}

/** The redirect URIs of the client that it names; none where nobody has registered it. */
export const registeredIn = (body: string): readonly string[] =>
  [...body.matchAll(/<bdi class="code registered">(.*?)<\/bdi>/gs)].map(([, uri = '']) =>
    // a difference is marked inside
    textOf(uri.replace(/<\/?mark>/g, '')),
  )

/** Whom the login page offers. */
export const offeredIn = (body: string): readonly string[] =>
  [...body.matchAll(/name="pick" value="([^"]*)"/g)].map(([, name = '']) => textOf(name))
