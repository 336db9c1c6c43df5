/**
 * The certificate that a server makes for itself, for this machine. For development.
 *
 * @module
 */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { removeLeftovers, writeFileAtomically } from './atomic-file.ts'
import { readRegularFile } from './private-file.ts'

/** PEM texts, as `node:https` takes them. */
export interface LocalCertificate {
  readonly key: string
  readonly cert: string
}

const localHosts = ['localhost', '*.localhost', '127.0.0.1', '::1']

const hour = 3_600_000

/** Browsers refuse a certificate that is valid for longer than 398 days. */
const lifetime = 390 * 24 * hour

/** One that has less time left than this is made anew: a server may run for long. */
const renewal = 14 * 24 * hour

/** The files of a certificate that is kept; whoever trusts it is given the first. */
export const certificateFiles = (folder: string) => ({
  cert: join(folder, 'certificate.pem'),
  key: join(folder, 'certificate-key.pem'),
})

/**
 * The certificate that is kept in `folder`, or a new one, which is kept there, when there is none,
 * when its time is nearly up, or when it speaks for other hosts than these.
 *
 * @param now in milliseconds.
 */
export async function keepLocalCertificate(
  folder: string,
  hosts: readonly string[],
  now = Date.now(),
): Promise<LocalCertificate> {
  const files = certificateFiles(folder)
  await Promise.all([removeLeftovers(files.key), removeLeftovers(files.cert)])
  const [key, cert] = await Promise.all([readRegularFile(files.key), readRegularFile(files.cert)])
  if (key !== undefined && cert !== undefined && isOfUse({ key, cert }, hosts, now)) {
    return { key, cert }
  }
  const made = await createLocalCertificate(hosts, now)
  // Each is whole at any time; halves of two that do not match are found out at the next start.
  await writeFileAtomically(files.key, made.key)
  await writeFileAtomically(files.cert, made.cert)
  return made
}

function isOfUse({ key, cert }: LocalCertificate, hosts: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(certificate.validFrom) <= now &&
      Date.parse(certificate.validTo) - renewal > now &&
      speaksFor(certificate, namesOf(hosts))
    )
  } catch {
    // Damaged: nobody but this server ever needed it.
    return false
  }
}

/** Whether a certificate names these hosts and no others. */
function speaksFor(certificate: X509Certificate, names: readonly string[]): boolean {
  const listed = (certificate.subjectAltName ?? '').split(', ')
  return (
    listed.length === names.length &&
    names.every((name) =>
      isIP(name) === 0 ? listed.includes(`DNS:${name}`) : certificate.checkIP(name) !== undefined,
    )
  )
}

/**
 * Makes a self-signed certificate for this machine and the host names given.
 *
 * @param now in milliseconds.
 */
export async function createLocalCertificate(
  hosts: readonly string[] = [],
  now = Date.now(),
): Promise<LocalCertificate> {
  const { generate } = await import('selfsigned')
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
      { name: 'subjectAltName', altNames: namesOf(hosts).map(alternativeName) },
    ],
  })
  return { key: made.private, cert: made.cert }
}

const namesOf = (hosts: readonly string[]): readonly string[] => [
  ...new Set([...localHosts, ...hosts.map(unbracketed)]),
]

/** An IPv6 host of a URL is written in brackets. */
const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

function alternativeName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }
}
