import { describe, expect, it } from 'vitest'
import type { HintReading } from '../../../src/protocol/authorize/hint.ts'
import { stateLimit } from '../../../src/protocol/authorize/return-address.ts'
import { matchPostLogoutUri } from '../../../src/protocol/client/redirect-uri.ts'
import {
  judgeLogOut,
  knownParameters,
  logOutRules,
  logOutUrl,
} from '../../../src/protocol/log-out/request.ts'
import { type Changes, sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const bye = 'https://app.example/bye'
const spa = aClient()
const alice = { sub: 'alice', authTime: 1, sid: 'sid-1' }
const hint: HintReading = { kind: 'verified', sub: 'alice', aud: 'spa', sid: 'sid-1' }

interface Situation {
  readonly sent?: Changes
  readonly hint?: HintReading | undefined
  readonly client?: typeof spa | undefined
  readonly user?: typeof alice | undefined
}

const judge = (situation: Situation = {}) => {
  const client = 'client' in situation ? situation.client : spa
  const user = 'user' in situation ? situation.user : alice
  const sent = sentParameters(situation.sent ?? {})
  return judgeLogOut({ sent, hint: situation.hint, client }, user)
}

const back = { client_id: 'spa', post_logout_redirect_uri: bye, state: 's' }
const toBye = { redirectUri: bye, state: 's' }

describe('a logout request', () => {
  const breaches = [
    [
      'send each parameter at most once',
      { sent: { state: ['a', 'b'], client_id: 'nobody' }, client: undefined },
    ],
    [
      'name a registered client in client_id, if any',
      { sent: { client_id: 'nobody' }, client: undefined, hint },
    ],
    [
      'send a client_id that is the audience of its id_token_hint',
      { sent: { client_id: 'rp-b', post_logout_redirect_uri: 'https://evil.example/' }, hint },
    ],
    [
      'send a post_logout_redirect_uri that exactly matches one registered for the client',
      { sent: { post_logout_redirect_uri: `${bye}/` }, hint },
    ],
  ] as const satisfies readonly (readonly [string, Situation])[]

  it.each(breaches)('must %s', (must, situation) => {
    const cites = logOutRules.find((rule) => rule.must === must)?.cites
    const description = `The request must ${must}.`
    expect(judge(situation)).toEqual({
      kind: 'refused',
      refusal: { error: 'invalid_request', description, cites },
    })
  })

  it('has a row above for every rule, in the order in which they are applied', () => {
    expect(breaches.map(([must]) => must)).toEqual(logOutRules.map(({ must }) => must))
  })

  it.each(knownParameters)('may not send %s twice (RFC 6749 §3.1)', (name) => {
    expect(judge({ sent: { [name]: ['a', 'a'] } }).kind).toBe('refused')
  })
})

describe('a logout request of an app', () => {
  it('that proves that it speaks for this session ends it at once (OIDC RP-Initiated Logout §2)', () => {
    expect(judge({ sent: back, hint })).toEqual({ kind: 'sign-out', address: toBye })
    expect(judge({ hint })).toEqual({ kind: 'sign-out', address: undefined })
  })

  it('whose hint names no session speaks for its user', () => {
    expect(judge({ hint: { ...hint, sid: undefined } }).kind).toBe('sign-out')
    expect(judge({ hint: { ...hint, sid: undefined, sub: 'bob' } }).kind).toBe('ask')
  })

  it('whose hint is of another session is asked about (OIDC RP-Initiated Logout §2)', () => {
    expect(judge({ sent: back, hint: { ...hint, sid: 'sid-0' } })).toEqual({
      kind: 'ask',
      address: toBye,
      unverified: false,
    })
  })

  it('without a hint is asked about, and the user may go back to it', () => {
    expect(judge({ sent: back })).toEqual({ kind: 'ask', address: toBye, unverified: false })
  })

  it('with a hint under a key that is gone is asked about', () => {
    expect(judge({ sent: back, hint: { kind: 'stale' } })).toEqual({
      kind: 'ask',
      address: toBye,
      unverified: false,
    })
  })

  it('with an invalid hint is asked about, and nothing is sent back (OIDC RP-Initiated Logout §4)', () => {
    expect(judge({ sent: back, hint: { kind: 'invalid' } })).toEqual({
      kind: 'ask',
      address: undefined,
      unverified: true,
    })
  })

  it('that names no client is asked about, and nothing is sent back', () => {
    const sent = { post_logout_redirect_uri: bye }
    expect(judge({ sent, client: undefined })).toEqual({
      kind: 'ask',
      address: undefined,
      unverified: true,
    })
    expect(judge({ client: undefined })).toMatchObject({ kind: 'ask', unverified: false })
  })

  it('that is switched off gets nothing sent back', () => {
    const client = aClient({ enabled: false })
    expect(judge({ sent: back, hint, client })).toEqual({ kind: 'sign-out', address: undefined })
  })

  it('for nobody goes back by itself only with a hint', () => {
    expect(judge({ sent: back, hint, user: undefined })).toEqual({
      kind: 'sign-out',
      address: toBye,
    })
    expect(judge({ sent: back, user: undefined })).toEqual({ kind: 'signed-out', address: toBye })
    for (const other of [{ kind: 'stale' }, { kind: 'invalid' }] as const) {
      expect(judge({ sent: back, hint: other, user: undefined }).kind).toBe('signed-out')
    }
    expect(judge({ user: undefined, client: undefined })).toEqual({
      kind: 'signed-out',
      address: undefined,
    })
  })
})

describe('the state of a logout request', () => {
  it.each([
    [stateLimit, true],
    [stateLimit + 1, false],
  ])('of %i characters goes back as it came: %s', (length, comes) => {
    const state = 's'.repeat(length)
    const address = { redirectUri: bye, state: comes ? state : undefined }
    expect(judge({ sent: { ...back, state }, hint })).toEqual({ kind: 'sign-out', address })
  })
})

describe('the address after logout', () => {
  const urlOf = (uri: string, state: string | undefined) => {
    const redirectUri = matchPostLogoutUri(aClient({ postLogoutRedirectUris: [uri] }), uri)
    return redirectUri && logOutUrl({ redirectUri, state })
  }

  it.each([
    [bye, undefined, bye],
    [bye, 'x', `${bye}?state=x`],
    [`${bye}?a=1`, 'x&y=z #', `${bye}?a=1&state=x%26y%3Dz%20%23`],
    [`${bye}?a=1`, undefined, `${bye}?a=1`],
  ])('%s with the state %j is %s (OIDC RP-Initiated Logout §3)', (uri, state, url) => {
    expect(urlOf(uri, state)).toBe(url)
  })
})
