import { describe, expect, it } from 'vitest'
import { assertionType, readClientCredentials } from '../../../src/protocol/client/credentials.ts'
import { OAuthError } from '../../../src/protocol/oauth-error.ts'
import { type Changes, sentParameters } from '../../support/authorize-requests.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

function read(authorization: string | undefined, form: Changes = {}) {
  try {
    return readClientCredentials({ authorization, form: sentParameters(form) })
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return error.error
  }
}

describe('the credentials of a client', () => {
  it('are decoded as a form in the header (RFC 6749 §2.3.1)', () => {
    expect(read(basic('my%3Aapp:a+b%2B%25%C3%A9'))).toEqual({
      method: 'client_secret_basic',
      clientId: 'my:app',
      secret: 'a b+%é',
    })
  })

  it.each([
    [basic('app'), {}, { method: 'none', clientId: 'app' }],
    [basic('app:'), {}, { method: 'none', clientId: 'app' }],
    [basic('app:'), { client_id: 'app' }, { method: 'none', clientId: 'app' }],
    [undefined, { client_id: 'app' }, { method: 'none', clientId: 'app' }],
    [undefined, {}, { method: 'none', clientId: undefined }],
    [
      undefined,
      { client_id: 'app', client_secret: 's' },
      { method: 'client_secret_post', clientId: 'app', secret: 's' },
    ],
    [
      undefined,
      { client_assertion: 'a.b.c', client_assertion_type: assertionType },
      { method: 'private_key_jwt', clientId: undefined, assertion: 'a.b.c' },
    ],
    [basic('app:a:b'), {}, { method: 'client_secret_basic', clientId: 'app', secret: 'a:b' }],
  ])('%s and %j are %j', (header, form, credentials) =>
    expect(read(header, form)).toEqual(credentials),
  )

  it.each([
    [basic('app:s'), { client_secret: 's' }],
    [basic('app:s'), { client_assertion: 'a', client_assertion_type: assertionType }],
    [
      undefined,
      { client_secret: 's', client_assertion: 'a', client_assertion_type: assertionType },
    ],
    [basic('app:s'), { client_id: 'other' }],
    [undefined, { client_assertion: 'a' }],
    [undefined, { client_assertion_type: assertionType }],
    [undefined, { client_assertion: 'a', client_assertion_type: 'x' }],
  ])('%s with %j are two, or half a one (RFC 6749 §2.3)', (header, form) =>
    expect(read(header, form)).toBe('invalid_request'),
  )

  it.each(['Basic', 'Basic ', 'Basic !', 'Bearer x', basic(''), basic(':s'), basic('%zz:s'), 'x'])(
    'are not %j',
    (header) => expect(read(header)).toBe('invalid_client'),
  )
})
