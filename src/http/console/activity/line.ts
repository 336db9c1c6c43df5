/**
 * One exchange in one line, as a person would say it.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import type { ActivitySentence } from '../../pages/models/activity.ts'
import { secondOf } from '../../pages/moment.ts'
import type { WrittenExchange } from './written.ts'

export function sentenceOf(
  exchange: WrittenExchange,
  names: ReadonlyMap<string, string>,
): ActivitySentence {
  const { time, clientId, user, verdict } = exchange
  return {
    time: secondOf(time),
    app: clientId === undefined ? undefined : (names.get(clientId) ?? clientId),
    deed: deedOf(exchange),
    user,
    isRefused: !verdict.ok,
    outcome: verdict.ok ? outcomeOf(exchange) : (verdict.sentence ?? 'refused'),
  }
}

const deeds: Readonly<Record<string, string>> = {
  par: 'pushed a request',
  revocation: 'revoked a token',
  introspection: 'asked about a token',
  userinfo: 'asked for userinfo',
  registration: 'came to register itself',
  jwks: 'fetched the keys',
  discovery: 'fetched the metadata',
  end_session: 'asked to log out',
  check_session: 'opened the frame that watches a session',
  account: 'opened the account page',
  preflight: 'had its browser ask whether a script may call',
}

const pages: Readonly<Record<string, string>> = {
  login: 'the login page',
  choose_account: 'the choice of accounts',
  consent: 'the consent page',
}

function deedOf({ endpoint, request, responseType, grantType, prompt }: WrittenExchange): string {
  if (endpoint === 'authorize') {
    const how = prompt.includes('none') ? ' silently' : ''
    return `asked${how} for ${responseType ?? 'no response type'}`
  }
  if (endpoint === 'token') return `asked for tokens by ${grantType ?? 'no grant type'}`
  const page = pages[endpoint]
  if (page !== undefined) return `${request.method === 'POST' ? 'answered' : 'was shown'} ${page}`
  return deeds[endpoint] ?? `sent ${request.method} to an address that is not there`
}

const modes: Readonly<Record<string, string>> = {
  query: 'in the query',
  fragment: 'in the fragment',
  form_post: 'by form_post',
  web_message: 'by web_message',
}

const ways: readonly (readonly [path: string, words: string])[] = [
  [`${realmPaths.steps['log-in']}/`, 'sent on to sign in'],
  [`${realmPaths.steps['choose-account']}/`, 'sent on to choose an account'],
  [`${realmPaths.steps['ask-consent']}/`, 'sent on to the consent page'],
]

/** A page of a login that is open. */
const isShown = ({ endpoint, request, response }: WrittenExchange): boolean =>
  endpoint in pages && request.method !== 'POST' && response.status === 200

function outcomeOf(exchange: WrittenExchange): string {
  const { response, events } = exchange
  if (isShown(exchange)) return 'waiting for an answer'
  const { status, mode, parameters } = response
  const { location = '' } = response.headers
  if (status === 0) return 'gone before the answer'
  const error = parameters['error']
  const how = modes[mode ?? '']
  if (typeof error === 'string') return `answered ${error}${how === undefined ? '' : ` ${how}`}`
  if (how !== undefined) return `answered ${how}`
  const given = ['access_token', 'id_token', 'refresh_token'].filter((name) => name in parameters)
  if (given.length > 0) return `given ${given.join(', ')}`
  const way = ways.find(([path]) => location.includes(path))
  const signedIn = events.includes('user.signed-in') ? 'signed in, ' : ''
  return signedIn + (way?.[1] ?? `answered ${status}`)
}
