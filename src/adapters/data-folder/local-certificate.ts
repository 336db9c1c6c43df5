import { isIP } from 'node:net'

/** PEM texts, as `node:https` takes them. */
export interface LocalCertificate {
  readonly key: string
  readonly cert: string
}

const localHosts = ['localhost', '*.localhost', '127.0.0.1', '::1']

const hour = 3_600_000

/** Browsers refuse a certificate that is valid for longer than 398 days. */
const lifetime = 390 * 24 * hour

/** Makes a self-signed certificate for this machine and the host names given. For development. */
export async function createLocalCertificate(
  hosts: readonly string[] = [],
): Promise<LocalCertificate> {
  const { generate } = await import('selfsigned')
  const now = Date.now()
  const names = [...new Set([...localHosts, ...hosts.map(unbracketed)])]
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - hour),
    notAfterDate: new Date(now + lifetime),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(alternativeName) },
    ],
  })
  return { key: made.private, cert: made.cert }
}

/** An IPv6 host of a URL is written in brackets. */
const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

function alternativeName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }
}
