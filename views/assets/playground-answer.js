// Shows an answer: its parameters, the checks one by one, and the tokens decoded.
import { checkAnswer } from './playground-checks.js'
import { aboutError } from './playground-errors.js'
import { readJwt } from './playground-jwt.js'
import { discover, keysOf } from './playground-provider.js'
import { byId, checkItem, paragraph, rows, showProblem } from './playground-view.js'

/** The answer on show, as `{ by, parameters, request }`. */
let shown

export const answerOnShow = () => shown

/** Shows `answer` and gives its checks. */
export async function showAnswer(answer) {
  shown = answer
  const values = new Map(answer.parameters)
  byId('answer').replaceChildren(rows(`Came by ${answer.by}`, answer.parameters))
  byId('result').hidden = false
  byId('request-details').open = false
  byId('userinfo').replaceChildren()
  showTokens(values)
  if (values.has('error')) showProblem(...aboutError(values))
  return showChecks(answer)
}

async function showChecks(answer) {
  const metadata = await discover()
  const jwks = await keysOf(metadata)
  const now = Date.now() / 1000
  const checks = await checkAnswer(answer, answer.request, { metadata, jwks, now })
  byId('checks').replaceChildren(...checks.map(checkItem))
  byId('verdict').textContent = verdictOn(checks)
  return checks
}

/** The checks in one sentence. */
export function verdictOn(checks) {
  const failed = checks.filter(({ ok }) => !ok).length
  return failed === 0
    ? `All ${checks.length} checks hold.`
    : `${failed} of ${checks.length} checks fail: an app must not use this answer.`
}

function showTokens(values) {
  showToken('id-token', values.get('id_token'))
  showToken('access-token', values.get('access_token'))
  byId('call-userinfo').hidden = !values.has('access_token')
  byId('renew-silently').hidden = values.has('error')
  byId('sign-out').hidden = values.has('error')
}

function showToken(id, token) {
  byId(`${id}-section`).hidden = token === undefined
  byId(id).replaceChildren(...(token === undefined ? [] : tokenParts(token)))
}

function tokenParts(token) {
  const jwt = readJwt(token)
  if (jwt === undefined)
    return [paragraph('It is opaque: it says nothing to a client, only to this server.')]
  return [rows('Header', Object.entries(jwt.header)), rows('Claims', Object.entries(jwt.claims))]
}
