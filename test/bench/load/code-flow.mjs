/**
 * An app that has a code, redeems it, and refreshes what it was given.
 *
 * @module
 */
import { createHash, randomBytes } from 'node:crypto'
import { headerOf } from './connection.mjs'
import { authorizeQuery, getRequest, postRequest, redirectUri } from './requests.mjs'

/** Resolves to the tokens of the refresh, and the nonce that the first ID Token was asked with. */
export async function codeFlow(connection, { issuer, path, tokenPath, clientId, cookie }, n) {
  const code_verifier = randomBytes(32).toString('base64url')
  const query = authorizeQuery(clientId, {
    ...{ response_type: 'code', prompt: 'none', nonce: `nonce-${n}`, state: `state-${n}` },
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const answer = await connection.send(getRequest(issuer, `${path}?${query}`, { cookie }))
  const { searchParams } = new URL(headerOf(answer, 'location') ?? 'none:')
  const code = searchParams.get('code')
  if (code === null) throw new Error(`No code, but ${answer.head}`)
  const call = async (form) => {
    const sent = postRequest(issuer, tokenPath, { client_id: clientId, ...form })
    const { status, body } = await connection.send(sent)
    if (status !== 200) throw new Error(`No tokens, but ${status}: ${body}`)
    return JSON.parse(body)
  }
  const grant_type = 'authorization_code'
  const first = await call({ grant_type, code, code_verifier, redirect_uri: redirectUri })
  const { refresh_token } = first
  const second = await call({ grant_type: 'refresh_token', refresh_token })
  if (second.refresh_token === undefined) throw new Error('The refresh token is not rotated.')
  return { first: first.id_token, nonce: `nonce-${n}`, ...second }
}
