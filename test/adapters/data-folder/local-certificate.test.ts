import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  certificateFiles,
  createLocalCertificate,
  keepLocalCertificate,
} from '../../../src/adapters/data-folder/local-certificate.ts'

describe('a local certificate', () => {
  it('speaks for this machine and the hosts given, for less than 398 days', async () => {
    const { cert } = await createLocalCertificate([
      'auth.localhost',
      'op.test',
      '192.0.2.7',
      '[2001:db8::1]',
    ])
    const certificate = new X509Certificate(cert)
    for (const host of ['localhost', 'auth.localhost', 'op.test']) {
      expect(certificate.checkHost(host)).toBeDefined()
    }
    for (const ip of ['127.0.0.1', '::1', '192.0.2.7', '2001:db8::1']) {
      expect(certificate.checkIP(ip)).toBeDefined()
    }
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000
    expect(days).toBeLessThanOrEqual(397)
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 300 * 86_400_000)
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(certificate.ca).toBe(false)
  })

  it('serves https to a client that trusts it', async () => {
    const { key, cert } = await createLocalCertificate()
    const server = createServer({ key, cert }, (_, response) => response.end('hello'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const [response] = await once(
      get({ host: '127.0.0.1', servername: 'localhost', port, ca: cert, agent: false }),
      'response',
    )
    expect(response.statusCode).toBe(200)
    response.resume()
    server.closeAllConnections()
    server.close()
  })
})

describe('a local certificate that is kept', () => {
  const day = 86_400_000
  const hosts = ['op.test', '[2001:db8::1]']
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fragrant-certificate-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is the same at the next start, so that it is trusted once', async () => {
    const first = await keepLocalCertificate(folder, hosts)
    expect(await keepLocalCertificate(folder, hosts)).toEqual(first)
    expect(readFileSync(certificateFiles(folder).cert, 'utf8')).toBe(first.cert)
  })

  it.runIf(process.getuid)('is for its owner alone', async () => {
    await keepLocalCertificate(folder, hosts)
    const { key, cert } = certificateFiles(folder)
    expect([key, cert].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
  })

  it('is made anew before it expires', async () => {
    const now = Date.now()
    const first = await keepLocalCertificate(folder, hosts, now)
    expect(await keepLocalCertificate(folder, hosts, now + 370 * day)).toEqual(first)
    const later = now + 380 * day
    const second = await keepLocalCertificate(folder, hosts, later)
    expect(second).not.toEqual(first)
    expect(Date.parse(new X509Certificate(second.cert).validTo)).toBeGreaterThan(later + 300 * day)
  })

  it.each([
    ['more', [...hosts, 'fragrant']],
    ['fewer', ['op.test']],
    ['others', ['op.test', '[2001:db8::2]']],
  ])('is made anew for %s hosts', async (_, changed) => {
    const first = await keepLocalCertificate(folder, hosts)
    const second = await keepLocalCertificate(folder, changed)
    expect(second).not.toEqual(first)
    expect(await keepLocalCertificate(folder, changed)).toEqual(second)
  })

  it.each(['cert', 'key'] as const)('is made anew when its %s file is damaged', async (half) => {
    await keepLocalCertificate(folder, hosts)
    writeFileSync(certificateFiles(folder)[half], 'damaged')
    const { key, cert } = await keepLocalCertificate(folder, hosts)
    expect(await keepLocalCertificate(folder, hosts)).toEqual({ key, cert })
    expect(cert).toContain('BEGIN CERTIFICATE')
  })

  it('is made anew when its halves do not match, as after a crash between the two', async () => {
    await keepLocalCertificate(folder, hosts)
    const { key } = await createLocalCertificate(hosts)
    writeFileSync(certificateFiles(folder).key, key)
    expect((await keepLocalCertificate(folder, hosts)).key).not.toBe(key)
  })
})
