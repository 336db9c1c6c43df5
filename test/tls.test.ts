import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLocalCertificate } from '../src/adapters/data-folder/local-certificate.ts'
import { greeting, readyLine } from '../src/cli/serve/announce.ts'
import { parseOptions } from '../src/config/config.ts'
import { createFragrant } from '../src/index.ts'
import { connectFragrant } from '../src/testing/client.ts'
import { startServer } from './support/server.ts'

const run = promisify(execFile)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-tls-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const options = () =>
  ({ port: 0, tls: 'generated', data_dir: folder, signing_alg: 'ES256' }) as const

/** Another process asks for the metadata, and trusts what it was told to trust and nothing else. */
async function metadataBy(issuer: string, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const script = `fetch('${issuer}/.well-known/openid-configuration')
    .then((response) => response.json()).then(({ issuer }) => console.log(issuer))`
  const { stdout } = await run(process.execPath, ['-e', script], { env: environment })
  return stdout.trim()
}

describe('a server with a generated certificate', () => {
  it('is trusted by NODE_EXTRA_CA_CERTS at this start and at the next', async () => {
    const trust = { NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem') }
    const seen: (string | undefined)[] = []
    for (const _ of ['first', 'second']) {
      const fragrant = await createFragrant(options())
      const { issuer } = await fragrant.listen()
      expect(await metadataBy(issuer, trust)).toBe(issuer)
      await expect(metadataBy(issuer, {})).rejects.toThrow('fetch failed')
      seen.push(fragrant.certificate)
      await fragrant.close()
    }
    expect(seen).toEqual(Array(2).fill(readFileSync(trust.NODE_EXTRA_CA_CERTS, 'utf8')))
  })

  it('hands its certificate to whoever embeds it, kept or not', async () => {
    const fragrant = await createFragrant({ port: 0, tls: 'generated', signing_alg: 'ES256' })
    const { issuer } = await fragrant.listen()
    const file = join(folder, 'ca.pem')
    writeFileSync(file, fragrant.certificate ?? '')
    expect(await metadataBy(issuer, { NODE_EXTRA_CA_CERTS: file })).toBe(issuer)
    await fragrant.close()
  })

  it('has a certificate for every name that it answers to', async () => {
    const fragrant = await createFragrant({
      port: 0,
      tls: 'generated',
      signing_alg: 'ES256',
      also_at: ['https://fragrant:9400'],
      allowed_hosts: ['op.test:9400', 'other.test'],
    })
    const certificate = new X509Certificate(fragrant.certificate ?? '')
    await fragrant.close()
    for (const name of ['localhost', 'fragrant', 'op.test', 'other.test']) {
      expect([name, certificate.checkHost(name)]).toEqual([name, name])
    }
  })

  it('says in its log who came by http, who does not trust it, and not who went away', async () => {
    const server = await startServer({ ...options(), control: true, log: { level: 'info' } })
    const plain = server.issuer.replace('https:', 'http:')
    await expect(fetch(plain)).rejects.toThrow('fetch failed')
    const connecting = connectFragrant({ url: server.issuer, token: 'a-token-of-this-test' })
    await expect(connecting).rejects.toThrow(/Its certificate is not trusted here: set NODE_EXTRA/)
    const script = `require('node:https').get('${server.issuer}', { ca: [] }).on('error', () => {})`
    await run(process.execPath, ['-e', script])
    const rules = () => server.log.map(({ rule }) => rule).filter((rule) => rule !== undefined)
    await vi.waitFor(() =>
      expect(rules()).toContain('A request came by http: this server speaks https.'),
    )
    expect(rules().join()).not.toContain('well-formed')
    await server.close()
  })

  it('says where the file is that has to be trusted', () => {
    const config = parseOptions(options())
    const loaded = { config, file: undefined, isEmpty: false, warnings: [] }
    const file = join(folder, 'certificate.pem')
    expect(greeting(loaded, 'https://localhost:1')).toContain(
      `Trust      ${file} (NODE_EXTRA_CA_CERTS, curl --cacert)`,
    )
    expect(JSON.parse(readyLine(loaded, 'https://localhost:1'))).toMatchObject({
      certificate: file,
    })
    const forgotten = parseOptions({ tls: 'generated', signing_alg: 'ES256' })
    expect(greeting({ ...loaded, config: forgotten }, 'https://localhost:1')).toContain(
      'Trust      nothing to trust is kept: set data_dir (FRAGRANT_DATA_DIR)',
    )
    const plain = parseOptions({ signing_alg: 'ES256' })
    expect(greeting({ ...loaded, config: plain }, 'http://localhost:1')).not.toContain('Trust')
  })
})

describe('a server with a certificate of yours', () => {
  it('hands it out too', async () => {
    const { key, cert } = await createLocalCertificate()
    const files = { key: join(folder, 'k.pem'), cert: join(folder, 'c.pem') }
    writeFileSync(files.key, key)
    writeFileSync(files.cert, cert)
    const fragrant = await createFragrant({ port: 0, tls: files, signing_alg: 'ES256' })
    expect(fragrant.certificate).toBe(cert)
    await fragrant.close()
  })
})

describe('a server on plain http', () => {
  it('has no certificate', async () => {
    const fragrant = await createFragrant({ port: 0, signing_alg: 'ES256' })
    expect(fragrant.certificate).toBeUndefined()
    await fragrant.close()
  })
})

describe.runIf(process.getuid)('a server whose data folder is open to others', () => {
  it('warns of it when it starts', async () => {
    chmodSync(folder, 0o777)
    const server = await startServer({ signing_alg: 'ES256', data_dir: folder })
    expect(server.log).toContainEqual(
      expect.objectContaining({
        level: 40,
        event: 'data-folder.exposed',
        msg: `${folder} has mode 0777, so that others can change it: chmod 700 ${folder}`,
      }),
    )
    await server.close()
  })
})
