/**
 * What apps of a library usually register: where they run while they are developed, and where they are
 * sent back to.
 *
 * @module
 */

export interface Library {
  readonly name: string
  /** As its own guide has it. */
  readonly redirectUris: readonly string[]
  readonly postLogoutUris: readonly string[]
  readonly responseTypes: readonly string[]
  /** Whether it has a server that keeps a secret. */
  readonly hasSecret: boolean
  /** One line of YAML comment. */
  readonly remark: string
}

const inBrowser = { responseTypes: ['code'], hasSecret: false } as const
const onServer = { responseTypes: ['code'], hasSecret: true } as const

const vite = {
  ...inBrowser,
  redirectUris: ['http://localhost:5173/callback', 'http://localhost:5173/silent-renew'],
  postLogoutUris: ['http://localhost:5173/'],
}

const angular = {
  ...inBrowser,
  redirectUris: ['http://localhost:4200/', 'http://localhost:4200/silent-refresh.html'],
  postLogoutUris: ['http://localhost:4200/'],
}

export const libraries: readonly Library[] = [
  {
    name: 'oidc-client-ts',
    ...vite,
    remark: 'authority, client_id, redirect_uri; Vite serves it at 5173.',
  },
  {
    name: 'react-oidc-context',
    ...vite,
    remark: 'The same settings as oidc-client-ts, on AuthProvider.',
  },
  {
    name: 'oidc-client',
    ...vite,
    responseTypes: ['id_token token'],
    remark: 'The implicit grant: response_type "id_token token". How to move on: /moving-to-code.',
  },
  { name: 'angular-auth-oidc-client', ...angular, remark: 'authority, clientId, redirectUrl.' },
  { name: 'angular-oauth2-oidc', ...angular, remark: 'issuer, clientId, redirectUri.' },
  {
    name: 'swagger-ui',
    ...inBrowser,
    redirectUris: [
      'http://localhost:8080/oauth2-redirect.html',
      'http://localhost:8080/swagger-ui/oauth2-redirect.html',
    ],
    postLogoutUris: [],
    responseTypes: ['code', 'token'],
    remark: 'Both of its OAuth2 flows; the port is that of the API.',
  },
  {
    name: 'next-auth',
    ...onServer,
    redirectUris: ['http://localhost:3000/api/auth/callback/fragrant'],
    postLogoutUris: ['http://localhost:3000/'],
    remark: 'A provider with the id fragrant, type oidc.',
  },
  {
    name: 'spring-security',
    ...onServer,
    redirectUris: ['http://localhost:8080/login/oauth2/code/fragrant'],
    postLogoutUris: ['http://localhost:8080/'],
    remark: 'spring.security.oauth2.client.registration.fragrant, provider issuer-uri.',
  },
]
