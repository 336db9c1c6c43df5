import { siteOf } from '../../protocol/client/site.ts'
import { hostInUrl, isLoopback } from '../schema/address.ts'
import type { ClientOptions } from '../schema/client-schema.ts'
import { inherit } from '../schema/realm-schema.ts'
import type { Options } from '../schema/schema.ts'

/** What works as configured, but should be known to whoever starts the server. */
export function warningsOf(options: Options): readonly string[] {
  const realms = realmsOf(options)
  const warnings = [
    ...realms.flatMap(({ settings }) => conveniencesOff(settings)),
    ...realms.flatMap(({ settings }) => closedRegistration(settings)),
    ...openContainer(options),
    ...openMetrics(options),
    ...emptyRealms(realms),
    ...issuerPort(options),
    ...sharedAddress(options),
    ...realms.flatMap(({ settings }) => clientsNamedLikeApis(settings)),
    ...realms.flatMap(({ settings }) => fleetingSubjects(settings)),
    ...realms.flatMap(({ settings }) =>
      (settings.clients ?? []).flatMap((client) => [
        ...frontChannelTokens(client),
        ...foreignHosts(client, settings),
      ]),
    ),
  ]
  // Realms say the same of what they inherit.
  return [...new Set(warnings)]
}

interface RealmOptions {
  readonly id: string
  readonly settings: Options
}

const realmsOf = (options: Options): readonly RealmOptions[] => [
  { id: 'default', settings: options },
  ...Object.entries(options.realms).map(([id, own]) => ({ id, settings: inherit(options, own) })),
]

/** Nobody can tell from inside a container how its port is published: the operator has said it. */
function openContainer({ container, mode, host, port }: Options): readonly string[] {
  if (!container || mode === 'strict') return []
  if (isLoopback(host)) {
    return [
      `container: true has no effect: the server listens on ${host} alone, which no published port leads to. Set host: 0.0.0.0 (FRAGRANT_HOST).`,
    ]
  }
  return [
    `Local mode listens on ${hostInUrl(host)}:${port}, and container: true says that this port is published on loopback only (-p 127.0.0.1:${port}:${port}). Whoever else reaches it signs in as anybody.`,
  ]
}

/** They say how much goes on here; a network may keep them to those who should know. */
function openMetrics({ metrics }: Options): readonly string[] {
  if (typeof metrics !== 'object') return []
  const { host, port, token } = metrics
  if (port === undefined || token !== undefined || host === undefined || isLoopback(host)) return []
  return [
    `Metrics are told to whoever reaches ${hostInUrl(host)}:${port || 'a free port'}: keep that port to those who should know, or set metrics.token.`,
  ]
}

/** Strict mode switches conveniences off, so that one file serves both modes. */
function conveniencesOff({
  mode,
  login,
  consent,
  loopback_clients,
  container,
}: Options): readonly string[] {
  if (mode !== 'strict') return []
  const off = [
    ...(login.mode === 'picker' || login.mode === 'auto' ? [`login.mode ${login.mode}`] : []),
    ...(consent === 'auto' ? ['consent auto'] : []),
    ...(loopback_clients === true ? ['loopback_clients'] : []),
    ...(container ? ['container'] : []),
  ]
  return off.map((setting) => `Strict mode leaves ${setting} without effect.`)
}

/** What is written and does not open registration, or close it. */
function closedRegistration({
  mode,
  registration,
  initial_access_token: token,
}: Options): readonly string[] {
  if (mode === 'strict' && registration === 'open') {
    return [
      'Strict mode leaves registration: open without effect: nobody can register. Set registration: token with an initial_access_token, or off.',
    ]
  }
  if (token === undefined || registration !== undefined) return []
  return [
    `initial_access_token has no effect without registration: token, and registration is ${mode === 'strict' ? 'off' : 'open to anybody on this machine'}.`,
  ]
}

function emptyRealms(realms: readonly RealmOptions[]): readonly string[] {
  return realms.flatMap(({ id, settings: { mode, users, clients } }) =>
    mode === 'strict'
      ? [
          ...(users?.length ? [] : [`Nobody can sign in: realm ${id} has no users.`]),
          ...(clients?.length ? [] : [`No app can ask for tokens: realm ${id} has no clients.`]),
        ]
      : [],
  )
}

function issuerPort({ issuer, port, behind_proxy, host, container }: Options): readonly string[] {
  // A proxy and a published port may have another number.
  if (issuer === undefined || behind_proxy || container) return []
  const url = new URL(issuer)
  const usual = url.protocol === 'https:' ? '443' : '80'
  if (port !== 0 && (url.port || usual) === String(port)) return []
  return [
    `The issuer is ${issuer}, but the server listens on ${hostInUrl(host)}:${port || 'a free port'}.`,
  ]
}

/** Without a type of their own nothing but aud tells access tokens from ID Tokens (RFC 9068 §5). */
function clientsNamedLikeApis(realm: Options): readonly string[] {
  const clients = realm.clients ?? []
  const ofTypeJwt = [realm, ...clients.map((client) => ({ ...realm, ...toSaid(client) }))]
    .filter(({ access_token_typ: typ }) => typ === 'JWT')
    .flatMap(({ audience }) => audience ?? [])
  return clients
    .filter(({ client_id: id }) => ofTypeJwt.includes(id))
    .map(
      ({ client_id: id }) =>
        `Client ${id} is named like an API whose access tokens have access_token_typ JWT: that API would take its ID Tokens for access tokens (RFC 9068 §5).`,
    )
}

/** What a client says of its tokens; what it leaves out is as in its realm. */
const toSaid = ({ audience, access_token_typ: typ }: ClientOptions) => ({
  ...(audience && { audience }),
  ...(typ && { access_token_typ: typ }),
})

/** The login limiter counts by address, and a proxy lends everybody its own. */
function sharedAddress({ behind_proxy, trust_proxy }: Options): readonly string[] {
  if (!behind_proxy || trust_proxy.length > 0) return []
  return [
    'behind_proxy is true and trust_proxy names no proxy: to the login limiter all users come from one address, so that a stranger who guesses makes others wait. Set trust_proxy to the address of the proxy.',
  ]
}

/** What they are made with is forgotten with the process. */
function fleetingSubjects({ data_dir, store = 'memory', clients }: Options): readonly string[] {
  if (data_dir !== undefined || store !== 'memory') return []
  return (clients ?? [])
    .filter(({ subject_type: type }) => type === 'pairwise')
    .map(
      ({ client_id: id }) =>
        `Client ${id} has subject_type pairwise and there is no data_dir: after each start it takes its users for strangers.`,
    )
}

interface Registered {
  readonly client_id?: string | undefined
  readonly redirect_uris?: readonly (string | undefined)[] | undefined
  readonly response_types?: readonly (string | undefined)[] | undefined
}

function frontChannelTokens({ client_id, response_types }: Registered): readonly string[] {
  if (!response_types?.some((type) => type?.split(' ').includes('token'))) return []
  return [
    `Client ${client_id} may get access tokens in the front channel, which RFC 9700 §2.1.2 advises against: docs/moving-to-code.md has the way to code and PKCE.`,
  ]
}

/** Browsers send the session cookie to frames of the same site only, so renewal fails elsewhere. */
function foreignHosts(client: Registered, options: Options): readonly string[] {
  if (options.session_cookie_same_site === 'none') return []
  const own = hostOf(options)
  const foreign = (client.redirect_uris ?? [])
    .flatMap((uri) => (uri?.startsWith('http') ? new URL(uri).hostname : []))
    .filter((host) => siteOf(host) !== siteOf(own))
  return [...new Set(foreign)].map(
    (host) =>
      `Client ${client.client_id} lives on ${host}, another site than ${own}: browsers keep the session cookie from its frames, so silent renewal will ask for login.`,
  )
}

/** The host that browsers know the server by. */
function hostOf({ issuer, host, container }: Options): string {
  if (issuer !== undefined) return new URL(issuer).hostname
  return container ? 'localhost' : hostInUrl(host)
}
