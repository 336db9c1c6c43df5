/**
 * Requests as text, `{n}` standing for a number that differs from one to the next.
 *
 * @module
 */

export const redirectUri = 'https://app.example/callback'

const scope = 'openid profile email'

export function authorizeQuery(clientId, further = {}) {
  return new URLSearchParams({
    response_type: 'id_token token',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    ...further,
  })
}

/** A silent request; its nonce and its state are new each time. */
export function silentRequest({ issuer, path, clientId, cookie }) {
  const query = authorizeQuery(clientId, { prompt: 'none' })
  return getRequest(issuer, `${path}?${query}&nonce=nonce-{n}&state=state-{n}`, { cookie })
}

export function getRequest(issuer, path, headers = {}) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nhost: ${new URL(issuer).host}\r\n${lines.join('')}\r\n`
}

export function postRequest(issuer, path, form) {
  const body = new URLSearchParams(form).toString()
  return `POST ${path} HTTP/1.1\r\nhost: ${new URL(issuer).host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}
