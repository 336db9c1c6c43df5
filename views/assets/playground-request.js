// The request that the playground makes: read from the form, written as an address.

export const random = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The filled-in fields of `form` that are sent as they are, in the order of the page. */
export function parametersOf(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => name !== 'code_verifier' && value.trim() !== '',
  )
}

/** `endpoint` with `parameters` in its query, spaces as %20. */
export function addressOf(endpoint, parameters) {
  const pairs = parameters.map((pair) => pair.map(encodeURIComponent).join('='))
  return pairs.length === 0
    ? endpoint
    : `${endpoint}${endpoint.includes('?') ? '&' : '?'}${pairs.join('&')}`
}

/** The same, one parameter a line, to be read. */
export function addressInLines(endpoint, parameters) {
  const lines = parameters.map((pair) => pair.map(encodeURIComponent).join('='))
  return [endpoint, ...lines.map((line, index) => `${index === 0 ? '?' : '&'}${line}`)].join('\n')
}

/** What must be remembered of a request until its answer comes. */
export function memoryOf(parameters, codeVerifier) {
  const values = new Map(parameters)
  return {
    state: values.get('state'),
    nonce: values.get('nonce'),
    clientId: values.get('client_id'),
    redirectUri: values.get('redirect_uri'),
    responseType: values.get('response_type'),
    scope: values.get('scope'),
    codeVerifier,
  }
}

/** Fetches JSON; what goes wrong is thrown as a sentence. */
export async function fetchJson(address, options = {}) {
  const response = await reached(address, options)
  const text = await response.text()
  if (!response.ok)
    throw new Error(`${address} answered ${response.status}. ${refusal(response, text)}`)
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${address} answered something that is not JSON.`)
  }
}

/** Fetches; a server that does not answer is a sentence. */
export async function reached(address, options) {
  try {
    return await fetch(address, { ...options, signal: AbortSignal.timeout(10_000) })
  } catch (fault) {
    const why = fault.name === 'TimeoutError' ? 'no answer within 10 seconds' : fault.message
    throw new Error(`${address} could not be reached (${why}). Is the server running?`)
  }
}

/** What a server says of a refusal. */
export function refusal(response, text) {
  return response.headers.get('www-authenticate') ?? text.slice(0, 300)
}
