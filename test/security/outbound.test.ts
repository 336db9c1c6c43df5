import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { authorizeCorpus, redirectCorpus } from '../support/corpus.ts'
import { createRawClient, encodeParameters, requestBytes } from '../support/raw-http.ts'
import { createVisitor } from '../support/visitor.ts'

const trap = fileURLToPath(new URL('children/outbound-trap.mjs', import.meta.url))
const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

const spa = {
  client_id: 'spa',
  redirect_uris: ['https://app.example.com/cb'],
  post_logout_redirect_uris: ['https://app.example.com/bye'],
  response_types: ['id_token token'],
  client_uri: 'https://logo.evil.example/',
  policy_uri: 'https://logo.evil.example/policy',
}

let folder: string
let server: ChildProcess
let issuer: string
let errors = ''

/** The server in a process of its own, so that only what it does itself is heard. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragrant-outbound-'))
  await writeFile(join(folder, 'fragrant.json'), JSON.stringify({ clients: [spa] }))
  const flags = ['--import', 'tsx', '--import', trap, cli, '--port', '0', '--config']
  server = spawn(process.execPath, [...flags, join(folder, 'fragrant.json')])
  server.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  issuer = await new Promise((resolve) => {
    let said = ''
    server.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /http:\/\/localhost:\d+/.exec(said)
      if (found !== null) resolve(found[0])
    })
  })
})
afterAll(async () => {
  server.kill('SIGTERM')
  await once(server, 'exit')
  await rm(folder, { recursive: true })
})

/** A hint that says where its key is to be had. */
function hintOfEvil(member: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = { alg: 'RS256', kid: 'k', typ: 'JWT', [member]: 'https://keys.evil.example/jwks' }
  return `${part(header)}.${part({ iss: issuer, sub: 'alice', aud: 'spa' })}.c2ln`
}

const base: readonly (readonly [string, string])[] = [
  ['client_id', 'spa'],
  ['redirect_uri', 'https://app.example.com/cb'],
  ['response_type', 'id_token token'],
  ['scope', 'openid'],
  ['nonce', 'n'],
]

describe('the server asks nobody', () => {
  it('while it meets the corpora, and requests that name addresses to fetch (ASVS 13.2.4)', async () => {
    const client = createRawClient(Number(new URL(issuer).port))
    const { host } = client
    const queries = [
      ...authorizeCorpus.cases.flatMap(({ params, raw_query }) =>
        params === undefined ? (raw_query ?? []) : encodeParameters(params),
      ),
      ...redirectCorpus.entries.map(
        ({ value = '', wire }) =>
          `${encodeParameters(base.filter(([name]) => name !== 'redirect_uri'))}&redirect_uri=${wire ?? encodeURIComponent(value)}`,
      ),
      ...['jku', 'x5u', 'jwk'].map((member) =>
        encodeParameters([...base, ['id_token_hint', hintOfEvil(member)]]),
      ),
      ...['request_uri', 'registration', 'request', 'logo_uri', 'sector_identifier_uri'].map(
        (name) => encodeParameters([...base, [name, 'https://evil.example/fetch-me']]),
      ),
    ]
    for (const query of queries) {
      for (const path of ['/authorize', '/logout']) {
        await client.send(requestBytes({ method: 'POST', target: path, host, body: query }))
      }
    }
    client.close()
    expect(queries.length).toBeGreaterThan(500)
    expect(errors).not.toContain('OUTBOUND')
  })

  it('while a user signs in, approves, is looked up and signs out', async () => {
    const alice = createVisitor(issuer)
    const app = createApp(issuer, { clientId: 'spa', redirectUri: 'https://app.example.com/cb' })
    const consent = await signIn(alice, await app.ask(alice))
    const { values } = answerOf(await decide(alice, consent, 'remember'))
    const headers = { authorization: `Bearer ${values.get('access_token')}` }
    expect((await fetch(`${issuer}/userinfo`, { headers })).status).toBe(200)
    for (const path of [
      '/',
      '/playground',
      '/.well-known/openid-configuration',
      '/.well-known/jwks.json',
    ]) {
      expect((await fetch(issuer + path)).status).toBe(200)
    }
    await alice.open(`${issuer}/logout?id_token_hint=${values.get('id_token')}`)
    expect(errors).not.toContain('OUTBOUND')
  })

  it('or it would have been heard: the trap tells of a connection and of a name', async () => {
    const script = `
      require('node:net').connect(9, '127.0.0.1').on('error', () => {})
      require('node:dns').lookup('localhost', () => {})
    `
    const child = spawn(process.execPath, ['--import', trap, '-e', script])
    let heard = ''
    child.stderr.on('data', (chunk) => {
      heard += chunk
    })
    await once(child, 'close')
    expect(heard).toContain('OUTBOUND TCPCONNECTWRAP')
    expect(heard).toContain('OUTBOUND GETADDRINFOREQWRAP')
  })
})
