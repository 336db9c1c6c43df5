import { describe, expect, it } from 'vitest'
import { judgeAddressee } from '../../../src/protocol/authorize/judge.ts'
import { acceptOnLoopback } from '../../../src/protocol/authorize/loopback-client.ts'
import {
  tooManyApps,
  unanswerables,
  unknownRequestUri,
} from '../../../src/protocol/authorize/unanswerable.ts'
import { jwtModes } from '../../../src/protocol/response/response-mode.ts'
import { authorizeParameters, type Changes } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const judge = (changes: Changes = {}, client: ReturnType<typeof aClient> | undefined = aClient()) =>
  judgeAddressee(authorizeParameters(changes), client)

const judgeUnknown = (id: string, redirectUri: string) =>
  judgeAddressee(
    authorizeParameters(),
    acceptOnLoopback(id, redirectUri, {
      idTokenAlg: 'ES256',
      isOwnAddress: (url) => url.startsWith('http://localhost:9400/'),
    }),
  )

const addressOf = (changes: Changes, client = aClient()) => {
  const addressee = judge(changes, client)
  if (addressee.kind === 'unanswerable') throw new Error(addressee.refusal.description)
  return addressee.to
}

describe('a request that nobody may be sent an answer to', () => {
  const rows = [
    ['no_client_id', () => judgeAddressee(authorizeParameters({ client_id: '' }), undefined)],
    ['unknown_client', () => judgeAddressee(authorizeParameters({ redirect_uri: '' }), undefined)],
    ['client_id_syntax', () => judgeUnknown('two words', 'http://localhost:5173/')],
    ['not_on_loopback', () => judgeUnknown('app', 'https://app.example/callback')],
    ['own_address', () => judgeUnknown('app', 'http://localhost:9400/authorize')],
    ['too_many_apps', () => judgeAddressee(authorizeParameters(), tooManyApps)],
    ['disabled_client', () => judge({ redirect_uri: '' }, aClient({ enabled: false }))],
    ['unknown_request_uri', () => judgeAddressee(authorizeParameters(), unknownRequestUri)],
    ['no_redirect_uri', () => judge({ redirect_uri: undefined })],
    ['redirect_uri_mismatch', () => judge({ redirect_uri: 'https://evil.example/' })],
  ] as const

  it.each(rows)('is told so for %s (RFC 6749 §4.2.2.1)', (error, run) => {
    expect(run()).toMatchObject({ kind: 'unanswerable', refusal: { error } })
  })

  it('has a row above for every reason, in the order in which they are judged', () => {
    expect(rows.map(([error]) => error)).toEqual(unanswerables.map(({ error }) => error))
  })

  it.each([
    { redirect_uri: '' },
    { redirect_uri: ['https://app.example/callback', 'https://app.example/callback'] },
  ])('sends no one redirect_uri: %j', (changes) => {
    expect(judge(changes)).toMatchObject({ refusal: { error: 'no_redirect_uri' } })
  })
})

describe('the address of an answer', () => {
  it('is the redirect_uri that was asked for', () => {
    const redirectUris = ['https://app.example/other', 'https://app.example/callback']
    expect(addressOf({}, aClient({ redirectUris })).redirectUri).toBe(
      'https://app.example/callback',
    )
  })

  it.each([
    ['a state', 'a state'],
    ['a'.repeat(2048), 'a'.repeat(2048)],
    ['a'.repeat(2049), undefined],
    ['', undefined],
    ['a\n', undefined],
    ['é', undefined],
    ['\u007f', undefined],
  ])('carries the state %j as %j (RFC 6749 §A.5)', (state, echoed) => {
    expect(addressOf({ state }).state).toBe(echoed)
  })

  it('carries no state that was sent twice (RFC 6749 §3.1)', () => {
    expect(addressOf({ state: ['a', 'a'] }).state).toBeUndefined()
  })

  it.each([
    [{}, 'fragment'],
    [{ response_type: 'token' }, 'fragment'],
    [{ response_type: 'id_token' }, 'fragment'],
    [{ response_type: 'code' }, 'query'],
    [{ response_type: 'code id_token' }, 'fragment'],
    [{ response_type: 'code token' }, 'fragment'],
    [{ response_type: undefined }, 'query'],
    [{ response_type: 'nope' }, 'query'],
    [{ response_type: ['token', 'token'] }, 'query'],
    [{ response_mode: 'fragment' }, 'fragment'],
    [{ response_mode: 'form_post' }, 'form_post'],
    [{ response_mode: 'query' }, 'fragment'],
    [{ response_mode: 'nope' }, 'fragment'],
    [{ response_mode: ['form_post', 'form_post'] }, 'fragment'],
    [{ response_type: undefined, response_mode: 'form_post' }, 'form_post'],
    [{ response_type: undefined, response_mode: 'fragment' }, 'fragment'],
  ] as const)('asked for with %j is answered in the mode %s', (changes, mode) => {
    expect(addressOf(changes).mode).toBe(mode)
  })

  it('is not answered in the query, though the client were registered for it', () => {
    const client = aClient({ responseModes: ['query', 'fragment'] })
    expect(addressOf({ response_mode: 'query' }, client).mode).toBe('fragment')
  })

  it('is not answered in a mode that the client did not register', () => {
    const client = aClient({ responseModes: ['fragment'] })
    expect(addressOf({ response_mode: 'form_post' }, client).mode).toBe('fragment')
  })
})

describe('an answer as a JWT', () => {
  const signing = aClient({ responseModes: ['fragment', ...jwtModes] })

  it.each([
    [{ response_mode: 'jwt' }, 'fragment'],
    [{ response_mode: 'jwt', response_type: 'code' }, 'query'],
    [{ response_mode: 'jwt', response_type: 'none' }, 'query'],
    [{ response_mode: 'jwt', response_type: 'code id_token' }, 'fragment'],
    [{ response_mode: 'query.jwt', response_type: 'code' }, 'query'],
    [{ response_mode: 'fragment.jwt', response_type: 'code' }, 'fragment'],
    [{ response_mode: 'form_post.jwt' }, 'form_post'],
    // refused, and told so where tokens would have gone
    [{ response_mode: 'query.jwt' }, 'fragment'],
    [{ response_mode: 'query.jwt', response_type: 'nope' }, 'query'],
  ] as const)('that was asked for with %j travels by %s (JARM §2.3)', (changes, mode) => {
    expect(addressOf(changes, signing)).toMatchObject({ mode, asJwt: true })
  })

  it.each(['query', 'fragment', undefined])('is not what %j asks for', (mode) => {
    const changes = { response_type: 'code', response_mode: mode }
    expect(addressOf(changes, signing).asJwt).toBe(false)
  })

  it.each(jwtModes)('is not for a client that did not register %s', (mode) => {
    const client = aClient({
      responseModes: ['fragment', 'form_post', ...jwtModes.filter((one) => one !== mode)],
    })
    const changes = { response_type: 'code', response_mode: mode }
    expect(addressOf(changes, client)).toMatchObject({ mode: 'query', asJwt: false })
  })
})

describe('a mode that hands the answer to a window', () => {
  it.each([
    ['http://localhost:5173/cb', 'web_message'],
    ['http://[::1]:5173/cb', 'fragment'],
    ['http://127.0.0.1:5173/cb', 'web_message'],
    ['http://127.0.0.2:5173/cb', 'fragment'],
  ])('at %s is %s: a page must be able to name the one that may frame it', (uri, mode) => {
    const client = aClient({ redirectUris: [uri], responseModes: ['fragment', 'web_message'] })
    const to = addressOf({ redirect_uri: uri, response_mode: 'web_message' }, client)
    expect(to.mode).toBe(mode)
  })
})
