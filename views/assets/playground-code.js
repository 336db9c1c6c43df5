// Code and PKCE: the verifier that this tab keeps, and what the token endpoint gives for a code
// and for a refresh token (RFC 6749 §4.1.3, §6, RFC 7636).
import { base64url } from './playground-jwt.js'
import { fetchJson } from './playground-request.js'

export const asksForCode = (responseType) => (responseType ?? '').split(' ').includes('code')

/** The hash of `verifier`, by S256. */
export async function challengeOf(verifier) {
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error(
      'PKCE needs WebCrypto, which browsers offer by https and at http://localhost only. Open the playground there, or choose a response type without code.',
    )
  }
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  return base64url(new Uint8Array(digest))
}

/** What a challenge adds to a request for a code. */
export async function pkceParameters(responseType, verifier) {
  if (!asksForCode(responseType) || !verifier) return []
  return [
    ['code_challenge', await challengeOf(verifier)],
    ['code_challenge_method', 'S256'],
  ]
}

/** `answer` with the tokens that its code gives, or with why there are none. A code works once. */
export async function redeemed(answer, metadata) {
  const code = new Map(answer.parameters).get('code')
  if (code === undefined || answer.tokens !== undefined || answer.tokenError !== undefined) {
    return answer
  }
  try {
    if (answer.request === undefined) throw new Error('This tab did not make the request.')
    const { redirectUri, clientId, codeVerifier } = answer.request
    const tokens = await askForTokens(metadata, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      code_verifier: codeVerifier,
    })
    return { ...answer, tokens }
  } catch (fault) {
    return { ...answer, tokenError: fault.message }
  }
}

/** `answer` with the tokens that its refresh token gives; the refresh token is a new one too. */
export async function refreshed(answer, metadata) {
  const tokens = await askForTokens(metadata, {
    grant_type: 'refresh_token',
    refresh_token: answer.tokens.refresh_token,
    client_id: answer.request.clientId,
  })
  return { ...answer, tokens: { ...answer.tokens, ...tokens }, isRefreshed: true }
}

/** All that came, by the browser and from the token endpoint, by name; the latter counts. */
export function valuesOf({ parameters, tokens = {} }) {
  return new Map([...parameters, ...tokenEntries(tokens)])
}

export const tokenEntries = (tokens) =>
  Object.entries(tokens).map(([name, value]) => [name, String(value)])

const askForTokens = ({ token_endpoint }, form) =>
  fetchJson(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams(Object.entries(form).filter(([, value]) => value !== undefined)),
  })
