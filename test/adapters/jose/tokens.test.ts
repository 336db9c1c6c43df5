import { createHmac, generateKeyPairSync, KeyObject, sign, type webcrypto } from 'node:crypto'
import { createLocalJWKSet, exportJWK, type JSONWebKeySet, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createJwks } from '../../../src/adapters/jose/jwks.ts'
import { createSigningKeys, type SigningKeys } from '../../../src/adapters/jose/keys/key-store.ts'
import type { SigningKey } from '../../../src/adapters/jose/keys/signing-key.ts'
import { createTokenReader } from '../../../src/adapters/jose/token-reader.ts'
import { createTokenSigner } from '../../../src/adapters/jose/token-signer.ts'
import { tokenLimit } from '../../../src/adapters/jose/untrusted-token.ts'
import { createByteBudget } from '../../../src/adapters/memory/byte-budget.ts'
import type { TokenReader } from '../../../src/ports/tokens.ts'
import { type SigningAlg, signingAlgs } from '../../../src/protocol/keys/signing-alg.ts'
import type { AccessTokenClaims } from '../../../src/protocol/tokens/access-token.ts'
import type { IdTokenClaims } from '../../../src/protocol/tokens/id-token.ts'
import { fakeClock, start } from '../fake-clock.ts'

const issuer = 'https://op.example'

const accessClaims: AccessTokenClaims = {
  sub: 'alice',
  aud: issuer,
  client_id: 'spa',
  scope: 'openid profile',
  iat: start,
  exp: start + 3600,
  jti: 'jti-1',
  sid: 'sid-1',
  auth_time: start,
}

const idClaims: IdTokenClaims = {
  sub: 'alice',
  aud: 'spa',
  iat: start,
  exp: start + 3600,
  auth_time: start,
  sid: 'sid-1',
  nonce: 'n-51c0',
}

let keys: SigningKeys
let published: JSONWebKeySet

beforeAll(async () => {
  keys = createSigningKeys()
  published = JSON.parse(await createJwks({ keys, algs: signingAlgs }).publicKeys())
})

function prepare(alg: SigningAlg = 'ES256') {
  const clock = fakeClock()
  const signer = createTokenSigner({ issuer, keys, accessTokenAlg: alg })
  const reader = createTokenReader({ issuer, keys, clock, cacheSize: 10 })
  return { clock, signer, reader }
}

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs anything, the way a forger or an older server would. */
function forge(header: object, payload: object, by: KeyObject | webcrypto.CryptoKey): string {
  const key = by instanceof KeyObject ? by : KeyObject.from(by)
  const input = `${part(header)}.${part(payload)}`
  const isEc = key.asymmetricKeyType === 'ec'
  const signature = isEc
    ? sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
    : sign(key.asymmetricKeyType === 'rsa' ? 'sha256' : null, Buffer.from(input), key)
  return `${input}.${signature.toString('base64url')}`
}

const ownKey = (alg: SigningAlg = 'ES256'): Promise<SigningKey> => keys.signing(alg)

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const foreignKid = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'

/** The claims of a token that its reader takes. */
async function read(reader: TokenReader, token: string) {
  const reading = await reader.readAccessToken(token)
  return reading.kind === 'signed' ? reading.claims : undefined
}

describe.each(signingAlgs)('the token signer with %s', (alg) => {
  const verify = (token: string) =>
    jwtVerify(token, createLocalJWKSet(published), {
      issuer,
      algorithms: [alg],
      currentDate: new Date(start * 1000),
    })

  it('signs an access token that the published keys verify (RFC 9068 §2.1)', async () => {
    const { signer } = prepare(alg)
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    const { payload, protectedHeader } = await verify(token)
    expect(payload).toEqual({ ...accessClaims, iss: issuer })
    expect(protectedHeader).toEqual({ alg, kid: (await ownKey(alg)).kid, typ: 'at+jwt' })
  })

  it('signs an ID Token that the published keys verify (OIDC Core §2)', async () => {
    const { signer } = prepare()
    const token = await signer.signIdToken({ ...idClaims, name: 'Ålice 🦊' }, alg)
    const { payload, protectedHeader } = await verify(token)
    expect(payload).toEqual({ ...idClaims, name: 'Ålice 🦊', iss: issuer })
    expect(protectedHeader).toEqual({ alg, kid: (await ownKey(alg)).kid, typ: 'JWT' })
  })

  it('signs answers, which are no hints and no access tokens (JARM §2.1)', async () => {
    const { signer, reader } = prepare()
    const exp = start + 600
    const claims = { aud: 'spa', exp, code: 'c', scope: 'openid', state: 's' }
    const token = await signer.signAnswer(claims, alg)
    const { payload, protectedHeader } = await verify(token)
    expect(payload).toEqual({ ...claims, iss: issuer })
    expect(protectedHeader).toEqual({ alg, kid: (await ownKey(alg)).kid, typ: 'JWT' })
    expect(await reader.readHint(token)).toEqual({ kind: 'invalid' })
    expect(await read(reader, token)).toBeUndefined()
  })

  it('signs what userinfo answers, which is no hint and no access token (OIDC Core §5.3.2)', async () => {
    const { signer, reader } = prepare()
    const token = await signer.signUserinfo({ sub: 'alice', aud: 'spa', name: 'Alice' }, alg)
    const { payload, protectedHeader } = await verify(token)
    expect(payload).toEqual({ sub: 'alice', aud: 'spa', name: 'Alice', iss: issuer })
    expect(protectedHeader).toEqual({ alg, kid: (await ownKey(alg)).kid, typ: 'JWT' })
    expect(await reader.readHint(token)).toEqual({ kind: 'invalid' })
    expect(await read(reader, token)).toBeUndefined()
  })

  it('gives back the claims of its own access token', async () => {
    const { signer, reader } = prepare(alg)
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    expect(await read(reader, token)).toMatchObject(accessClaims)
    expect(await read(reader, token)).toMatchObject(accessClaims)
  })

  it('reads its own ID Token as a verified hint', async () => {
    const { signer, reader } = prepare()
    const token = await signer.signIdToken(idClaims, alg)
    const reading = { kind: 'verified', sub: 'alice', aud: 'spa', sid: 'sid-1' }
    expect(await reader.readHint(token)).toEqual(reading)
  })
})

describe('the token signer', () => {
  it('lets no claim of a user stand for the issuer', async () => {
    const { signer } = prepare()
    const token = await signer.signIdToken({ ...idClaims, iss: 'https://evil.example' }, 'ES256')
    const verified = await jwtVerify(token, createLocalJWKSet(published), {
      currentDate: new Date(start * 1000),
    })
    expect(verified.payload.iss).toBe(issuer)
  })

  it('signs no access token that its reader would not read', async () => {
    const { signer, reader } = prepare('RS256')
    const withGroups = (length: number) =>
      signer.signAccessToken({ ...accessClaims, groups: 'g'.repeat(length) }, 'at+jwt')
    const room = Math.floor(((tokenLimit - (await withGroups(0)).length) * 3) / 4) - 1
    const longest = await withGroups(room)
    expect(longest.length).toBeGreaterThan(tokenLimit - 4)
    expect(await read(reader, longest)).toBeDefined()
    await expect(withGroups(room + 4)).rejects.toThrow('let it carry fewer claims of the user')
  })

  it('signs with a key that is made when the first token asks for it', async () => {
    const few = createSigningKeys()
    const signer = createTokenSigner({ issuer, keys: few, accessTokenAlg: 'ES256' })
    await signer.signIdToken(idClaims, 'EdDSA')
    expect((await few.all([])).map(({ alg }) => alg)).toEqual(['EdDSA'])
  })

  it('signs for several issuers with the same keys, and each reads only its own', async () => {
    const { reader } = prepare()
    const realm = 'https://op.example/realms/two'
    const other = createTokenSigner({ issuer: realm, keys, accessTokenAlg: 'ES256' })
    const token = await other.signAccessToken(accessClaims, 'at+jwt')
    expect(await read(reader, token)).toBeUndefined()
    const clock = fakeClock()
    const itsReader = createTokenReader({ issuer: realm, keys, clock, cacheSize: 10 })
    expect(await read(itsReader, token)).toMatchObject(accessClaims)
  })
})

describe('the reader of access tokens', () => {
  it('refuses a token in the second in which it expires, also one that it remembers', async () => {
    const { signer, reader, clock } = prepare()
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    clock.time = accessClaims.exp - 1
    expect(await read(reader, token)).toBeDefined()
    clock.time = accessClaims.exp
    expect(await read(reader, token)).toBeUndefined()
    clock.time = accessClaims.exp - 1
    expect(await read(reader, token)).toBeDefined()
  })

  it.each([
    ['many', { cacheSize: 2 }],
    ['large', { cacheSize: 100, cacheBudget: createByteBudget(2_000) }],
  ])('verifies a token once, and again when too %s others came since', async (_what, cache) => {
    const { signer, clock } = prepare()
    let verified = 0
    const key = await ownKey()
    const countedKey: SigningKey = {
      ...key,
      get publicKey() {
        verified += 1
        return key.publicKey
      },
    }
    const counted: SigningKeys = { ...keys, named: async () => countedKey }
    const reader = createTokenReader({ issuer, keys: counted, clock, ...cache })
    const tokens = await Promise.all(
      ['one', 'two', 'three'].map((jti) => {
        const claims = { ...accessClaims, jti, note: 'x'.repeat(300) }
        return signer.signAccessToken(claims, 'at+jwt')
      }),
    )
    const [first = '', second = '', third = ''] = tokens
    for (let time = 0; time < 3; time += 1) await reader.readAccessToken(first)
    expect(verified).toBe(1)
    for (const token of [second, third]) await reader.readAccessToken(token)
    expect(verified).toBe(3)
    expect(await read(reader, third)).toMatchObject({ jti: 'three' })
    expect(verified).toBe(3)
    expect(await read(reader, first)).toMatchObject({ jti: 'one' })
    expect(verified).toBe(4)
  })

  it('refuses an expired token that it has never seen', async () => {
    const { signer, reader, clock } = prepare()
    clock.time = accessClaims.exp
    expect(await read(reader, await signer.signAccessToken(accessClaims, 'at+jwt'))).toBe(undefined)
  })

  it('allows a clock that was put back by a minute, and no more (RFC 7519 §4.1.6)', async () => {
    const { signer, reader, clock } = prepare()
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    clock.time = start - 60
    expect(await read(reader, token)).toBeDefined()
    clock.time = start - 61
    expect(await read(reader, token)).toBeUndefined()
  })

  it('says why it refuses', async () => {
    const { signer, reader, clock } = prepare()
    const why = async (token: string) => {
      const reading = await reader.readAccessToken(token)
      return reading.kind === 'dead' ? reading.why : reading.kind
    }
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    expect(await why(token)).toBe('signed')
    expect(await why('a.b.c')).toBe('malformed')
    expect(await why(await signer.signIdToken(idClaims, 'ES256'))).toBe('not-an-access-token')
    expect(await why(flipSignature(token))).toBe('bad-signature')
    const { privateKey, kid } = await ownKey()
    const payload = { ...accessClaims, iss: issuer }
    const header = { alg: 'ES256', typ: 'at+jwt' }
    expect(await why(forge({ ...header, kid: foreignKid }, payload, foreign.privateKey))).toBe(
      'unknown-key',
    )
    const elsewhere = { ...payload, iss: `${issuer}/realms/two` }
    expect(await why(forge({ ...header, kid }, elsewhere, privateKey))).toBe('other-issuer')
    clock.time = accessClaims.exp
    expect(await why(token)).toBe('expired')
    expect(await why(await signer.signAccessToken(accessClaims, 'JWT'))).toBe('expired')
  })

  it('takes no ID Token for an access token, whatever it claims (RFC 9068 §4)', async () => {
    const { signer, reader } = prepare()
    const { client_id, scope, jti } = accessClaims
    const own = { client_id, scope, jti }
    const { nonce: _, ...bare } = idClaims
    for (const claims of [
      idClaims,
      bare,
      { ...idClaims, ...own },
      { ...bare, at_hash: 'x', ...own },
      { ...bare, client_id, scope },
      { ...bare, client_id, jti },
      { ...bare, scope, jti },
    ]) {
      const token = await signer.signIdToken(claims, 'ES256')
      expect(await read(reader, token)).toBeUndefined()
    }
  })

  it('takes an access token of typ JWT, but of no other (RFC 9068 §2.1)', async () => {
    const { signer, reader } = prepare()
    const token = await signer.signAccessToken(accessClaims, 'JWT')
    expect(await read(reader, token)).toMatchObject(accessClaims)
    const { kid, privateKey } = await ownKey()
    for (const typ of [undefined, 'jwt', 'application/at+jwt', 'logout+jwt', 'id+jwt']) {
      const forged = forge({ alg: 'ES256', kid, typ }, { ...accessClaims, iss: issuer }, privateKey)
      expect(await read(reader, forged)).toBeUndefined()
    }
  })

  it('takes nothing for known that differs from a remembered token by one character', async () => {
    const { signer, reader } = prepare()
    const token = await signer.signAccessToken(accessClaims, 'at+jwt')
    await reader.readAccessToken(token)
    expect(await read(reader, flipSignature(token))).toBeUndefined()
    expect(await read(reader, `${token} `)).toBeUndefined()
    expect(await read(reader, token)).toBeDefined()
  })

  const payload = { ...accessClaims, iss: issuer }
  const forgeries: Record<string, () => Promise<string> | string> = {
    'the empty text': () => '',
    'a token signed with a foreign key': async () =>
      forge(
        { alg: 'ES256', kid: (await ownKey()).kid, typ: 'at+jwt' },
        payload,
        foreign.privateKey,
      ),
    'a token of a kid that is not known': () =>
      forge({ alg: 'ES256', kid: foreignKid, typ: 'at+jwt' }, payload, foreign.privateKey),
    'a token without kid': async () =>
      forge({ alg: 'ES256', typ: 'at+jwt' }, payload, (await ownKey()).privateKey),
    'a token without typ': async () => {
      const { kid, privateKey } = await ownKey()
      return forge({ alg: 'ES256', kid }, payload, privateKey)
    },
    'a token that names another algorithm than its key has': async () => {
      const { kid, privateKey } = await ownKey()
      return forge({ alg: 'RS256', kid, typ: 'at+jwt' }, payload, privateKey)
    },
    'a token of an unknown critical extension': async () => {
      const { kid, privateKey } = await ownKey()
      return forge({ alg: 'ES256', kid, typ: 'at+jwt', crit: ['x'], x: 1 }, payload, privateKey)
    },
    'a token that points to keys elsewhere': async () => {
      const { kid, privateKey } = await ownKey()
      const jku = 'https://evil.example/jwks'
      return forge({ alg: 'ES256', kid, typ: 'at+jwt', jku }, payload, privateKey)
    },
    'a token of another issuer': async () => {
      const { kid, privateKey } = await ownKey()
      const evil = { ...payload, iss: 'https://evil.example' }
      return forge({ alg: 'ES256', kid, typ: 'at+jwt' }, evil, privateKey)
    },
    'a token without exp': async () => {
      const { kid, privateKey } = await ownKey()
      const { exp, ...endless } = payload
      return forge({ alg: 'ES256', kid, typ: 'at+jwt' }, endless, privateKey)
    },
    'a token of more than 8 kB': async () => {
      const { kid, privateKey } = await ownKey()
      const long = { ...payload, scope: 'x'.repeat(tokenLimit) }
      return forge({ alg: 'ES256', kid, typ: 'at+jwt' }, long, privateKey)
    },
  }

  it.each(Object.entries(forgeries))('refuses %s', async (_, make) => {
    const { reader } = prepare()
    expect(await read(reader, await make())).toBeUndefined()
  })

  it('reads a token that was made by hand as these were, but rightly', async () => {
    const { reader } = prepare()
    const { kid, privateKey } = await ownKey()
    const token = forge({ typ: 'at+jwt', kid, alg: 'ES256' }, payload, privateKey)
    expect(await read(reader, token)).toMatchObject(accessClaims)
  })
})

/** Changes a bit in the middle of the signature: the last character may carry unused bits. */
function flipSignature(token: string): string {
  const at = token.lastIndexOf('.') + 10
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

const idPayload = { ...idClaims, iss: issuer }

/** An ID Token made by hand: signed with the server's own key unless another is given. */
async function aHint(header: object = {}, payload: object = {}, key?: KeyObject): Promise<string> {
  const { kid, privateKey } = await ownKey()
  const whole = { alg: 'ES256', kid, typ: 'JWT', ...header }
  return forge(whole, { ...idPayload, ...payload }, key ?? privateKey)
}

/** HS256 with what an attacker has: the text of a public key. */
async function hmacHint(secretOf: (key: SigningKey) => Promise<string>): Promise<string> {
  const key = await ownKey('RS256')
  const input = `${part({ alg: 'HS256', kid: key.kid, typ: 'JWT' })}.${part(idPayload)}`
  const mac = createHmac('sha256', await secretOf(key))
    .update(input)
    .digest('base64url')
  return `${input}.${mac}`
}

async function unsigned(alg: string, signature = ''): Promise<string> {
  const { kid } = await ownKey()
  return `${part({ alg, kid, typ: 'JWT' })}.${part(idPayload)}.${signature}`
}

async function publicPem(): Promise<string> {
  const { createPublicKey } = await import('node:crypto')
  const jwk = (await ownKey('RS256')).publicJwk
  return createPublicKey({ key: jwk, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
}

describe('the reader of hints (OIDC Core §3.1.2.1)', () => {
  const read = async (hint: string) => (await prepare().reader.readHint(hint)).kind

  it('accepts one that has expired', async () => {
    const { reader, clock } = prepare()
    clock.time = start + 10 * 365 * 86_400
    const reading = { kind: 'verified', sub: 'alice', aud: 'spa', sid: 'sid-1' }
    expect(await reader.readHint(await aHint())).toEqual(reading)
  })

  it('tells the user and the audience of one for somebody else', async () => {
    const { reader } = prepare()
    const bobs = await aHint({}, { sub: 'bob', aud: 'rp-b', sid: undefined })
    expect(await reader.readHint(bobs)).toEqual({
      kind: 'verified',
      sub: 'bob',
      aud: 'rp-b',
      sid: undefined,
    })
  })

  it('accepts one without typ', async () => {
    expect(await read(await aHint({ typ: undefined }))).toBe('verified')
  })

  it('takes for stale one of this issuer that a key signed which is not known any more', async () => {
    expect(await read(await aHint({ kid: foreignKid }, {}, foreign.privateKey))).toBe('stale')
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect(await read(await aHint({ kid: foreignKid, alg: 'RS256' }, {}, rsa))).toBe('stale')
  })

  it('takes for stale what another instance of this server signed, before a restart', async () => {
    const before = createSigningKeys()
    const signer = createTokenSigner({ issuer, keys: before, accessTokenAlg: 'EdDSA' })
    expect(await read(await signer.signIdToken(idClaims, 'EdDSA'))).toBe('stale')
    expect(await read(await signer.signAccessToken(accessClaims, 'at+jwt'))).toBe('invalid')
  })

  const stale = (header: object, payload: object = {}) =>
    aHint({ kid: foreignKid, ...header }, payload, foreign.privateKey)
  const jwk = () => exportJWK(foreign.publicKey)

  const invalid: Record<string, () => Promise<string> | string> = {
    'the empty text': () => '',
    'what is not a JWT': () => 'x',
    'one of two parts': () => 'eHg.e30',
    'one whose header is not JSON': () => 'eHg.e30.eHg',
    'one whose header is not JSON and which has no signature': () => 'eHg.e30.',
    'one whose header is an array': () => `${part([])}.${part(idPayload)}.eHg`,
    'one whose header is null': () => `${part('null')}.${part(idPayload)}.eHg`,
    'one whose payload is not JSON': async () =>
      `${part({ alg: 'ES256', kid: foreignKid })}.eHg.eHg`,
    'a JWE, which has five parts': () => 'a.b.c.d.e',
    'one of more than 12 kB': () => aHint({}, { name: 'x'.repeat(tokenLimit) }),
    'one with characters that base64url does not have': async () => `${await aHint()}=`,
    'one of alg none': () => unsigned('none'),
    'one of alg none with a signature': () => unsigned('none', 'eHg'),
    'one of alg nOnE': () => unsigned('nOnE', 'eHg'),
    'one of alg none and a key that is not known': () => stale({ alg: 'none' }),
    'HS256 with the PEM of the public key': () => hmacHint(publicPem),
    'HS256 with the JWK of the public key': () =>
      hmacHint(async ({ publicJwk }) => JSON.stringify(publicJwk)),
    'HS256 and a key that is not known': () => stale({ alg: 'HS256' }),
    'an alg that is not a text': () => aHint({ alg: ['ES256'] }),
    'a bad signature of a known key': async () => flipSignature(await aHint()),
    'a known kid on the signature of a foreign key': () => aHint({}, {}, foreign.privateKey),
    'a known kid with the alg of another key': () => aHint({ alg: 'RS256' }),
    'another issuer, signed with the own key': () => aHint({}, { iss: 'https://evil.example' }),
    'another issuer and a key that is not known': () => stale({}, { iss: 'https://evil.example' }),
    'no issuer': () => aHint({}, { iss: undefined }),
    'an access token': () => aHint({ typ: 'at+jwt' }),
    'an access token of typ JWT': () => prepare().signer.signAccessToken(accessClaims, 'JWT'),
    'an access token of typ JWT, whose aud is the client': () =>
      prepare().signer.signAccessToken({ ...accessClaims, aud: 'spa' }, 'JWT'),
    'an access token of typ JWT and a key that is not known': () =>
      stale({ typ: 'JWT' }, { client_id: 'spa' }),
    'an access token without typ': () => aHint({ typ: undefined }, { jti: 'jti-1' }),
    'what has a scope': () => aHint({}, { scope: 'openid' }),
    'an access token of a key that is not known': () => stale({ typ: 'at+jwt' }),
    'a typ that is not a text': () => aHint({ typ: 7 }),
    'a jku': () => stale({ jku: 'https://evil.example/jwks' }),
    'a jku beside a good signature': () => aHint({ jku: 'https://evil.example/jwks' }),
    'an x5u': () => stale({ x5u: 'https://evil.example/c.pem' }),
    'an x5c': () => stale({ x5c: ['MIIB'] }),
    'a key of its own': async () => stale({ jwk: await jwk() }),
    'a key of its own under a known kid': async () =>
      aHint({ jwk: await jwk() }, {}, foreign.privateKey),
    'a critical extension': () => aHint({ crit: ['x'], x: 1 }),
    'a payload that is not encoded': () => aHint({ b64: false, crit: ['b64'] }),
    'a kid that is a path': () => stale({ kid: '../../../../../dev/null' }),
    'the kid __proto__': () => stale({ kid: '__proto__' }),
    'the kid constructor': () => stale({ kid: 'constructor' }),
    'an empty kid': () => stale({ kid: '' }),
    'no kid': () => stale({ kid: undefined }),
    'a kid that is not a text': () => stale({ kid: { toString: foreignKid } }),
    'no sub': () => aHint({}, { sub: undefined }),
    'a sub that is not a text': () => aHint({}, { sub: 7 }),
    'several audiences': () => aHint({}, { aud: ['spa', 'rp-b'] }),
  }

  it.each(Object.entries(invalid))('refuses %s', async (_, make) => {
    expect(await read(await make())).toBe('invalid')
  })

  it('never throws, also when the keys could not be made', async () => {
    const reason = new Error('no keys')
    const broken: SigningKeys = {
      load: () => Promise.reject(reason),
      signing: () => Promise.reject(reason),
      named: () => Promise.reject(reason),
      all: () => Promise.reject(reason),
      rotate: () => Promise.reject(reason),
      drop: () => Promise.reject(reason),
      follow: () => {},
      tend: async () => {},
    }
    const needs = { issuer, keys: broken, clock: fakeClock(), cacheSize: 1 }
    expect(await createTokenReader(needs).readHint(await aHint())).toEqual({ kind: 'invalid' })
  })
})
