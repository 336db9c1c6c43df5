/**
 * Citations. A rule, an error or an event names the section that it enforces, in one notation,
 * so that a page, a log line and the documentation can link to it.
 *
 * @module
 */

const rfc = (number: number) => `https://www.rfc-editor.org/rfc/rfc${number}.html#`

const openid = (name: string) => `https://openid.net/specs/${name}.html#`

const documents = {
  'RFC 6749': rfc(6749),
  'RFC 6750': rfc(6750),
  'RFC 7009': rfc(7009),
  'RFC 7519': rfc(7519),
  'RFC 7521': rfc(7521),
  'RFC 7523': rfc(7523),
  'RFC 7591': rfc(7591),
  'RFC 7592': rfc(7592),
  'RFC 7636': rfc(7636),
  'RFC 7662': rfc(7662),
  'RFC 8252': rfc(8252),
  'RFC 8414': rfc(8414),
  'RFC 8707': rfc(8707),
  'RFC 9068': rfc(9068),
  'RFC 9101': rfc(9101),
  'RFC 9110': rfc(9110),
  'RFC 9126': rfc(9126),
  'RFC 9207': rfc(9207),
  'RFC 9449': rfc(9449),
  'RFC 9700': rfc(9700),
  'OIDC Core': openid('openid-connect-core-1_0'),
  'OIDC Discovery': openid('openid-connect-discovery-1_0'),
  'OIDC Registration': openid('openid-connect-registration-1_0'),
  'OIDC Session': openid('openid-connect-session-1_0'),
  'OIDC Front-Channel Logout': openid('openid-connect-frontchannel-1_0'),
  'OIDC Back-Channel Logout': openid('openid-connect-backchannel-1_0'),
  'OIDC RP-Initiated Logout': openid('openid-connect-rpinitiated-1_0'),
  'OAuth Responses': openid('oauth-v2-multiple-response-types-1_0'),
  'OAuth Form Post': openid('oauth-v2-form-post-response-mode-1_0'),
  JARM: openid('oauth-v2-jarm'),
} as const

type Document = keyof typeof documents

/** A citation such as `RFC 6749 §4.2.2.1`. */
export type Citation = `${Document} §${string}`

/** The address of the section that `citation` names. */
export function citationUrl(citation: Citation): string {
  const [document, section] = citation.split(' §') as [Document, string]
  return documents[document] + anchorOf(document, section)
}

function anchorOf(document: Document, section: string): string {
  if (!document.startsWith('RFC') && document !== 'JARM') return `rfc.section.${section}`
  return /^\d/.test(section) ? `section-${section}` : `appendix-${section}`
}
