/**
 * Which redirect URIs may be registered. They are judged when a client registers, so that a
 * request needs nothing but a comparison of strings.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { isLoopbackHost, redirectUriLimit } from '../client/redirect-uri.ts'
import { decodeComponent } from '../parameters.ts'
import type { Citation } from '../spec.ts'

type ApplicationType = Client['applicationType']

interface RegistrationRule {
  /** Completes "The URI must …". */
  readonly must: string
  readonly cites: Citation
  holds(url: URL): boolean
}

const isWeb = ({ protocol }: URL): boolean => protocol === 'https:' || protocol === 'http:'

const isNormal = (uri: string, url: URL): boolean => uri === url.href || uri === url.origin

/** `com.example.app`: a name that its owner can be known by (RFC 8252 §7.1). */
const reverseDomain = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:$/

const answerParameters = ['access_token', 'id_token', 'code', 'error', 'state', 'iss']

const plainHost = /^(?:\[[0-9a-f:]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)$/

/** What a URI must be by itself, whoever's it is. */
export const registrationRules: readonly RegistrationRule[] = [
  {
    must: 'use https, or http on loopback, or for a native app a reverse-domain scheme such as com.example.app:',
    cites: 'RFC 8252 §7.1',
    holds: (url) => isWeb(url) || reverseDomain.test(url.protocol),
  },
  {
    must: 'carry no user name or password',
    cites: 'RFC 9700 §2.1',
    holds: ({ username, password }) => username === '' && password === '',
  },
  {
    must: 'use https: http is for loopback only (localhost, *.localhost, 127.0.0.0/8, [::1])',
    cites: 'OIDC Core §3.2.2.1',
    holds: ({ protocol, hostname }) => protocol !== 'http:' || isLoopbackHost(hostname),
  },
  {
    must: 'name a host that exists by itself, without empty parts',
    cites: 'RFC 6749 §3.1.2',
    holds: (url) => !isWeb(url) || plainHost.test(url.hostname),
  },
  {
    must: 'leave the parameters of an answer (error, state, code, id_token …) out of its query',
    cites: 'RFC 6749 §4.2.2',
    holds: ({ searchParams }) => !answerParameters.some((name) => searchParams.has(name)),
  },
]

/** How a URI must look before it can be parsed at all. */
export const spellings: readonly { readonly must: string; holds(uri: string): boolean }[] = [
  {
    must: `be at most ${redirectUriLimit} characters long`,
    holds: (uri) => uri.length <= redirectUriLimit,
  },
  {
    must: 'be printable ASCII without spaces (write a host name in Punycode)',
    holds: (uri) => /^[\x21-\x7e]*$/.test(uri),
  },
  {
    must: 'have no wildcard (*): list each URI',
    holds: (uri) => !uri.includes('*'),
  },
  { must: 'have no fragment (#)', holds: (uri) => !uri.includes('#') },
  { must: 'be absolute, such as https://app.example/callback', holds: (uri) => URL.canParse(uri) },
  { must: 'have only percent-encodings of UTF-8 text', holds: hasPlainEncoding },
]

/**
 * Why nobody can register `uri`, completing "The URI …"; undefined when somebody can. What is
 * registered is written exactly as browsers write it, so that nothing is left to how a parser reads
 * it; only the slash after a bare origin may be missing.
 */
export function redirectUriProblem(uri: string): string | undefined {
  const misspelt = spellings.find((spelling) => !spelling.holds(uri))
  if (misspelt) return `must ${misspelt.must}`
  const url = new URL(uri)
  const broken = registrationRules.find((rule) => !rule.holds(url))
  if (broken) return problemOf(broken)
  return isNormal(uri, url) ? undefined : `must be written in its normal form, ${url.href}`
}

/** What a URI must be beside that for a client with application_type web. */
export const webRule: RegistrationRule = {
  must: 'belong to a client with application_type native, if its scheme is not https or http',
  cites: 'RFC 8252 §7.1',
  holds: isWeb,
}

/** Why `uri`, which somebody can register, does not suit a client of `applicationType`. */
export function misfitProblem(uri: string, applicationType: ApplicationType): string | undefined {
  if (applicationType === 'native' || webRule.holds(new URL(uri))) return undefined
  return problemOf(webRule)
}

const problemOf = ({ must, cites }: RegistrationRule): string => `must ${must} (${cites})`

function hasPlainEncoding(uri: string): boolean {
  const decoded = decodeComponent(uri)
  return decoded !== undefined && !/\p{Cc}/u.test(decoded)
}
