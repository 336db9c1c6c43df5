import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createLocalCertificate } from '../../../src/adapters/data-folder/local-certificate.ts'

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
