/**
 * Values that the members of authorization server metadata may have, as the IANA registries and the
 * specifications list them. Each is tried: what a server advertises must work, and the rest be refused.
 *
 * @module
 */

const symmetric = ['HS256', 'HS384', 'HS512'] as const
const rsa = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const
const curves = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const
const signatures = [...rsa, ...curves, ...symmetric, 'none'] as const

const clientAuthMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const

export const known = {
  responseTypes: [
    ...['code', 'token', 'id_token', 'id_token token', 'none'],
    ...['code id_token', 'code token', 'code id_token token', 'vp_token', 'vp_token id_token'],
  ],
  responseModes: [
    ...['query', 'fragment', 'form_post', 'web_message', 'okta_post_message'],
    ...['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt', 'direct_post', 'direct_post.jwt'],
  ],
  grantTypes: [
    ...['authorization_code', 'refresh_token', 'client_credentials', 'implicit', 'password'],
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'urn:ietf:params:oauth:grant-type:saml2-bearer',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:openid:params:grant-type:ciba',
  ],
  challengeMethods: ['S256', 'plain'],
  clientAuthMethods,
  signatures,
  prompts: ['none', 'login', 'consent', 'select_account', 'create'],
  subjectTypes: ['public', 'pairwise'],
  claimTypes: ['normal', 'aggregated', 'distributed'],
} as const
