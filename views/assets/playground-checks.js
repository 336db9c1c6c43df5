// The checks that a careful client makes on an answer, one by one (OIDC Core §3.1.3.7, §3.2.2.8 to
// §3.2.2.11, §3.3.2.8 to §3.3.3.6, RFC 9207 §2.4). Each gives a tick or the reason why not.
import { valuesOf } from './playground-code.js'
import { readJwt, tokenHash, verifySignature } from './playground-jwt.js'

/** Seconds by which two clocks may differ. */
const SKEW = 60

/**
 * The checks of an answer that came for `request`. `known` is `{ metadata, jwks, now }`, `now` in
 * seconds. Each check is `{ name, title, ok, reason }`.
 */
export async function checkAnswer(answer, request, known) {
  const front = new Map(answer.parameters)
  const values = valuesOf(answer)
  const about = { answer, front, values, request, ...known }
  const checks = [...aboutTheAnswer(about)]
  if (!front.has('error')) checks.push(...aboutTheTokens(about))
  if (values.has('id_token')) checks.push(...(await aboutTheIdToken(about)))
  if (front.has('id_token') && front.has('code')) checks.push(...(await aboutBoth(about)))
  return checks
}

function aboutTheAnswer({ front, request, metadata }) {
  return [
    check('state', 'State is the one that was sent', stateVerdict(front, request)),
    check('iss-parameter', 'The iss parameter is the issuer', issVerdict(front, metadata)),
  ]
}

function stateVerdict(values, request) {
  if (request === undefined) return no('This tab is not waiting for an answer.')
  if (!request.state) return no('None was sent, so nothing ties this answer to this tab.')
  return equal(values.get('state'), request.state)
}

function issVerdict(values, metadata) {
  return values.has('iss') || metadata.authorization_response_iss_parameter_supported
    ? equal(values.get('iss'), metadata.issuer)
    : yes('Not sent, and not announced.')
}

function aboutTheTokens({ answer, front, values, request }) {
  const checks = [
    ...(request === undefined ? [] : againstTheRequest(front, request)),
    ...(front.has('code') ? [exchangeCheck(answer)] : []),
  ]
  if (!values.has('access_token')) return checks
  const isBearer = values.get('token_type')?.toLowerCase() === 'bearer'
  const verdict = isBearer ? yes('Bearer') : no(`It is ${shown(values.get('token_type'))}.`)
  return [...checks, check('token-type', 'The token type is Bearer', verdict)]
}

const exchangeCheck = ({ tokens, tokenError }) =>
  check(
    'exchange',
    'The code was exchanged for tokens, with the verifier of this tab',
    tokens === undefined ? no(tokenError ?? 'It was not tried.') : yes('By POST /token'),
  )

const parameterOf = { token: 'access_token', id_token: 'id_token', code: 'code' }

function againstTheRequest(values, request) {
  const wanted = (request.responseType ?? '').split(' ').map((word) => parameterOf[word])
  const missing = wanted.filter((name) => name !== undefined && !values.has(name))
  const unasked = Object.values(parameterOf).filter(
    (name) => values.has(name) && !wanted.includes(name),
  )
  return [
    check('complete', 'Everything asked for is there', nothingIn(missing, 'Missing')),
    check('nothing-else', 'No token that was not asked for', nothingIn(unasked, 'Not asked for')),
  ]
}

async function aboutTheIdToken(about) {
  const jwt = readJwt(about.values.get('id_token'))
  if (jwt === undefined) {
    return [
      check('signature', 'The ID Token is signed by the issuer', no('It is no readable JWT.')),
    ]
  }
  const { claims } = jwt
  const { metadata, request, now } = about
  return [
    check(
      'signature',
      'The ID Token is signed by the issuer',
      await verifySignature(jwt, about.jwks),
    ),
    check('iss', 'Issuer of the ID Token (iss)', equal(claims.iss, metadata.issuer)),
    check('aud', 'The ID Token is for this client (aud)', audienceVerdict(claims, request)),
    check('exp', 'The ID Token has not expired (exp)', expiryVerdict(claims.exp, now)),
    check(
      'iat',
      'The ID Token was issued just now or earlier (iat)',
      issuedVerdict(claims.iat, now),
    ),
    ...nonceCheck(claims, about),
    ...(await atHashCheck(jwt, about.values.get('access_token'))),
  ]
}

/** An ID Token that came for a refresh token was asked for by no request (OIDC Core §12.2). */
function nonceCheck({ nonce }, { answer, request }) {
  if (answer.isRefreshed && nonce === undefined) return []
  return [check('nonce', 'Nonce is the one that was sent', nonceVerdict(nonce, request))]
}

/** The ID Token that came beside a code belongs to it, and to the one that the code gave. */
async function aboutBoth({ answer, front, values }) {
  const jwt = readJwt(front.get('id_token'))
  if (jwt === undefined) return []
  const code = front.get('code')
  const checks = await hashCheck('c_hash', 'The ID Token beside the code belongs to it', jwt, code)
  const other = answer.tokens === undefined ? undefined : readJwt(values.get('id_token'))
  if (other === undefined) return checks
  const isSame = other.claims.iss === jwt.claims.iss && other.claims.sub === jwt.claims.sub
  const verdict = isSame ? yes(String(jwt.claims.sub)) : no('They name another user or issuer.')
  return [...checks, check('same-user', 'Both ID Tokens are of one user and issuer', verdict)]
}

function audienceVerdict({ aud, azp }, request) {
  const clientId = request?.clientId
  const audiences = [aud].flat()
  if (clientId === undefined) return no('This tab did not ask, so it knows no client.')
  if (!audiences.includes(clientId)) return no(`It is for ${shown(aud)}, not for ${clientId}.`)
  if (azp !== undefined && azp !== clientId) return no(`Its authorized party is ${shown(azp)}.`)
  if (audiences.length > 1 && azp === undefined) return no('It has many audiences and no azp.')
  return yes(clientId)
}

function expiryVerdict(exp, now) {
  if (typeof exp !== 'number') return no(`It is ${shown(exp)}, not a number.`)
  return exp > now - SKEW
    ? yes(`${inWords(exp - now)} left`)
    : no(`It expired ${inWords(now - exp)} ago.`)
}

function issuedVerdict(iat, now) {
  if (typeof iat !== 'number') return no(`It is ${shown(iat)}, not a number.`)
  return iat <= now + SKEW
    ? yes(`${inWords(Math.max(0, now - iat))} ago`)
    : no(`It lies ${inWords(iat - now)} in the future.`)
}

function nonceVerdict(nonce, request) {
  if (request === undefined) return no('This tab did not ask, so it sent no nonce.')
  if (!request.nonce && request.codeVerifier && nonce === undefined)
    return yes('None was sent: the verifier ties the code to this tab.')
  return equal(nonce, request.nonce || undefined)
}

const atHashCheck = (jwt, accessToken) =>
  hashCheck('at_hash', 'The ID Token belongs to this access token', jwt, accessToken)

async function hashCheck(name, title, jwt, text) {
  if (text === undefined) return []
  const words = `${title} (${name})`
  if (globalThis.crypto?.subtle === undefined) return [check(name, words, no('No WebCrypto here.'))]
  const expected = await tokenHash(text, jwt.header.alg)
  return [check(name, words, equal(jwt.claims[name], expected))]
}

const check = (name, title, verdict) => ({ name, title, ...verdict })

const yes = (reason) => ({ ok: true, reason })

const no = (reason) => ({ ok: false, reason })

const nothingIn = (names, word) =>
  names.length === 0 ? yes('') : no(`${word}: ${names.join(', ')}.`)

function equal(found, expected) {
  return found !== undefined && found === expected
    ? yes(String(found))
    : no(`It is ${shown(found)}; expected ${shown(expected)}.`)
}

const shown = (value) => (value === undefined ? 'absent' : JSON.stringify(value))

function inWords(seconds) {
  const whole = Math.round(seconds)
  if (whole < 120) return `${whole} seconds`
  if (whole < 7200) return `${Math.round(whole / 60)} minutes`
  return `${Math.round(whole / 3600)} hours`
}
