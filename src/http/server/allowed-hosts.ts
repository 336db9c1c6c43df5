/** The values of Host that name an origin: its port may be left out where the scheme implies it. */
export function hostsOf(origin: string): readonly string[] {
  const { protocol, hostname, port } = new URL(origin)
  if (port !== '') return [`${hostname}:${port}`]
  return [hostname, `${hostname}:${protocol === 'https:' ? 443 : 80}`]
}

/**
 * Finds the address that a request was sent to, by its Host, among those that the configuration
 * names: a header chooses, but never makes an address.
 *
 * @param base the path that stands between an origin and its endpoints; empty, or `/realms/{id}`.
 */
export function createAskedAt(
  origins: readonly string[],
  base: string,
): (host: string | undefined) => string | undefined {
  const addresses = new Map<string | undefined, string>()
  for (const origin of origins) {
    for (const host of hostsOf(origin)) {
      if (!addresses.has(host)) addresses.set(host, origin + base)
    }
  }
  return (host) => addresses.get(host?.toLowerCase())
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * The values of Host that this server answers for: the issuer's own, the loopback names with each of
 * our ports, those of further addresses (`also_at`), and those of the configuration (`allowed_hosts`),
 * whose entries may leave the port out.
 * A foreign name that resolves to us is a rebinding attack, so anything else is misdirected.
 *
 * @param ports the ports that we listen on, once known.
 */
export function allowedHosts(needs: {
  readonly issuer: string
  readonly extra?: readonly string[]
  readonly alsoAt?: readonly string[]
  readonly ports?: readonly number[]
}): ReadonlySet<string> {
  const { extra = [], alsoAt = [] } = needs
  const issuer = new URL(needs.issuer)
  const schemePort = issuer.protocol === 'https:' ? 443 : 80
  const issuerPort = issuer.port === '' ? schemePort : Number(issuer.port)
  const ports = new Set([issuerPort, ...(needs.ports ?? [])])
  const hosts = new Set<string>()
  const allow = (name: string, port: number): void => {
    hosts.add(`${name}:${port}`)
    if (port === schemePort) hosts.add(name)
  }
  allow(issuer.hostname, issuerPort)
  for (const port of ports) for (const name of loopbackNames) allow(name, port)
  const names = extra.map((entry) => entry.toLowerCase())
  for (const name of names) hosts.add(name)
  const portless = names.filter((name) => !hasPort.test(name))
  for (const port of ports) for (const name of portless) allow(name, port)
  return new Set([...hosts, ...alsoAt.flatMap(hostsOf)])
}

/** Whether a server that answers for `hosts` answers at the http(s) origin of `url`. */
export function isAnsweredBy(hosts: ReadonlySet<string>, url: string): boolean {
  const { protocol, origin } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  // the last has its port
  return hosts.has(hostsOf(origin).at(-1) ?? '')
}

const hasPort = /[^:\]]:\d+$|\]:\d+$/
