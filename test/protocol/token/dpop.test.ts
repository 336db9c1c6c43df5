import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import type { PublicJwk } from '../../../src/protocol/client/public-jwk.ts'
import { firstBroken } from '../../../src/protocol/rule.ts'
import {
  athOf,
  boundClientRules,
  familyKeyOf,
  isThumbprint,
  noncesAt,
  proofKeyOf,
  proofLimit,
  proofOnceRules,
  proofRememberedUntil,
  proofRules,
  type ReadProof,
  readProofHeader,
  thumbprintOf,
} from '../../../src/protocol/token/dpop.ts'

const now = 1_800_000_000
const x = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'
const y = 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'
const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y }
const header = { typ: 'dpop+jwt', alg: 'ES256', jwk }
const claims = { htm: 'POST', htu: 'https://id.example/token', iat: now, jti: 'j' }

const proof = (changes: Partial<ReadProof> = {}): ReadProof => ({
  header,
  claims,
  method: 'POST',
  addresses: ['https://id.example/token', 'http://fragrant:9400/token'],
  accessToken: undefined,
  nonces: [],
  now,
  ...changes,
})

const saying = (changes: Readonly<Record<string, unknown>>, more: Partial<ReadProof> = {}) =>
  proof({ claims: { ...claims, ...changes }, ...more })

const refusalOf = (read: ReadProof) => firstBroken(proofRules, read)

describe('the rules of a DPoP proof', () => {
  const rows: readonly (readonly [word: string, broken: ReadProof])[] = [
    ['one DPoP header', proof({ header: undefined })],
    ['typ dpop+jwt', proof({ header: { ...header, typ: 'JWT' } })],
    ['dpop_signing_alg_values_supported', proof({ header: { ...header, alg: 'HS256' } })],
    ['no private one', proof({ header: { ...header, jwk: { ...jwk, d: 'x' } } })],
    ['the key that the proof has as jwk', proof({ claims: undefined })],
    ['as htm', saying({ htm: 'GET' })],
    ['as htu', saying({ htu: 'https://id.example/userinfo' })],
    ['whose iat', saying({ iat: now - 301 })],
    ['within its own exp and nbf', saying({ exp: now - 60 })],
    ['jti of 1 to 256', saying({ jti: '' })],
    ['as ath', saying({ ath: athOf('another') }, { accessToken: 'token' })],
    ['as nonce', saying({ nonce: 'old' }, { nonces: ['new', 'before'] })],
  ]

  it('are all kept by a proof that is right', () => {
    expect(refusalOf(proof())).toBeUndefined()
  })

  it.each(
    ['exp', 'nbf', 'iat'].flatMap((name) =>
      ['soon', `${now}`, -1, 1e300, null, [now], {}].map((value) => ({ [name]: value })),
    ),
  )('are broken by one that says %j (RFC 7519 §2)', (times) => {
    expect(refusalOf(saying(times))).toMatchObject({ error: 'invalid_dpop_proof' })
  })

  it.each(rows)('%s (RFC 9449 §4.3)', (word, broken) => {
    const at = rows.findIndex(([own]) => own === word)
    expect(refusalOf(broken)).toMatchObject({
      error: word === 'as nonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof',
      description: expect.stringContaining(word),
      cites: proofRules[at]?.cites,
    })
  })

  it('have a row each', () => expect(rows).toHaveLength(proofRules.length))

  it('are written in words that an error_description may hold (RFC 6749 §5.2)', () => {
    for (const { must } of [...proofRules, ...proofOnceRules, ...boundClientRules]) {
      expect(must).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    }
  })

  it.each([
    'https://id.example/token?x=1',
    'https://id.example/token#x',
    'HTTPS://ID.EXAMPLE:443/token',
    'https://id.example/a/../token',
    'https://id.example/%74oken',
    'http://fragrant:9400/token',
  ])('take %j for the same address (RFC 3986 §6.2)', (htu) => {
    expect(refusalOf(saying({ htu }))).toBeUndefined()
  })

  it.each([
    'http://id.example/token',
    'https://id.example/token/',
    'https://id.example/Token',
    'https://id.example:8443/token',
    'https://evil.example/token',
    'https://id.example@evil.example/token',
    'https://me@id.example/token',
    '/token',
    'id.example/token',
    'https://',
    'https:id.example/token',
    'https:\\\\id.example\\token',
    'https://id.example/%2574oken',
    'https://id.example/%zzoken',
    '',
    7,
    undefined,
    ['https://id.example/token'],
  ])('take %j for another one', (htu) => {
    expect(refusalOf(saying({ htu }))?.description).toContain('as htu')
  })

  it('tell an encoded slash from a slash (RFC 3986 §2.2)', () => {
    const addresses = ['https://id.example/realms/a/token']
    const at = (htu: string) => refusalOf(saying({ htu }, { addresses }))?.description
    expect(at('https://id.example/realms/%61/token')).toBeUndefined()
    expect(at('https://id.example/realms%2Fa/token')).toContain('as htu')
  })

  it('take a method as it is written (RFC 9110 §9.1)', () => {
    expect(refusalOf(saying({ htm: 'post' }))?.description).toContain('as htm')
  })

  it.each([
    [now - 300, true],
    [now + 60, true],
    [now + 0.5, true],
    [now - 300.5, false],
    [now + 61, false],
    [String(now), false],
    [undefined, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])('look at its time: iat %j', (iat, holds) => {
    expect(refusalOf(saying({ iat })) === undefined).toBe(holds)
  })

  it.each([
    ['j'.repeat(256), true],
    ['j'.repeat(257), false],
    [7, false],
    [undefined, false],
  ])('want a jti that can be remembered', (jti, holds) => {
    expect(refusalOf(saying({ jti })) === undefined).toBe(holds)
  })

  it('take the hash of the token that comes with it, and no missing one', () => {
    const accessToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU'
    // the example of RFC 9449 §7.1
    const ath = 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'
    expect(refusalOf(saying({ ath }, { accessToken }))).toBeUndefined()
    expect(refusalOf(saying({}, { accessToken }))?.description).toContain('as ath')
  })

  it('take the newest nonce and the one before it, where one is asked for (RFC 9449 §8)', () => {
    const nonces = ['new', 'before']
    for (const nonce of nonces) expect(refusalOf(saying({ nonce }, { nonces }))).toBeUndefined()
    for (const nonce of ['', undefined, 7]) {
      expect(refusalOf(saying({ nonce }, { nonces }))?.error).toBe('use_dpop_nonce')
    }
    expect(refusalOf(saying({ nonce: 'of another server' }))).toBeUndefined()
  })

  it('let each proof be used once', () => {
    expect(firstBroken(proofOnceRules, { uses: 1 })).toBeUndefined()
    expect(firstBroken(proofOnceRules, { uses: 2 })?.error).toBe('invalid_dpop_proof')
  })

  it('want one of a client that registered so (RFC 9449 §5.2)', () => {
    const judge = (requireDpop: boolean, jkt: string | undefined) =>
      firstBroken(boundClientRules, { client: { requireDpop }, jkt })?.error
    expect(judge(false, undefined)).toBeUndefined()
    expect(judge(true, 'a key')).toBeUndefined()
    expect(judge(true, undefined)).toBe('invalid_dpop_proof')
  })
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('the header of a proof', () => {
  it('is read from a compact JWT', () => {
    expect(readProofHeader(`${encode(header)}.e30.c2ln`)).toEqual(header)
    expect(readProofHeader(`${encode({})}.e30.c2ln`)).toEqual({})
  })

  it.each([
    '',
    'x',
    'a.b.c',
    '..',
    `${encode(header)}.e30.`,
    `${encode(header)}.e30.c2ln.x`,
    `${encode(header)}.e30.c2ln, ${encode(header)}.e30.c2ln`,
    `${encode([])}.e30.c2ln`,
    `${encode(null)}.e30.c2ln`,
    `${encode('text')}.e30.c2ln`,
    `${encode({ ...header, x: 'x'.repeat(proofLimit) })}.e30.c2ln`,
  ])('is none in other text', (text) => {
    expect(readProofHeader(text)).toBeUndefined()
  })

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { ...jwk, kty: 'oct', k: 'x' },
    { ...jwk, d: x },
    { ...jwk, crv: 'secp256k1' },
    { kty: 'RSA', n: 'short', e: 'AQAB' },
    { kty: '__proto__' },
  ])('names no key with the jwk %j', (other) => {
    expect(proofKeyOf({ ...header, jwk: other })).toBeUndefined()
  })

  it.each<PublicJwk>([
    jwk,
    { ...jwk, kid: 'a', use: 'sig' },
    { kty: 'OKP', crv: 'Ed25519', x },
    { kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB' },
  ])('tells a key by its thumbprint (RFC 7638 §3)', async (key) => {
    expect(proofKeyOf({ ...header, jwk: key })).toBe(key)
    expect(thumbprintOf(key)).toBe(await calculateJwkThumbprint(key))
    expect(isThumbprint(thumbprintOf(key))).toBe(true)
  })

  it.each(['', 'k'.repeat(42), 'k'.repeat(44), `${'k'.repeat(42)}=`, `${'k'.repeat(43)}\n`])(
    'has no thumbprint like %j',
    (text) => expect(isThumbprint(text)).toBe(false),
  )
})

describe('what is kept of a proof', () => {
  it('is its jti, for as long as it works', () => {
    for (const iat of [now, now + 0.5]) {
      expect(proofRememberedUntil(saying({ iat }))).toBeGreaterThan(iat + 300)
    }
  })

  it('is the key of the refresh tokens of whoever has no secret (RFC 9449 §5)', () => {
    const jkt = 'a key'
    const keyOf = (method: string, source = 'operator') =>
      familyKeyOf({ client: { source }, method, jkt })
    expect(keyOf('none')).toBe(jkt)
    expect(keyOf('client_secret_post', 'loopback')).toBe(jkt)
    expect(keyOf('client_secret_basic')).toBeUndefined()
    expect(keyOf('private_key_jwt')).toBeUndefined()
  })
})

describe('the nonces of proofs', () => {
  it('change with time and with the server, and each works for a while after it', () => {
    const [newest, before] = noncesAt('secret', now)
    expect(newest).not.toBe(before)
    expect(noncesAt('secret', now + 180)[1]).toBe(newest)
    expect(noncesAt('secret', now + 360)).not.toContain(newest)
    expect(noncesAt('another secret', now)).not.toContain(newest)
  })
})
