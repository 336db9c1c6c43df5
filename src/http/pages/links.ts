/**
 * What a page may link to. The models promise good addresses; the views ask again here, so that
 * a `javascript:` address can never become a link.
 *
 * @module
 */

const isWeb = (uri: string) => /^https?:\/\/[^/\\]/i.test(uri) && URL.canParse(uri)

/** `uri` if it is an absolute http or https address. */
export function webLink(uri: string | undefined): string | undefined {
  return uri !== undefined && isWeb(uri) ? uri : undefined
}

/** `href` if it is a web address or a path on this server (`//host` is neither). */
export function wayOnLink(href: string): string | undefined {
  return /^\/(?![/\\])/.test(href) ? href : webLink(href)
}
