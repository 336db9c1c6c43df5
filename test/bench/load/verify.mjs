import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'

/** Verifies tokens out of answers with the keys that their server publishes. */
export async function verifyAnswers(
  locations,
  { issuer, keys = '/.well-known/jwks.json', audience },
) {
  assert.ok(locations.length > 0, 'there are answers to verify')
  const published = createRemoteJWKSet(new URL(issuer + keys))
  for (const location of locations) {
    const answer = new URLSearchParams(location.slice(location.indexOf('#') + 1))
    const accessToken = answer.get('access_token')
    const { payload, protectedHeader } = await jwtVerify(answer.get('id_token'), published, {
      issuer,
      audience,
    })
    assert.equal(
      payload.nonce.slice(5),
      answer.get('state').slice(5),
      'the nonce belongs to the state',
    )
    assert.equal(payload.at_hash, hashOf(accessToken, protectedHeader.alg))
    if (accessToken.includes('.')) await jwtVerify(accessToken, published, { issuer })
  }
}

/** Verifies the tokens that the token endpoint gave. */
export async function verifyTokens(samples, { issuer, audience }) {
  assert.ok(samples.length > 0, 'there are answers to verify')
  const published = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))
  for (const { first, nonce, id_token: refreshed, access_token: accessToken } of samples) {
    const { payload } = await jwtVerify(first, published, { issuer, audience })
    assert.equal(payload.nonce, nonce, 'the nonce belongs to the request')
    await jwtVerify(refreshed, published, { issuer, audience, subject: payload.sub })
    if (accessToken.includes('.')) await jwtVerify(accessToken, published, { issuer })
  }
}

function hashOf(token, alg) {
  const digest = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token)
    .digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
