/**
 * Where the app of a developer runs, as they type it into the start page.
 *
 * @module
 */

/** Where an app runs that nobody has told of: the port of Vite. */
export const usualApp = 'http://localhost:5173'

export type AppAddress =
  | { readonly kind: 'known'; readonly base: string }
  | { readonly kind: 'unclear'; readonly typed: string }

const longest = 200

/**
 * The address of an app without a slash at its end: from `http://localhost:4200`, `localhost:4200`,
 * `4200`, or an address with a path. Queries and fragments are left out.
 */
export function readAppAddress(typed: string | undefined): AppAddress {
  const text = typed?.trim() ?? ''
  if (text === '') return { kind: 'known', base: usualApp }
  const full = withScheme(text)
  const url = text.length <= longest && URL.canParse(full) ? new URL(full) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    return { kind: 'unclear', typed: text.slice(0, longest) }
  }
  // as the script of the page has it, which writes it into strings that stand there
  const base = (url.origin + url.pathname).replace(/\/+$/, '').replaceAll("'", '%27')
  return { kind: 'known', base }
}

function withScheme(text: string): string {
  if (/^\d+$/.test(text)) return `http://localhost:${text}`
  return /^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `http://${text}`
}
