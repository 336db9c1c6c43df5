// The checks that a careful client makes on an implicit answer, one by one
// (OIDC Core §3.2.2.8 to §3.2.2.11, RFC 9207 §2.4). Each gives a tick or the reason why not.
import { readJwt, tokenHash, verifySignature } from './playground-jwt.js'

/** Seconds by which two clocks may differ. */
const SKEW = 60

/**
 * The checks of an answer that came for `request`. `known` is `{ metadata, jwks, now }`, `now` in
 * seconds. Each check is `{ name, title, ok, reason }`.
 */
export async function checkAnswer(answer, request, known) {
  const values = new Map(answer.parameters)
  const about = { values, request, ...known }
  const checks = [...aboutTheAnswer(about)]
  if (!values.has('error')) checks.push(...aboutTheTokens(about))
  if (values.has('id_token')) checks.push(...(await aboutTheIdToken(about)))
  return checks
}

function aboutTheAnswer({ values, request, metadata }) {
  return [
    check('state', 'State is the one that was sent', stateVerdict(values, request)),
    check('iss-parameter', 'The iss parameter is the issuer', issVerdict(values, metadata)),
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

function aboutTheTokens({ values, request }) {
  const checks = request === undefined ? [] : againstTheRequest(values, request)
  if (!values.has('access_token')) return checks
  const isBearer = values.get('token_type')?.toLowerCase() === 'bearer'
  const verdict = isBearer ? yes('Bearer') : no(`It is ${shown(values.get('token_type'))}.`)
  return [...checks, check('token-type', 'The token type is Bearer', verdict)]
}

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
    check('nonce', 'Nonce is the one that was sent', nonceVerdict(claims.nonce, request)),
    ...(await atHashCheck(jwt, about.values.get('access_token'))),
  ]
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
  return equal(nonce, request.nonce || undefined)
}

async function atHashCheck(jwt, accessToken) {
  if (accessToken === undefined) return []
  const title = 'The ID Token belongs to this access token (at_hash)'
  if (globalThis.crypto?.subtle === undefined)
    return [check('at_hash', title, no('No WebCrypto here.'))]
  const expected = await tokenHash(accessToken, jwt.header.alg)
  return [check('at_hash', title, equal(jwt.claims.at_hash, expected))]
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
