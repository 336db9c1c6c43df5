import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { runHere } from '../cli/console.ts'
import { createApp, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let folder: string
let server: TestServer | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-imported-keys-'))
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

/** Writes a new P-256 key and answers its private member and where it is. */
function keyFile(name: string, mode = 0o600) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const file = join(folder, name)
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode })
  return { file, d: privateKey.export({ format: 'jwk' }).d ?? '' }
}

const start = async (options: FragrantOptions): Promise<TestServer> => {
  server = await startServer({ signing_alg: 'ES256', ...options })
  return server
}

interface Jwk {
  readonly kid: string
}

async function keysAt(issuer: string): Promise<readonly Jwk[]> {
  const response = await fetch(`${issuer}/.well-known/jwks.json`)
  return ((await response.json()) as { readonly keys: readonly Jwk[] }).keys
}

async function tokensOf({ issuer }: TestServer) {
  const { values } = await goThrough(createApp(issuer), createVisitor(issuer))
  const [accessToken = '', idToken = ''] = [values.get('access_token'), values.get('id_token')]
  return { accessToken, idToken, kid: decodeProtectedHeader(idToken).kid }
}

describe('keys that the operator brings', () => {
  it('sign in place of those that the server makes, the first of each algorithm', async () => {
    const [one, two] = [keyFile('one.pem'), keyFile('two.pem')]
    const running = await start({
      data_dir: join(folder, 'data'),
      signing_keys: [
        { file: one.file, kid: 'one' },
        { file: two.file, kid: 'two' },
      ],
    })
    expect((await keysAt(running.issuer)).map(({ kid }) => kid)).toEqual(['one', 'two'])
    const { accessToken, idToken, kid } = await tokensOf(running)
    expect(kid).toBe('one')
    await readToken(running.issuer, idToken)
    expect((await userinfo(running.issuer, accessToken)).status).toBe(200)
    expect(() => readFileSync(join(folder, 'data', 'keys.json'))).toThrow('ENOENT')
  })

  it('are of their realm alone', async () => {
    const { file } = keyFile('one.pem')
    const { issuer } = await start({ signing_keys: [{ file, kid: 'one' }], realms: { other: {} } })
    expect((await keysAt(issuer)).map(({ kid }) => kid)).toEqual(['one'])
    expect((await keysAt(`${issuer}/realms/other`)).map(({ kid }) => kid)).not.toContain('one')
  })

  it('rotate by their order, at a reload, and the tokens of the old one stay good', async () => {
    const [old, next] = [keyFile('old.pem'), keyFile('next.pem')]
    const both = [
      { file: old.file, kid: 'old' },
      { file: next.file, kid: 'next' },
    ]
    const running = await start({ signing_keys: both })
    const before = await tokensOf(running)
    expect(before.kid).toBe('old')
    running.reload({ signing_alg: 'ES256', signing_keys: both.toReversed() })
    expect((await tokensOf(running)).kid).toBe('next')
    expect((await userinfo(running.issuer, before.accessToken)).status).toBe(200)
    running.reload({ signing_alg: 'ES256', signing_keys: both.slice(1) })
    expect((await keysAt(running.issuer)).map(({ kid }) => kid)).toEqual(['next'])
  })

  it('verify no token any more once they are taken out, or another has their name, also one seen before', async () => {
    const [old, next] = [keyFile('old.pem'), keyFile('next.pem')]
    const running = await start({ signing_keys: [{ file: old.file, kid: 'a' }] })
    const { accessToken } = await tokensOf(running)
    const status = async () => (await userinfo(running.issuer, accessToken)).status
    expect(await status()).toBe(200)
    running.reload({ signing_alg: 'ES256', signing_keys: [{ file: next.file, kid: 'a' }] })
    expect(await status()).toBe(401)
    running.reload({ signing_alg: 'ES256', signing_keys: [{ file: old.file, kid: 'a' }] })
    expect(await status()).toBe(200)
    running.reload({ signing_alg: 'ES256' })
    expect(await status()).toBe(401)
  })

  it('end an own key, which stays published until its last token has expired', async () => {
    const options = { signing_alg: 'ES256', data_dir: folder } as const
    const running = await start(options)
    const { accessToken, kid } = await tokensOf(running)
    running.reload({ ...options, signing_keys: [{ file: keyFile('one.pem').file, kid: 'one' }] })
    running.clock.ahead += 1
    expect((await keysAt(running.issuer)).map((key) => key.kid)).toEqual(['one', kid])
    expect((await tokensOf(running)).kid).toBe('one')
    expect((await userinfo(running.issuer, accessToken)).status).toBe(200)
    running.clock.ahead += 3700
    expect((await keysAt(running.issuer)).map((key) => key.kid)).toEqual(['one'])
  })

  it('show nothing private, in the key set, the log or what check-config and keys list say', async () => {
    const { file, d } = keyFile('one.pem')
    writeFileSync(
      join(folder, 'fragrant.yaml'),
      `signing_alg: ES256\ndata_dir: data\nsigning_keys: [{ file: ${file} }]\n`,
    )
    const running = await start({
      signing_keys: [{ file }],
      log: { level: 'trace', format: 'json' },
    })
    await tokensOf(running)
    const [checked, listed] = [
      await runHere(['check-config'], { folder }),
      await runHere(['keys', 'list'], { folder }),
    ]
    const [kept] = await keysAt(running.issuer)
    expect([checked.code, listed.output]).toEqual([0, expect.stringContaining(`${kept?.kid}`)])
    expect(listed.output).toContain(`signing  -      -      ${file}`)
    const said = JSON.stringify([checked, listed, running.log, await keysAt(running.issuer)])
    expect(said).not.toContain(d)
    expect(said).not.toContain('PRIVATE')
  })
})

describe('fragrant check-config', () => {
  const check = (yaml: string) => {
    writeFileSync(join(folder, 'fragrant.yaml'), yaml)
    return runHere(['check-config'], { folder })
  }

  it('tells what is wrong with each key file, by its key and its place', async () => {
    keyFile('open.pem', 0o644)
    keyFile('good.pem')
    const { code, errors } = await check(
      [
        'signing_keys:',
        '  - { file: none.pem }',
        '  - { file: open.pem }',
        '  - { file: good.pem, alg: ES384 }',
        'realms:',
        '  one:',
        '    signing_keys: [{ file: good.pem }, { file: good.pem }]',
      ].join('\n'),
    )
    expect(code).toBe(78)
    expect(errors.split('\n').slice(1, -1)).toEqual([
      '  fragrant.yaml:2:13: signing_keys[0].file must be the path of a file: there is none',
      '  fragrant.yaml:3:13: signing_keys[1].file has mode 0644, so that others can read it: chmod 600',
      '  fragrant.yaml:4:28: signing_keys[2].alg must be ES256, for this key',
      '  fragrant.yaml:7:40: realms.one.signing_keys[1].kid must be another kid: this one is taken by a key above',
    ])
  })

  it('warns of a key that nothing signs with', async () => {
    keyFile('one.pem')
    const { code, output } = await check('signing_keys: [{ file: one.pem }]')
    expect(code).toBe(0)
    expect(output).toContain(
      'Warning: The key one.pem is for ES256, which nothing in realm default signs with',
    )
  })
})
