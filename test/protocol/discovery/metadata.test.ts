import { describe, expect, it } from 'vitest'
import { grantTypes } from '../../../src/protocol/client/grant-type.ts'
import { metadata } from '../../../src/protocol/discovery/metadata.ts'
import { responseTypes } from '../../../src/protocol/response/response-type.ts'
import { terms } from '../../support/authorize-requests.ts'

const issuer = 'https://id.example/realms/r'
const document = metadata({
  issuer,
  address: issuer,
  pathOf: (path) => path,
  furtherClaims: [],
  scopes: terms.scopes,
  offered: {
    ...{ responseTypes, responseModes: ['fragment', 'form_post'], grantTypes },
    subjectTypes: ['public'],
    ...{ signedUserinfo: false, signedAnswers: false },
    requestObjectAlgs: ['ES256', 'none'],
  },
  algs: ['RS256'],
  acrValues: ['urn:a'],
  registration: { kind: 'off' },
}) as Readonly<Record<string, unknown>>

describe('the metadata', () => {
  it('name their issuer exactly, and every endpoint below it (OIDC Discovery §3)', () => {
    expect(document['issuer']).toBe(issuer)
    const urls = Object.entries(document).filter(([name]) => /_endpoint$|_uri$|_iframe$/.test(name))
    expect(urls.map(([name]) => name)).toEqual([
      'authorization_endpoint',
      'pushed_authorization_request_endpoint',
      'token_endpoint',
      'revocation_endpoint',
      'introspection_endpoint',
      'userinfo_endpoint',
      'jwks_uri',
      'end_session_endpoint',
      'check_session_iframe',
    ])
    for (const [, url] of urls) expect(String(url).startsWith(`${issuer}/`)).toBe(true)
  })

  it('list what is switched on and nothing more (RFC 8414 §2)', () => {
    expect(document).toMatchObject({
      response_types_supported: responseTypes,
      response_modes_supported: ['fragment', 'form_post'],
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'implicit',
      ],
      require_pushed_authorization_requests: false,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: [
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining([
        'RS256',
        'ES256',
        'EdDSA',
      ]),
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      acr_values_supported: ['urn:a'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ui_locales_supported: ['en', 'de', 'fr', 'es', 'ja'],
    })
    expect(document).not.toHaveProperty('registration_endpoint')
  })

  it('say that request objects come by value, and are never fetched: the default would be true', () => {
    expect(document['request_parameter_supported']).toBe(true)
    expect(document['request_object_signing_alg_values_supported']).toContain('none')
    expect(document['request_uri_parameter_supported']).toBe(false)
    expect(document['claims_parameter_supported']).toBe(true)
  })

  it('say that every answer names its issuer (RFC 9207 §3)', () => {
    expect(document['authorization_response_iss_parameter_supported']).toBe(true)
  })

  it('list each scope and claim once', () => {
    const claims = document['claims_supported'] as string[]
    expect(new Set(claims).size).toBe(claims.length)
    expect(claims).toEqual(
      expect.arrayContaining(['sub', 'iss', 'auth_time', 'acr', 'email', 'role']),
    )
    expect(document['scopes_supported']).toEqual([...terms.scopes.keys()])
  })
})
