// JSON Web Tokens, read and verified with nothing but WebCrypto.

const SHA_256 = { name: 'SHA-256' }
const SHA_384 = { name: 'SHA-384' }
const SHA_512 = { name: 'SHA-512' }

const rsa = (hash) => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash }
  return { kty: 'RSA', hash, key: algorithm, verify: algorithm }
}
const pss = (hash, saltLength) => {
  const name = 'RSA-PSS'
  return { kty: 'RSA', hash, key: { name, hash }, verify: { name, saltLength } }
}
const ec = (namedCurve, hash) => {
  return { kty: 'EC', hash, key: { name: 'ECDSA', namedCurve }, verify: { name: 'ECDSA', hash } }
}
const ed25519 = {
  kty: 'OKP',
  hash: SHA_512,
  key: { name: 'Ed25519' },
  verify: { name: 'Ed25519' },
}

const algorithms = new Map([
  ['RS256', rsa(SHA_256)],
  ['RS384', rsa(SHA_384)],
  ['RS512', rsa(SHA_512)],
  ['PS256', pss(SHA_256, 32)],
  ['ES256', ec('P-256', SHA_256)],
  ['ES384', ec('P-384', SHA_384)],
  ['ES512', ec('P-521', SHA_512)],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
])

/** Header, claims and the signed bytes; undefined if `token` is no JWT. */
export function readJwt(token) {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(utf8(bytesOf(part))))
    const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`)
    return isRecord(header) && isRecord(claims)
      ? { header, claims, signed, signature: bytesOf(parts[2]) }
      : undefined
  } catch {
    return undefined
  }
}

/** `{ ok, reason }`: is `jwt` signed by a key of `jwks`? Never throws. */
export async function verifySignature(jwt, jwks) {
  const { alg, kid } = jwt.header
  const algorithm = algorithms.get(alg)
  if (algorithm === undefined) return no(`The algorithm ${alg} is not one this page can verify.`)
  if (globalThis.crypto?.subtle === undefined) {
    return no(
      'This address is no secure context, so the browser offers no WebCrypto. Use https, or http://localhost.',
    )
  }
  const fitting = keysFor(jwks, algorithm, kid)
  if (fitting.length === 0) return no(`The key set has no ${algorithm.kty} key for kid ${kid}.`)
  if (fitting.length > 1) return no(`The key set has ${fitting.length} keys for kid ${kid}.`)
  return verifyWith(fitting[0], algorithm, jwt)
}

async function verifyWith(jwk, algorithm, jwt) {
  try {
    const { kty, crv, n, e, x, y } = jwk
    const bare = { kty, crv, n, e, x, y }
    const key = await crypto.subtle.importKey('jwk', bare, algorithm.key, false, ['verify'])
    const holds = await crypto.subtle.verify(algorithm.verify, key, jwt.signature, jwt.signed)
    const { alg, kid } = jwt.header
    return holds ? yes(`${alg}, key ${kid}`) : no(`It does not fit the key ${kid} of the key set.`)
  } catch (fault) {
    return no(`The browser could not verify ${jwt.header.alg}: ${fault.message || fault.name}`)
  }
}

function keysFor(jwks, algorithm, kid) {
  const keys = Array.isArray(jwks?.keys) ? jwks.keys : []
  const fitting = keys.filter((key) => key.kty === algorithm.kty && (key.use ?? 'sig') === 'sig')
  return kid === undefined ? fitting : fitting.filter((key) => key.kid === kid)
}

/** The left half of the hash of `token`, by the algorithm of the ID Token (OIDC Core §3.2.2.9). */
export async function tokenHash(token, alg) {
  const algorithm = algorithms.get(alg)
  if (algorithm === undefined) return undefined
  const digest = new Uint8Array(
    await crypto.subtle.digest(algorithm.hash, new TextEncoder().encode(token)),
  )
  return base64url(digest.subarray(0, digest.length / 2))
}

const yes = (reason) => ({ ok: true, reason })

const no = (reason) => ({ ok: false, reason })

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const utf8 = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

function bytesOf(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

export function base64url(bytes) {
  const binary = String.fromCharCode(...bytes)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
