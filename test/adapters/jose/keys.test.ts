import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createJwks } from '../../../src/adapters/jose/jwks.ts'
import { createSigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'
import { type SigningAlg, signingAlgs } from '../../../src/protocol/keys/signing-alg.ts'
import { exitOf, lineFrom, run } from '../children/run.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-keys-'))
  file = join(folder, 'data', 'keys.json')
})

afterEach(() => rm(folder, { recursive: true }))

async function publishedBy(algs: readonly SigningAlg[], from?: string): Promise<readonly JWK[]> {
  const keys = createSigningKeys({ file: from })
  return JSON.parse(await createJwks({ keys, algs }).publicKeys()).keys
}

describe('the key ring', () => {
  it('publishes the public members of each key, and no other (RFC 7517 §5)', async () => {
    const published = await publishedBy(signingAlgs)
    const common = ['kid', 'use', 'alg', 'kty']
    const members = published.map((jwk) => Object.keys(jwk).sort())
    expect(members).toEqual([
      ...Array(4).fill([...common, 'n', 'e'].sort()),
      ...Array(2).fill([...common, 'crv', 'x', 'y'].sort()),
      ...Array(2).fill([...common, 'crv', 'x'].sort()),
    ])
    expect(published.map(({ alg }) => alg)).toEqual([...signingAlgs])
    expect(published.every(({ use }) => use === 'sig')).toBe(true)
  })

  it('names each key by its thumbprint (RFC 7638 §3)', async () => {
    const published = await publishedBy(signingAlgs)
    const thumbprints = await Promise.all(published.map((jwk) => calculateJwkThumbprint(jwk)))
    expect(published.map(({ kid }) => kid)).toEqual(thumbprints)
  })

  it('makes an RSA key of at least 2048 bits, as RS256 demands (RFC 7518 §3.3)', async () => {
    const [jwk] = await publishedBy(['RS256'])
    expect(Buffer.from(jwk?.n ?? '', 'base64url').length).toBeGreaterThanOrEqual(256)
  })

  it('has new keys at every start when no file keeps them', async () => {
    const [first] = await publishedBy(['ES256'])
    const [second] = await publishedBy(['ES256'])
    expect(first?.kid).not.toBe(second?.kid)
  })

  it('does not wait for an RSA key before it is there to be asked', async () => {
    const keys = createSigningKeys()
    let rsaIsReady = false
    const rsa = keys.signing('RS256').then(() => {
      rsaIsReady = true
    })
    await keys.signing('ES256')
    expect(rsaIsReady).toBe(false)
    await rsa
  })
})

describe('a key file', () => {
  it('keeps the same keys from one start to the next', async () => {
    const first = await publishedBy(signingAlgs, file)
    const second = await publishedBy(signingAlgs, file)
    expect(second).toEqual(first)
  })

  it('is for its owner alone, and so is the folder that is made for it', async () => {
    await publishedBy(['ES256'], file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(folder, 'data'))).toEqual(['keys.json'])
  })

  it('takes in keys for further algorithms, beside those that it has', async () => {
    const [before] = await publishedBy(['ES256'], file)
    const after = await publishedBy(['ES256', 'EdDSA'], file)
    expect(after).toContainEqual(before)
    expect(after.map(({ alg }) => alg).sort()).toEqual(['ES256', 'EdDSA'])
    expect(await publishedBy(['ES256', 'EdDSA'], file)).toHaveLength(2)
  })

  it('still publishes a key whose algorithm is no longer wanted (OIDC Core §10.1.1)', async () => {
    const [retired] = await publishedBy(['EdDSA'], file)
    expect(await publishedBy(['ES256'], file)).toContainEqual(retired)
  })

  it('is written before any of its keys signs', async () => {
    const keys = createSigningKeys({ file })
    const { kid } = await keys.signing('ES256')
    expect(JSON.parse(readFileSync(file, 'utf8')).keys).toHaveLength(1)
    expect((await publishedBy(['ES256'], file))[0]?.kid).toBe(kid)
  })

  it('removes what a killed process left half-written', async () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(`${file}.tmp-0123456789abcdef`, '{"keys":[{"kty"')
    await publishedBy(['ES256'], file)
    expect(readdirSync(join(folder, 'data'))).toEqual(['keys.json'])
  })

  const damaged: Record<string, (good: string) => string> = {
    'is empty': () => '',
    'is not JSON': () => 'not json',
    'is cut off': (good) => good.slice(0, good.length / 2),
    'is null': () => 'null',
    'is another JSON document': () => '{"name":"some-package"}',
    'holds no keys': () => '{"keys":[]}',
    'holds a thing that is not a key': () => '{"keys":[null]}',
    'holds public keys only': (good) => changeKey(good, { d: undefined }),
    'holds a key whose halves differ': (good) =>
      changeKey(good, { d: Buffer.alloc(32, 7).toString('base64url') }),
    'holds a key of another algorithm than it says': (good) => changeKey(good, { alg: 'RS256' }),
    'holds a symmetric key': () => '{"keys":[{"kty":"oct","k":"AAAA"}]}',
  }

  it.each(Object.entries(damaged))(
    'that %s stops the start, and stays as it is',
    async (_, damage) => {
      await publishedBy(['ES256'], file)
      const text = damage(readFileSync(file, 'utf8'))
      writeFileSync(file, text)
      await expect(createSigningKeys({ file }).load()).rejects.toThrow(
        `The key file ${file} does not hold the signing keys that Fragrant wrote there. Restore it`,
      )
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  it('that is a folder stops the start with a sentence', async () => {
    mkdirSync(file, { recursive: true })
    await expect(createSigningKeys({ file }).load()).rejects.toThrow(
      `The key file ${file} cannot be read (EISDIR).`,
    )
  })

  it.runIf(process.platform === 'linux')(
    'that cannot be written is told of to whoever asks for a key, and to nobody else',
    async () => {
      const nowhere = '/sys/fragrant/keys.json'
      const unhandled: unknown[] = []
      const listen = (reason: unknown) => unhandled.push(reason)
      process.on('unhandledRejection', listen)
      const keys = createSigningKeys({ file: nowhere })
      keys.all(['ES256']).catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 50))
      process.off('unhandledRejection', listen)
      expect(unhandled).toEqual([])
      const message = `The key file ${nowhere} cannot be written (E`
      await expect(keys.signing('ES256')).rejects.toThrow(message)
      expect(await keys.named('x')).toBeUndefined()
      const jwks = createJwks({ keys, algs: ['ES256'] })
      await expect(jwks.publicKeys()).rejects.toThrow(message)
    },
  )

  it('is whole whenever the process that makes it is killed', { timeout: 60_000 }, async () => {
    for (const milliseconds of [0, 40, 80, 120, 160, 200, 300]) {
      const child = run('make-keys.ts', [file])
      await lineFrom(child)
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      child.kill('SIGKILL')
      await exitOf(child)
      const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).keys : []
      expect([0, 1]).toContain(kept.length)
    }
    const published = await publishedBy(['RS256'], file)
    expect(published).toHaveLength(1)
    expect(readdirSync(join(folder, 'data'))).toEqual(['keys.json'])
    expect(await publishedBy(['RS256'], file)).toEqual(published)
  })
})

function changeKey(file: string, changes: object): string {
  const { keys } = JSON.parse(file) as { keys: object[] }
  return JSON.stringify({ keys: [{ ...keys[0], ...changes }] })
}
