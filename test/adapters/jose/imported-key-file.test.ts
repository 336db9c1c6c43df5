import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readImportedKey } from '../../../src/adapters/jose/keys/imported/imported-key-file.ts'
import { createImportedKeys } from '../../../src/adapters/jose/keys/imported/imported-keys.ts'
import type { SigningAlg } from '../../../src/protocol/keys/signing-alg.ts'

let folder: string
let path: string

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const ed25519 = generateKeyPairSync('ed25519')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-imported-'))
})
beforeEach(() => {
  path = join(folder, `${randomBytes(6).toString('hex')}.key`)
})
afterAll(() => rm(folder, { recursive: true }))

const read = (text: string, asked: { alg?: SigningAlg; kid?: string } = {}) => {
  writeFileSync(path, text, { mode: 0o600 })
  return readImportedKey({ path, file: 'a.key', ...asked })
}

const jwkOf = (key: KeyObject, changes: object = {}): string =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...changes })

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8'): string =>
  key.export({ format: 'pem', type }).toString()

const keyIn = (text: string, asked?: { alg?: SigningAlg; kid?: string }) => {
  const reading = read(text, asked)
  if (reading.kind === 'refused') throw new Error(reading.problem)
  return reading.key
}

const problemOf = (text: string, asked?: { alg?: SigningAlg; kid?: string }) => {
  const reading = read(text, asked)
  return reading.kind === 'refused' ? `${reading.member} ${reading.problem}` : 'none'
}

describe('a key file of the operator', () => {
  it.each([
    ['RSA as PKCS#8', () => pem(rsa.privateKey), 'RS256'],
    ['RSA as PKCS#1', () => pem(rsa.privateKey, 'pkcs1'), 'RS256'],
    ['RSA as JWK', () => jwkOf(rsa.privateKey), 'RS256'],
    ['P-256 as PKCS#8', () => pem(p256.privateKey), 'ES256'],
    ['P-256 as SEC 1', () => pem(p256.privateKey, 'sec1'), 'ES256'],
    ['P-384 as SEC 1', () => pem(p384.privateKey, 'sec1'), 'ES384'],
    ['P-384 as JWK', () => jwkOf(p384.privateKey), 'ES384'],
    ['Ed25519 as PKCS#8', () => pem(ed25519.privateKey), 'EdDSA'],
    ['Ed25519 as JWK', () => jwkOf(ed25519.privateKey), 'EdDSA'],
    ['a JWK Set of one', () => `{"keys":[${jwkOf(p256.privateKey)}]}`, 'ES256'],
    ['a JWK that says what it signs with', () => jwkOf(rsa.privateKey, { alg: 'PS256' }), 'PS256'],
  ] as const)('is taken with %s', async (_, text, alg) => {
    const key = keyIn(text())
    expect(key).toMatchObject({ alg, file: 'a.key' })
    const [ready] = await createImportedKeys([key]).all()
    expect(ready).toMatchObject({ alg, kid: key.kid })
  })

  it.each([
    [rsa, ['RS256', 'RS384', 'RS512', 'PS256']],
    [ed25519, ['EdDSA', 'Ed25519']],
  ] as const)('signs with what its key can sign with, as it is asked to', async (pair, algs) => {
    for (const alg of algs) {
      const key = keyIn(pem(pair.privateKey), { alg })
      expect((await createImportedKeys([key]).signing(alg))?.publicJwk).toMatchObject({ alg })
    }
  })

  it('goes by its thumbprint (RFC 7638 §3), by what the JWK says, or as it is named', async () => {
    for (const { privateKey, publicKey } of [rsa, p256, p384, ed25519]) {
      const thumbprint = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as object)
      expect(keyIn(pem(privateKey)).kid).toBe(thumbprint)
      expect(keyIn(jwkOf(privateKey, { kid: 'k1' })).kid).toBe('k1')
      expect(keyIn(jwkOf(privateKey, { kid: 'k1' }), { kid: 'k2' })).toMatchObject({
        kid: 'k2',
        thumbprint,
      })
    }
  })

  it('shows its key to nobody who prints or serialises what was read', () => {
    const key = keyIn(jwkOf(p256.privateKey))
    const { d } = p256.privateKey.export({ format: 'jwk' })
    expect(JSON.stringify(key)).not.toContain(d)
  })
})

const secret = 'aVerySecretMember'

const faults: Record<string, readonly [text: () => string, problem: string]> = {
  'is empty': [() => '', 'must hold a JWK or PEM'],
  'is another text': [() => secret, 'must hold a JWK or PEM'],
  'is a damaged JSON text': [() => `{"kty":"${secret}`, 'must hold a JWK or PEM'],
  'is a JWK Set of two': [
    () => `{"keys":[${jwkOf(p256.privateKey)},${jwkOf(p384.privateKey)}]}`,
    'must hold one key: give each a file',
  ],
  'is an empty JWK Set': [() => '{"keys":[]}', 'must hold a JWK or PEM'],
  'is a shared secret': [() => `{"kty":"oct","k":"${secret}"}`, 'must hold an asymmetric key'],
  'is a public JWK': [() => jwkOf(p256.publicKey), 'must hold a private key: this one is public'],
  'is a public key': [
    () => p256.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    'must hold a private key: this one is public',
  ],
  'is a JWK for encryption': [
    () => jwkOf(p256.privateKey, { use: 'enc' }),
    'must hold a key for signing',
  ],
  'is a JWK that only verifies': [
    () => jwkOf(p256.privateKey, { key_ops: ['verify'] }),
    'must hold a key for signing',
  ],
  'is a JWK whose halves differ': [
    () => jwkOf(p256.privateKey, { d: randomBytes(32).toString('base64url') }),
    'must hold a sound private key',
  ],
  'is an RSA key whose halves differ': [
    () =>
      jwkOf(rsa.privateKey, {
        n: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
          .n,
      }),
    'must hold a sound private key',
  ],
  'is a JWK of odd members': [
    () => `{"kty":"EC","crv":"P-256","d":7,"problem":"${secret}"}`,
    'must hold a sound private key',
  ],
  'is a PEM that is cut off': [
    () => pem(p256.privateKey).slice(0, -60),
    'must hold a sound private key',
  ],
  'is a PEM of two keys': [() => pem(p256.privateKey) + pem(p384.privateKey), 'must hold one key'],
  'is an encrypted PEM': [
    () =>
      p256.privateKey
        .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    'is encrypted: decrypt it first',
  ],
  'is an encrypted PEM of the old kind': [
    () =>
      rsa.privateKey
        .export({ format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'x' })
        .toString(),
    'is encrypted: decrypt it first',
  ],
  'is a key of OpenSSH': [
    () => '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    'is written as OpenSSH does',
  ],
  'is a key on another curve': [
    () => pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
    'must hold an EC key on the curve P-256 or P-384',
  ],
  'is a key of another kind': [
    () => pem(generateKeyPairSync('x25519').privateKey),
    'must hold an RSA, EC or Ed25519 key',
  ],
  'says an alg that its key cannot have': [
    () => jwkOf(p256.privateKey, { alg: 'ES384' }),
    'says an alg that its key cannot have',
  ],
  'has a name that no header can carry': [
    () => jwkOf(p256.privateKey, { kid: 'a\nb' }),
    'must hold a key whose kid is printable ASCII',
  ],
}

describe('a key file of the operator, which is refused', () => {
  it.each(Object.entries(faults))('%s', (_, [text, problem]) => {
    const told = problemOf(text())
    expect(told).toContain(`file ${problem}`)
    expect(told).not.toContain(secret)
  })

  it.each([
    [p256, 'ES384', 'alg must be ES256, for this key'],
    [rsa, 'ES256', 'alg must be RS256 or RS384 or RS512 or PS256, for this key'],
    [ed25519, 'RS256', 'alg must be EdDSA or Ed25519, for this key'],
  ] as const)('when its key cannot sign with what is asked for', ({ privateKey }, alg, problem) => {
    expect(problemOf(pem(privateKey), { alg })).toBe(problem)
  })

  it('when the JWK says another alg than is asked for', () => {
    const text = jwkOf(rsa.privateKey, { alg: 'PS256' })
    expect(problemOf(text, { alg: 'RS256' })).toBe('alg must be PS256, for this key')
  })

  it('when it is an RSA key of fewer than 2048 bits (RFC 7518 §3.3)', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    expect(problemOf(pem(privateKey))).toBe(
      'file must hold an RSA key of 2048 to 8192 bits: this one has 1024',
    )
  })

  it.runIf(process.getuid?.() === 0)('when it belongs to another user', () => {
    writeFileSync(path, pem(p256.privateKey), { mode: 0o600 })
    chownSync(path, 1234, 1234)
    expect(readIt()).toMatchObject({
      problem: 'belongs to another user (uid 1234), who can change it',
    })
  })

  const readIt = () => readImportedKey({ path, file: 'a.key' })

  it('when it is not there, a folder, a loop, or larger than a key can be', () => {
    expect(readIt()).toMatchObject({ problem: 'must be the path of a file: there is none' })
    expect(readImportedKey({ path: folder, file: 'a' })).toMatchObject({
      problem: 'is a folder: name a file',
    })
    symlinkSync(path, path)
    expect(readIt()).toMatchObject({ problem: expect.stringContaining('leads to itself') })
    path = `${path}.large`
    expect(problemOf(pem(p256.privateKey) + '\n'.repeat(65_536))).toBe(
      'file must have at most 64 kB',
    )
  })

  it.runIf(process.platform === 'linux')('at once, when it is a pipe or a device', () => {
    execFileSync('mkfifo', [path])
    expect(readIt()).toMatchObject({ problem: 'must be a regular file' })
    expect(readImportedKey({ path: '/dev/zero', file: 'a' })).toMatchObject({
      problem: 'must be a regular file',
    })
  })

  it.runIf(process.getuid !== undefined).each([
    [0o644, 'has mode 0644, so that others can read it: chmod 600'],
    [0o604, 'has mode 0604, so that others can read it: chmod 600'],
    [0o620, 'has mode 0620, so that others can change it: chmod 600'],
    [0o666, 'has mode 0666, so that others can change it: chmod 600'],
  ])('when its mode is %o', (mode, problem) => {
    writeFileSync(path, pem(p256.privateKey))
    chmodSync(path, mode)
    expect(readIt()).toMatchObject({ kind: 'refused', member: 'file', problem })
  })

  it('but not when a group may read it, as it may a mounted secret, or when it is behind a link', () => {
    writeFileSync(path, pem(p256.privateKey))
    chmodSync(path, 0o440)
    symlinkSync(path, `${path}.link`)
    expect(readImportedKey({ path: `${path}.link`, file: 'a' })).toMatchObject({ kind: 'key' })
  })
})
