// What an app does with its tokens: asks who the user is, renews them, signs out.
import { answerOnShow, showAnswer, verdictOn } from './playground-answer.js'
import { asksForCode, pkceParameters, redeemed, refreshed, valuesOf } from './playground-code.js'
import { aboutError } from './playground-errors.js'
import { readJwt } from './playground-jwt.js'
import { discover, memory, settings } from './playground-provider.js'
import { addressOf, fetchJson, memoryOf, random } from './playground-request.js'
import { askSilently } from './playground-silent.js'
import { byId, paragraph, rows } from './playground-view.js'

/**
 * Redeems the code of an answer, keeps what came of it, and shows it with what /userinfo says of its
 * user; gives the checks.
 */
export async function present(came) {
  const metadata = await discover()
  const whose = strangerIn(came, metadata)
  const answer = whose === undefined ? await redeemed(came, metadata) : { ...came, stranger: whose }
  memory.answer.write(answer)
  return show(answer)
}

/**
 * Why an answer is not one of the issuer that was asked; undefined where nothing says so. Of such an answer
 * nothing is sent to anybody: its code and tokens are another server's (RFC 9207 §2.4, RFC 9700 §4.4).
 */
function strangerIn({ parameters, request }, { issuer }) {
  const values = new Map(parameters)
  if (request === undefined) return 'This tab did not make the request.'
  if (values.get('state') !== request.state) return 'The state is not the one that was sent.'
  const idToken = values.has('id_token') ? readJwt(values.get('id_token')) : undefined
  const named = [values.get('iss'), idToken?.claims.iss].filter((name) => name !== undefined)
  const other = named.find((name) => name !== issuer)
  return other === undefined ? undefined : `The answer is one of ${other}, not of ${issuer}.`
}

async function show(answer) {
  const showing = showAnswer(answer)
  const isUsable = answer.stranger === undefined && valuesOf(answer).has('access_token')
  const asked = isUsable ? callUserinfo() : undefined
  const [checks] = await Promise.all([showing, asked])
  return checks
}

export async function callUserinfo() {
  const place = byId('userinfo')
  place.replaceChildren(paragraph('Asking…'))
  const values = valuesOf(answerOnShow())
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

/** Renews by the refresh token: no page, no frame and no cookie. */
export async function refresh() {
  const place = byId('renewal')
  place.replaceChildren(paragraph('Asking /token…'))
  try {
    const answer = await refreshed(answerOnShow(), await discover())
    memory.answer.write(answer)
    const checks = await show(answer)
    place.replaceChildren(paragraph(`Renewed by refresh token. ${verdictOn(checks)}`, 'remark'))
  } catch (fault) {
    place.replaceChildren(paragraph(fault.message, 'problem'))
  }
}

async function silentAnswer() {
  const { authorization_endpoint } = await discover()
  const asked = answerOnShow()
  const verifier = asksForCode(asked.request?.responseType) ? random() + random() : undefined
  const parameters = [
    ...silentParameters(asked),
    ...(await pkceParameters(asked.request.responseType, verifier)),
  ]
  const answer = await askSilently(addressOf(authorization_endpoint, parameters))
  return { ...answer, request: memoryOf(parameters, verifier) }
}

function silentParameters(answer) {
  const { request } = answer
  if (request === undefined)
    throw new Error('This tab did not make the request, so it cannot repeat it.')
  const idToken = valuesOf(answer).get('id_token')
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
  const after = subOf(answerOnShow())
  if (before !== after)
    return [paragraph(`The user is another one now: ${after}, before ${before}.`, 'problem')]
  return [paragraph(`Renewed without a page. ${verdictOn(checks)}`, 'remark')]
}

function subOf(answer) {
  const idToken = valuesOf(answer).get('id_token')
  return idToken === undefined ? undefined : readJwt(idToken)?.claims.sub
}

export async function signOut() {
  const { end_session_endpoint } = await discover()
  if (end_session_endpoint === undefined)
    throw new Error('This server has no end_session_endpoint.')
  const state = random()
  const parameters = [
    ['id_token_hint', valuesOf(answerOnShow()).get('id_token')],
    ['client_id', answerOnShow().request?.clientId],
    ['post_logout_redirect_uri', settings.postLogout || undefined],
    ['state', state],
  ].filter(([, value]) => value !== undefined)
  memory.answer.clear()
  memory.signOut.write(state)
  location.assign(addressOf(end_session_endpoint, parameters))
}
