import { describe, expect, it } from 'vitest'
import { answerUrl, errorAnswer } from '../../../src/protocol/authorize/answer.ts'
import { nothingDone } from '../../../src/protocol/authorize/interaction.ts'
import { judgeAddressee, judgeAuthorize } from '../../../src/protocol/authorize/judge.ts'
import { nextStep } from '../../../src/protocol/authorize/next-step.ts'
import type { ReturnAddress } from '../../../src/protocol/authorize/request.ts'
import { outlinedBy, readRequestObject } from '../../../src/protocol/authorize/request-object.ts'
import { requestObjectRules } from '../../../src/protocol/authorize/request-object-rules.ts'
import type { ClientId, RegisteredClient } from '../../../src/protocol/client/client.ts'
import { decodeForm, type Parameters } from '../../../src/protocol/parameters.ts'
import { parseResponseType } from '../../../src/protocol/response/response-type.ts'
import { firstBroken, type Refusal } from '../../../src/protocol/rule.ts'
import { terms } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { type AuthorizeCase, authorizeCorpus } from '../../support/corpus.ts'

/** The corpus without sockets: what the rules alone make of each request that is one. */

const clients = new Map(
  authorizeCorpus.fixture.clients.map((fixture) => [
    fixture.client_id,
    aClient({
      id: fixture.client_id as ClientId,
      enabled: fixture.enabled !== false,
      redirectUris: fixture.redirect_uris,
      responseTypes: (fixture.response_types ?? []).flatMap(
        (type) => parseResponseType(type) ?? [],
      ),
      responseModes: fixture.response_modes ? ['fragment'] : ['fragment', 'form_post'],
      scopes: new Set(fixture.scopes),
    }),
  ]),
)

const encode = (pairs: AuthorizeCase['params'] = []) =>
  pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')

const textOf = (row: AuthorizeCase) => row.raw_query ?? encode(row.params ?? row.body)

const now = 1_800_000_000

const userOf = ({ session = 'none' }: AuthorizeCase) => {
  if (!session.startsWith('alice')) return undefined
  return { sub: 'alice', sid: 's', authTime: session.includes('1h') ? now - 3600 : now }
}

const pages = { 'log-in': 'login', 'choose-account': 'select_account', 'ask-consent': 'consent' }

function outcomeOf(row: AuthorizeCase) {
  const decoded = decodeForm(textOf(row))
  if (decoded.kind === 'malformed') return { treatment: 'error_page' }
  const found = clients.get(decoded.values.get('client_id') ?? '')
  const { sent, refusal } = openedBy(decoded, found)
  const addressee = judgeAddressee(sent, found)
  if (addressee.kind === 'unanswerable') return { treatment: 'error_page' }
  const { client, to } = addressee
  if (refusal !== undefined) return refused(to, refusal)
  const verdict = judgeAuthorize(sent, client, undefined, terms)
  if (verdict.kind === 'refused') return refused(to, verdict.refusal)
  const standing = { user: userOf(row), granted: isGranted(row), done: nothingDone }
  const next = nextStep(verdict.request, standing, now)
  if (next.kind === 'refuse') return refused(to, next.refusal)
  if (next.kind === 'issue') return { treatment: 'success', mode: to.mode, state: to.state ?? null }
  if (next.kind === 'sign-in') throw new Error('nobody signs in unasked')
  return { treatment: 'interaction', page: pages[next.step] }
}

/** None of the clients has keys, so no request object is verified. */
function openedBy(sent: Parameters, client: RegisteredClient | undefined) {
  const object = readRequestObject(sent)
  if (object === undefined || client === undefined) return { sent, refusal: undefined }
  const judged = { object, isVerified: false, beside: sent, client, issuer: terms.issuer, now }
  const refusal = firstBroken(requestObjectRules, judged)
  return { sent: outlinedBy(object, sent), refusal }
}

/** Everything but what the fixture's consent does not cover. */
const isGranted = ({ session, expect: { error, page } }: AuthorizeCase) =>
  session?.endsWith('+consent') === true && error !== 'consent_required' && page !== 'consent'

function refused(to: ReturnAddress, refusal: Refusal) {
  const url = answerUrl(errorAnswer('https://id.example', to, refusal as never))
  expect(url.startsWith(to.redirectUri)).toBe(true)
  const state = to.state ?? null
  if (to.mode === 'form_post') return { treatment: 'form_post_error', error: refusal.error, state }
  return { treatment: 'redirect_error', error: refusal.error, mode: to.mode, state }
}

/** Those that are about the request itself, not about HTTP, a token, a cookie or the page. */
const judged = authorizeCorpus.cases.filter(
  (row) =>
    row.raw_request === undefined &&
    row.body_raw === undefined &&
    row.expect.treatment !== 'http_error' &&
    !(row.params !== undefined && row.method === 'POST') &&
    row.content_type !== null &&
    !/id_token_hint|"method-13"/.test(JSON.stringify(row)),
)

describe('the rules by themselves', () => {
  it.each(judged)('answer $expect.treatment for $id: $why', (row) => {
    const { treatment, error, mode, state, page } = row.expect
    const outcome = outcomeOf(row)
    expect(outcome).toMatchObject({
      treatment,
      ...(error && { error }),
      ...(page && { page }),
      ...(typeof mode === 'string' && { mode }),
      ...(state !== undefined && { state }),
    })
  })
})
