// What an app does with its tokens: asks who the user is, renews them, signs out.
import { answerOnShow, showAnswer, verdictOn } from './playground-answer.js'
import { aboutError } from './playground-errors.js'
import { readJwt } from './playground-jwt.js'
import { discover, memory, settings } from './playground-provider.js'
import { addressOf, fetchJson, memoryOf, random } from './playground-request.js'
import { askSilently } from './playground-silent.js'
import { byId, paragraph, rows } from './playground-view.js'

/** Shows an answer, and beside it what /userinfo says of its user; gives the checks. */
export async function present(answer) {
  const showing = showAnswer(answer)
  const asked = new Map(answer.parameters).has('access_token') ? callUserinfo() : undefined
  const [checks] = await Promise.all([showing, asked])
  return checks
}

export async function callUserinfo() {
  const place = byId('userinfo')
  place.replaceChildren(paragraph('Asking…'))
  const values = new Map(answerOnShow().parameters)
  try {
    const { userinfo_endpoint } = await discover()
    const claims = await fetchJson(userinfo_endpoint, {
      headers: { authorization: `Bearer ${values.get('access_token')}` },
    })
    place.replaceChildren(rows('Claims', Object.entries(claims)), subVerdict(claims, values))
  } catch (fault) {
    place.replaceChildren(paragraph(fault.message, 'problem'))
  }
}

function subVerdict(claims, values) {
  const idToken = values.has('id_token') ? readJwt(values.get('id_token')) : undefined
  if (idToken === undefined)
    return paragraph('There is no ID Token to compare the user with.', 'hint')
  return idToken.claims.sub === claims.sub
    ? paragraph('The user (sub) is the one of the ID Token.', 'hint')
    : paragraph(
        `The user (sub) is not the one of the ID Token, ${idToken.claims.sub}: do not use it.`,
        'problem',
      )
}

export async function renewSilently() {
  const place = byId('renewal')
  place.replaceChildren(paragraph('Asking in a hidden frame…'))
  try {
    const before = subOf(answerOnShow())
    const answer = await silentAnswer()
    place.replaceChildren(...(await afterRenewal(answer, before)))
  } catch (fault) {
    place.replaceChildren(paragraph(fault.message, 'problem'))
  }
}

async function silentAnswer() {
  const { authorization_endpoint } = await discover()
  const parameters = silentParameters(answerOnShow())
  const answer = await askSilently(addressOf(authorization_endpoint, parameters))
  return { ...answer, request: memoryOf(parameters) }
}

function silentParameters({ request, parameters }) {
  if (request === undefined)
    throw new Error('This tab did not make the request, so it cannot repeat it.')
  const idToken = new Map(parameters).get('id_token')
  return [
    ['response_type', request.responseType],
    ['scope', request.scope],
    ['client_id', request.clientId],
    ['redirect_uri', settings.silentCallback],
    ['prompt', 'none'],
    ['state', random()],
    ['nonce', random()],
    ['id_token_hint', idToken],
  ].filter(([, value]) => value !== undefined)
}

async function afterRenewal(answer, before) {
  const values = new Map(answer.parameters)
  if (answer.parameters.length === 0)
    return [paragraph('The frame came back without an answer.', 'problem')]
  if (values.has('error')) return aboutError(values).map((text) => paragraph(text, 'problem'))
  const checks = await present(answer)
  memory.answer.write(answer)
  const after = subOf(answer)
  if (before !== after)
    return [paragraph(`The user is another one now: ${after}, before ${before}.`, 'problem')]
  return [paragraph(`Renewed without a page. ${verdictOn(checks)}`, 'remark')]
}

function subOf({ parameters }) {
  const idToken = new Map(parameters).get('id_token')
  return idToken === undefined ? undefined : readJwt(idToken)?.claims.sub
}

export async function signOut() {
  const { end_session_endpoint } = await discover()
  if (end_session_endpoint === undefined)
    throw new Error('This server has no end_session_endpoint.')
  const state = random()
  const parameters = [
    ['id_token_hint', new Map(answerOnShow().parameters).get('id_token')],
    ['client_id', answerOnShow().request?.clientId],
    ['post_logout_redirect_uri', settings.postLogout],
    ['state', state],
  ].filter(([, value]) => value !== undefined)
  memory.answer.clear()
  memory.signOut.write(state)
  location.assign(addressOf(end_session_endpoint, parameters))
}
