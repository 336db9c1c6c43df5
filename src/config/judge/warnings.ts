import { isLoopbackHost } from '../../protocol/redirect-uri.ts'
import type { Options } from '../schema/schema.ts'
import { hostInUrl } from './address.ts'
import { realmDrafts } from './realm-draft.ts'

/** What works as configured, but should be known to whoever starts the server. */
export function warningsOf(options: Options): readonly string[] {
  return [
    ...conveniencesOff(options),
    ...emptyRealms(options),
    ...issuerPort(options),
    ...realmDrafts(options).flatMap(({ settings }) =>
      (settings.clients ?? []).flatMap((client) =>
        client === undefined
          ? []
          : [...frontChannelTokens(client), ...foreignHosts(client, options)],
      ),
    ),
  ]
}

/** Strict mode switches conveniences off, so that one file serves both modes. */
function conveniencesOff({ mode, login, consent, loopback_clients }: Options): readonly string[] {
  if (mode !== 'strict') return []
  const off = [
    ...(login.mode === 'picker' || login.mode === 'auto' ? [`login.mode ${login.mode}`] : []),
    ...(consent === 'auto' ? ['consent auto'] : []),
    ...(loopback_clients === true ? ['loopback_clients'] : []),
  ]
  return off.map((setting) => `Strict mode leaves ${setting} without effect.`)
}

function emptyRealms(options: Options): readonly string[] {
  if (options.mode !== 'strict') return []
  return realmDrafts(options).flatMap(({ id, settings }) => [
    ...(settings.users?.length ? [] : [`Nobody can sign in: realm ${id} has no users.`]),
    ...(settings.clients?.length ? [] : [`No app can ask for tokens: realm ${id} has no clients.`]),
  ])
}

function issuerPort({ issuer, port, behind_proxy, host }: Options): readonly string[] {
  if (issuer === undefined || behind_proxy) return []
  const url = new URL(issuer)
  const usual = url.protocol === 'https:' ? '443' : '80'
  if (port !== 0 && (url.port || usual) === String(port)) return []
  return [
    `The issuer is ${issuer}, but the server listens on ${hostInUrl(host)}:${port || 'a free port'}.`,
  ]
}

interface Registered {
  readonly client_id?: string | undefined
  readonly redirect_uris?: readonly (string | undefined)[] | undefined
  readonly response_types?: readonly (string | undefined)[] | undefined
}

function frontChannelTokens({ client_id, response_types }: Registered): readonly string[] {
  if (!response_types?.some((type) => type?.split(' ').includes('token'))) return []
  return [
    `Client ${client_id} may get access tokens in the front channel, which RFC 9700 §2.1.2 advises against.`,
  ]
}

/** Browsers send the session cookie to frames of the same site only, so renewal fails elsewhere. */
function foreignHosts(client: Registered, options: Options): readonly string[] {
  if (options.session_cookie_same_site === 'none') return []
  const own = options.issuer ? new URL(options.issuer).hostname : hostInUrl(options.host)
  const foreign = (client.redirect_uris ?? [])
    .flatMap((uri) => (uri?.startsWith('http') ? new URL(uri).hostname : []))
    .filter((host) => siteOf(host) !== siteOf(own))
  return [...new Set(foreign)].map(
    (host) =>
      `Client ${client.client_id} lives on ${host}, another site than ${own}: browsers keep the session cookie from its frames, so silent renewal will ask for login.`,
  )
}

/** Near enough to what browsers call a site: two labels, or the whole name on loopback. */
function siteOf(host: string): string {
  if (isLoopbackHost(host) || /^[\d.]+$|^\[/.test(host)) return host
  return host.split('.').slice(-2).join('.')
}
