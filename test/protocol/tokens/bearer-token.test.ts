import { describe, expect, it } from 'vitest'
import { OAuthError } from '../../../src/protocol/oauth-error.ts'
import { readPresentedToken } from '../../../src/protocol/tokens/bearer-token.ts'
import { type Changes, sentParameters } from '../../support/authorize-requests.ts'

interface Sent {
  readonly authorization?: string
  readonly form?: Changes
  readonly query?: Changes
}

const read = ({ authorization, form = {}, query = {} }: Sent) =>
  readPresentedToken({ authorization, form: sentParameters(form), query: sentParameters(query) })

function refusalOf(sent: Sent) {
  try {
    return `the token ${read(sent).token}`
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return { error: error.error, status: error.status }
  }
}

const refused = { error: 'invalid_request', status: 400 }
const token = { access_token: 'abc' }

describe('a bearer token', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc'])(
    'is taken from the header %j (RFC 6750 §2.1)',
    (authorization) => {
      expect(read({ authorization })).toEqual({ token: 'abc', scheme: 'Bearer' })
    },
  )

  it('may hold every character of b64token', () => {
    const text = 'AZaz09-._~+/=='
    expect(read({ authorization: `Bearer ${text}` }).token).toBe(text)
    expect(read({ authorization: `DPoP ${text}` }).token).toBe(text)
  })

  it('is taken from the form (RFC 6750 §2.2)', () => {
    expect(read({ form: token })).toEqual({ token: 'abc', scheme: 'Bearer' })
  })

  it.each(['DPoP abc', 'dpop  abc'])(
    'is told from one that comes with a proof: %j (RFC 9449 §7.1)',
    (authorization) => {
      expect(read({ authorization })).toEqual({ token: 'abc', scheme: 'DPoP' })
    },
  )

  it.each([
    ['no credentials', {}],
    ['credentials of another scheme', { authorization: 'Basic YTpi' }],
    ['an empty form parameter', { form: { access_token: '' } }],
    ['a scheme that begins alike', { authorization: 'Bearers abc' }],
    ['another that begins alike', { authorization: 'DPoPs abc' }],
  ])('is missed in %s: 401 without a code (RFC 6750 §3.1)', (_what, sent) => {
    expect(refusalOf(sent)).toEqual({ error: undefined, status: 401 })
  })

  it.each([
    ['in the query (RFC 9700 §4.3.2)', { query: token }],
    ['in the query beside a good one', { authorization: 'Bearer abc', query: token }],
    ['in the query twice', { query: { access_token: ['a', 'b'] } }],
    ['in two places (RFC 6750 §2)', { authorization: 'Bearer abc', form: token }],
    ['in the form beside another scheme', { authorization: 'Basic YTpi', form: token }],
    ['in the form twice', { form: { access_token: ['a', 'a'] } }],
    ['without a token', { authorization: 'Bearer' }],
    ['without a token to its proof', { authorization: 'DPoP' }],
    ['with two tokens', { authorization: 'Bearer abc def' }],
    ['with a character that no token has', { authorization: 'Bearer a"c' }],
    ['with a comma', { authorization: 'Bearer abc, Basic YTpi' }],
    ['with padding in the middle', { authorization: 'Bearer a=c' }],
  ])('is refused %s: 400 invalid_request', (_what, sent) => {
    expect(refusalOf(sent)).toEqual(refused)
  })
})

describe('an error of an endpoint that speaks JSON', () => {
  it.each([
    ['invalid_request', 400],
    ['invalid_client', 401],
    ['unsupported_grant_type', 400],
    ['invalid_token', 401],
    ['insufficient_scope', 403],
    ['invalid_dpop_proof', 400],
    ['use_dpop_nonce', 400],
    [undefined, 401],
  ] as const)('%s has the status %i (RFC 6750 §3.1)', (code, status) => {
    expect(new OAuthError(code, 'why', 'RFC 6750 §3.1').status).toBe(status)
  })

  it.each([
    ['invalid_dpop_proof', 401],
    ['use_dpop_nonce', 401],
    ['invalid_request', 400],
  ] as const)(
    '%s has the status %i where a token came with a proof (RFC 9449 §7.1)',
    (code, status) => {
      expect(new OAuthError(code, 'why', 'RFC 9449 §7.1', 'DPoP').status).toBe(status)
    },
  )
})
