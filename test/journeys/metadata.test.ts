import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe('the metadata', () => {
  it('says exactly what is switched on (OIDC Discovery §3, RFC 8414 §2)', async () => {
    const at = server.issuer
    const response = await fetch(`${at}/.well-known/openid-configuration`)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({
      issuer: at,
      authorization_endpoint: `${at}/authorize`,
      pushed_authorization_request_endpoint: `${at}/par`,
      require_pushed_authorization_requests: false,
      token_endpoint: `${at}/token`,
      revocation_endpoint: `${at}/revoke`,
      revocation_endpoint_auth_methods_supported: [
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      introspection_endpoint: `${at}/introspect`,
      introspection_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ],
      userinfo_endpoint: `${at}/userinfo`,
      jwks_uri: `${at}/.well-known/jwks.json`,
      registration_endpoint: `${at}/register`,
      end_session_endpoint: `${at}/logout`,
      check_session_iframe: `${at}/check-session`,
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
      response_types_supported: expect.toSatisfy(
        isSetOf(
          ...['code', 'token', 'id_token', 'id_token token', 'none'],
          ...['code id_token', 'code token', 'code id_token token'],
        ),
      ),
      response_modes_supported: [
        'query',
        'fragment',
        'form_post',
        ...['query.jwt', 'fragment.jwt', 'form_post.jwt'],
        'web_message',
        'okta_post_message',
        'jwt',
      ],
      authorization_signing_alg_values_supported: ['RS256'],
      grant_types_supported: expect.toSatisfy(
        isSetOf('authorization_code', 'refresh_token', 'client_credentials', 'implicit'),
      ),
      code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['public', 'pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      userinfo_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: expect.toSatisfy(
        isSetOf('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'),
      ),
      token_endpoint_auth_signing_alg_values_supported: expect.toSatisfy(
        isSetOf(
          'RS256',
          'RS384',
          'RS512',
          'PS256',
          'PS384',
          'PS512',
          'ES256',
          'ES384',
          'EdDSA',
          'Ed25519',
        ),
      ),
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256', 'Ed25519', 'PS256']),
      claim_types_supported: ['normal'],
      claims_supported: expect.arrayContaining(['sub', 'name', 'email', 'address', 'auth_time']),
      claims_parameter_supported: true,
      request_parameter_supported: true,
      request_object_signing_alg_values_supported: [
        ...['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'],
        ...['PS384', 'PS512', 'none'],
      ],
      request_uri_parameter_supported: false,
      acr_values_supported: ['urn:fragrant:acr:password'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      ui_locales_supported: ['en', 'de', 'fr', 'es', 'ja'],
      authorization_response_iss_parameter_supported: true,
    })
  })

  it('is the same at both addresses, and is told not to have changed (RFC 9110 §13.1.2)', async () => {
    const [openid, oauth] = await Promise.all(
      ['openid-configuration', 'oauth-authorization-server'].map((name) =>
        fetch(`${server.issuer}/.well-known/${name}`),
      ),
    )
    expect(await openid?.json()).toEqual(await oauth?.json())
    const etag = openid?.headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", W/${etag}`, '*']) {
      const again = await fetch(`${server.issuer}/.well-known/openid-configuration`, {
        headers: { 'if-none-match': known },
      })
      expect([known, again.status]).toEqual([known, 304])
    }
    const other = await fetch(`${server.issuer}/.well-known/jwks.json`, {
      headers: { 'if-none-match': etag },
    })
    expect(other.status).toBe(200)
  })

  it('lists nothing that /authorize refuses', async () => {
    const response = await fetch(`${server.issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Record<string, readonly string[]>
    const app = createApp(server.issuer)
    const supported = (name: string) => metadata[`${name}_supported`] ?? []
    const asked = supported('response_types').flatMap((response_type) =>
      supported('response_modes')
        // no token travels in a query (OAuth Responses §5, JARM §2.3.1)
        .filter((mode) => !mode.startsWith('query') || !response_type.includes('token'))
        .flatMap((response_mode) =>
          ['login', 'consent', 'select_account'].map((prompt) => ({
            ...{ response_type, response_mode, prompt },
          })),
        ),
    )
    expect(asked.length).toBeGreaterThan(100)
    for (const changes of asked) {
      const visit = await app.ask(createVisitor(server.issuer), changes)
      expect([changes, visit.status, visit.page.has('login')]).toEqual([changes, 200, true])
    }
  })
})

describe('scripts of other origins (CORS)', () => {
  const origin = 'http://localhost:5173'
  const open = [
    ['GET', '/.well-known/openid-configuration'],
    ['GET', '/.well-known/oauth-authorization-server'],
    ['GET', '/.well-known/jwks.json'],
    ['GET', '/userinfo'],
    ['POST', '/userinfo'],
    ['POST', '/token'],
    ['POST', '/par'],
  ] as const

  for (const [method, path] of open) {
    it(`may read ${method} ${path}, errors included, with credentials too`, async () => {
      const { headers } = await fetch(server.issuer + path, { method, headers: { origin } })
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-allow-credentials')).toBe('true')
      expect(headers.get('access-control-expose-headers')).toBe('WWW-Authenticate, DPoP-Nonce')
      expect(headers.get('vary')).toContain('Origin')
    })

    it(`may ask before ${method} ${path} with whatever headers a library adds`, async () => {
      const asked = 'authorization,content-type,auth0-client,x-okta-user-agent-extended'
      const preflight = await fetch(server.issuer + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': asked,
        },
      })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
      expect(preflight.headers.get('access-control-allow-credentials')).toBe('true')
      expect(preflight.headers.get('access-control-allow-headers')).toBe(asked)
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method)
      expect(Number(preflight.headers.get('access-control-max-age'))).toBeGreaterThanOrEqual(600)
    })
  }

  it('may read that an issuer was written with a slash at its end', async () => {
    for (const path of ['//.well-known/openid-configuration', '/realms/x//.well-known/jwks.json']) {
      const response = await fetch(server.issuer + path, { headers: { origin } })
      expect(response.status).toBe(400)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(await response.text()).toContain('two slashes in a row')
    }
  })

  it('are told nothing by the cookies of a user: these routes neither read nor set any', async () => {
    const visitor = createVisitor(server.issuer)
    await goThrough(createApp(server.issuer), visitor)
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    expect(cookie).toContain('fragrant_session')
    for (const [method, path] of open) {
      const [known, unknown] = await Promise.all(
        [{ origin, cookie }, { origin }].map((headers) =>
          fetch(server.issuer + path, { method, headers }),
        ),
      )
      expect([path, known?.status]).toEqual([path, unknown?.status])
      expect(known?.headers.has('set-cookie')).toBe(false)
    }
  })

  it('may read nothing else: no page, no redirect, no error (RFC 9700 §2.6)', async () => {
    const app = createApp(server.issuer)
    const login = await app.ask(createVisitor(server.issuer))
    for (const address of [
      app.url(),
      `${server.issuer}/authorize`,
      app.url({ prompt: 'none' }),
      login.url.href,
      `${server.issuer}/login/x`,
      `${server.issuer}/consent/x`,
      `${server.issuer}/choose-account/x`,
      `${server.issuer}/logout`,
      `${server.issuer}/`,
      `${server.issuer}/playground`,
      `${server.issuer}/health`,
      `${server.issuer}/nothing-here`,
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { headers } = await fetch(address, {
          method,
          headers: { origin, 'access-control-request-method': 'POST' },
          redirect: 'manual',
        })
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
    }
  })
})

describe('/health', () => {
  it('is 200 while the server runs', async () => {
    expect((await fetch(`${server.issuer}/health`)).status).toBe(200)
  })
})

const isSetOf =
  (...wanted: readonly string[]) =>
  (found: readonly string[]) =>
    [...found].sort().join() === [...wanted].sort().join()
