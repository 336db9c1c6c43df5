/**
 * Where a store on Redis or Valkey is, as `store` in the configuration says it: one URL, or several.
 *
 * @module
 */

/** One server, the sentinels that know it, or the first nodes of a cluster. */
export type RedisAddress = RedisAccess & {
  readonly nodes: readonly RedisNode[]
  readonly layout:
    | { readonly kind: 'server' }
    | { readonly kind: 'sentinel'; readonly name: string }
    | { readonly kind: 'cluster' }
}

export interface RedisNode {
  readonly host: string
  readonly port: number
}

interface RedisAccess {
  readonly tls: boolean
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number
  /** What every key begins with. */
  readonly prefix: string
}

export const usualPrefix = 'fragrant'

/** Completes "The setting store must be …". */
export const redisAddressTakes =
  'memory, or redis:// or rediss:// URLs, separated by commas: one of a server, such as redis://user:password@redis:6379/0?prefix=fragrant; with ?sentinel=NAME those of its sentinels; with ?cluster, or several, those of a cluster'

/** The names of parameters; what a URL says else is a mistake. */
const parameters = ['prefix', 'sentinel', 'cluster']

/** Undefined when it is no such text. All URLs but the first name a host and a port alone. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const urls = text.split(',').map((one) => redisUrl(one.trim()))
  const [first, ...others] = urls
  if (first === undefined || others.some((url) => url === undefined || !isBare(url, first))) {
    return undefined
  }
  const access = accessOf(first)
  const nodes = urls.flatMap((url) => (url === undefined ? [] : [nodeOf(url, first)]))
  const layout = layoutOf(first, nodes.length)
  if (access === undefined || layout === undefined) return undefined
  // A cluster has one database.
  if (layout.kind === 'cluster' && access.database !== 0) return undefined
  return { ...access, nodes, layout }
}

function redisUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const isRedis = url.protocol === 'redis:' || url.protocol === 'rediss:'
  const isKnown = [...url.searchParams.keys()].every((name) => parameters.includes(name))
  return isRedis && isKnown && url.hostname !== '' && url.hash === '' ? url : undefined
}

const isBare = (url: URL, { protocol }: URL): boolean =>
  url.protocol === protocol && url.username === '' && url.password === '' && url.search === ''

function accessOf({ protocol, username, password, pathname, searchParams }: URL) {
  const database = /^\/?(\d{0,3})\/?$/.exec(pathname)?.[1]
  const prefix = searchParams.get('prefix') ?? usualPrefix
  // Braces would say what part of a key decides where it lies in a cluster.
  if (database === undefined || !/^[\w.:-]{1,64}$/.test(prefix)) return undefined
  const access: RedisAccess = {
    tls: protocol === 'rediss:',
    username: decoded(username),
    password: decoded(password),
    database: Number(database),
    prefix,
  }
  return access
}

/** As a parameter of a query would be read, in which a plus and an ampersand mean something else. */
const decoded = (text: string): string | undefined =>
  new URLSearchParams(`text=${text.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('text') ||
  undefined

function layoutOf({ searchParams }: URL, nodes: number): RedisAddress['layout'] | undefined {
  const name = searchParams.get('sentinel')
  const isCluster = searchParams.has('cluster')
  if (name !== null) return isCluster || name === '' ? undefined : { kind: 'sentinel', name }
  return isCluster || nodes > 1 ? { kind: 'cluster' } : { kind: 'server' }
}

const nodeOf = ({ hostname, port }: URL, { searchParams }: URL): RedisNode => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? (searchParams.has('sentinel') ? 26_379 : 6379) : Number(port),
})

/** Where it is, without what opens it: for the log. */
export const placeOf = ({ nodes, layout }: Pick<RedisAddress, 'nodes' | 'layout'>): string =>
  `${nodes.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(', ')}${layout.kind === 'server' ? '' : ` (${layout.kind})`}`
