// What clients with a secret ask the issuer, by themselves: introspection (RFC 7662), revocation (RFC 7009)
// and a token of their own (RFC 6749 §4.4).
import { answerOnShow } from './playground-answer.js'
import { valuesOf } from './playground-code.js'
import { readJwt } from './playground-jwt.js'
import { discover } from './playground-provider.js'
import { fetchJson, reached, refusal } from './playground-request.js'
import { byId, element, folded, paragraph, rows } from './playground-view.js'

const form = byId('service')

const acts = {
  introspect: async (metadata) => {
    const said = await fetchJson(
      wanted(metadata, 'introspection_endpoint'),
      asked({ token: token() }),
    )
    return [rows('What the issuer says of the token', Object.entries(said))]
  },
  revoke: async (metadata) => {
    const endpoint = wanted(metadata, 'revocation_endpoint')
    const response = await reached(endpoint, asked({ token: token() }))
    if (!response.ok) throw new Error(refusal(response, await response.text()))
    return [
      paragraph(
        'The issuer has taken it: the token ends, or never was one of this client.',
        'remark',
      ),
    ]
  },
  'client-credentials': async ({ token_endpoint }) => {
    const answer = await fetchJson(token_endpoint, asked({ grant_type: 'client_credentials' }))
    const jwt = readJwt(answer.access_token)
    const raw = element('pre', { textContent: answer.access_token, tabIndex: 0 })
    return [
      rows('Claims', Object.entries(jwt?.claims ?? { expires_in: answer.expires_in })),
      folded('Raw', raw),
    ]
  },
}

export async function askAsService(act) {
  const place = byId('service-outcome')
  place.replaceChildren(paragraph('Asking…'))
  try {
    place.replaceChildren(...(await acts[act ?? 'introspect'](await discover())))
  } catch (fault) {
    place.replaceChildren(paragraph(fault.message, 'problem'))
  }
}

function wanted(metadata, name) {
  if (metadata[name] === undefined) throw new Error(`This issuer has no ${name}.`)
  return metadata[name]
}

/** What is typed, else the access token on show. */
function token() {
  const answer = answerOnShow()
  const isOurs = answer !== undefined && answer.stranger === undefined
  const shown = isOurs ? valuesOf(answer).get('access_token') : undefined
  const found = form.elements.token.value.trim() || shown
  if (!found) throw new Error('There is no token to ask about: type one.')
  return found
}

const encoded = (text) => encodeURIComponent(text).replaceAll('%20', '+')

/** By client_secret_basic (RFC 6749 §2.3.1). */
function asked(parameters) {
  const { client_id: id, client_secret: secret } = form.elements
  const credentials = btoa(`${encoded(id.value)}:${encoded(secret.value)}`)
  return {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(parameters),
  }
}
