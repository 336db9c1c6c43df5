// Shows an answer: its parameters, the checks one by one, and the tokens decoded.
import { copyButton } from './copy-button.js'
import { checkAnswer } from './playground-checks.js'
import { tokenEntries, valuesOf } from './playground-code.js'
import { aboutError } from './playground-errors.js'
import { readJwt } from './playground-jwt.js'
import { discover, keysOf } from './playground-provider.js'
import {
  byId,
  checkItem,
  element,
  folded,
  paragraph,
  rows,
  showProblem,
  withCopy,
} from './playground-view.js'

/** The answer on show, as `{ by, parameters, request }`. */
let shown

export const answerOnShow = () => shown

/** Shows `answer` and gives its checks. */
export async function showAnswer(answer) {
  shown = answer
  const values = valuesOf(answer)
  byId('answer').replaceChildren(...tablesOf(answer))
  byId('result').hidden = false
  byId('request-details').open = false
  byId('userinfo').replaceChildren()
  showTokens(values, answer.stranger === undefined)
  if (values.has('error')) showProblem(...aboutError(values))
  else if (answer.stranger !== undefined) showProblem(`${answer.stranger} Nothing of it is used.`)
  else if (answer.tokenError !== undefined) showProblem(answer.tokenError)
  return showChecks(answer)
}

const tablesOf = ({ by, parameters, tokens }) => [
  rows(returnedBy(by), parameters, withCopy),
  ...(tokens === undefined ? [] : [rows('Returned by /token', tokenEntries(tokens), withCopy)]),
]

const returnedBy = (mode) =>
  mode === 'form_post' ? 'Returned by form_post' : `Returned in the ${mode}`

async function showChecks(answer) {
  const metadata = await discover()
  const jwks = await keysOf(metadata)
  const now = Date.now() / 1000
  const checks = await checkAnswer(answer, answer.request, { metadata, jwks, now })
  byId('checks').replaceChildren(...checks.map(checkItem))
  const verdict = byId('verdict')
  verdict.textContent = isError(answer)
    ? `The response is an error. ${verdictOn(checks)}`
    : verdictOn(checks)
  verdict.dataset.ok = String(checks.every(({ ok }) => ok) && !isError(answer))
  return checks
}

const isError = ({ parameters }) => new Map(parameters).has('error')

/** The checks in one sentence. */
export function verdictOn(checks) {
  const failed = checks.filter(({ ok }) => !ok).length
  return failed === 0
    ? `All ${checks.length} checks hold.`
    : `${failed} of ${checks.length} checks fail: an app must not use this answer.`
}

/** `isOurs`: whether it is an answer of the issuer that was asked, so that it may be used. */
function showTokens(values, isOurs) {
  showToken('id-token', values.get('id_token'))
  showToken('access-token', values.get('access_token'))
  const hasToken = isOurs && values.has('access_token')
  byId('call-userinfo').hidden = !hasToken
  byId('userinfo-section').hidden = !hasToken
  byId('refresh').hidden = !isOurs || !values.has('refresh_token')
  byId('renew-silently').hidden = !isOurs || values.has('error')
  byId('sign-out').hidden = !isOurs || values.has('error')
}

function showToken(id, token) {
  byId(`${id}-section`).hidden = token === undefined
  byId(id).replaceChildren(...(token === undefined ? [] : tokenParts(token)))
}

function tokenParts(token) {
  const jwt = readJwt(token)
  if (jwt === undefined)
    return [
      paragraph('It is opaque: it says nothing to a client, only to this server.'),
      folded(
        'Raw',
        element('pre', { textContent: token, tabIndex: 0 }),
        copyButton(() => token),
      ),
    ]
  const raw = element('pre', { textContent: token, tabIndex: 0 })
  return [
    rows('Claims', Object.entries(jwt.claims)),
    folded('Header', rows('Header', Object.entries(jwt.header))),
    folded(
      'Raw',
      raw,
      copyButton(() => token),
    ),
  ]
}
