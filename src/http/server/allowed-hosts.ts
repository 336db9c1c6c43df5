const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * The values of Host that this server answers for: the issuer's own, the loopback names with each of
 * our ports, and those of the configuration (`allowed_hosts`), whose entries may leave the port out.
 * A foreign name that resolves to us is a rebinding attack, so anything else is misdirected.
 *
 * @param ports the ports that we listen on, once known.
 */
export function allowedHosts(needs: {
  readonly issuer: string
  readonly extra?: readonly string[]
  readonly ports?: readonly number[]
}): ReadonlySet<string> {
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
  for (const entry of needs.extra ?? []) {
    const name = entry.toLowerCase()
    hosts.add(name)
    if (hasPort.test(name)) continue
    for (const port of ports) allow(name, port)
  }
  return hosts
}

const hasPort = /[^:\]]:\d+$|\]:\d+$/
