/**
 * The realms whose metadata are walked: they differ in what some client of theirs may use.
 *
 * @module
 */

import type { FragrantOptions } from '../../src/index.ts'
import { clientAuthMethods } from '../../src/protocol/client/credentials.ts'
import { clientSigningAlgs, signingAlgs } from '../../src/protocol/keys/signing-alg.ts'
import { publicJwk } from '../support/keyring.ts'
import { initialAccessToken, usualRedirectUri } from '../support/provider.ts'
import { backChannelUri, bye, frontChannelUri } from './log-out-proofs.ts'

type ClientOptions = NonNullable<FragrantOptions['clients']>[number]

/** Who has a claim of each name that is advertised, and one that no scope has. */
const alice = {
  username: 'alice',
  password: 'alice',
  claims: {
    ...{ name: 'Alice', given_name: 'A', family_name: 'L', middle_name: 'R', nickname: 'Ali' },
    ...{
      preferred_username: 'alice',
      profile: 'https://a.example',
      picture: 'https://a.example/p',
    },
    ...{ website: 'https://a.example', gender: 'female', birthdate: '1992-05-04' },
    ...{ zoneinfo: 'Europe/London', locale: 'en-GB', updated_at: 1_735_689_600 },
    ...{ email: 'alice@a.example', email_verified: true, phone_number: '+441632960123' },
    ...{ phone_number_verified: true, address: { country: 'NZ' }, roles: ['admin'] },
    shoe_size: 43,
  },
}

const app = (client_id: string, more: Partial<ClientOptions> = {}): ClientOptions => ({
  client_id,
  redirect_uris: [usualRedirectUri],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  response_modes: ['fragment', 'form_post'],
  ...more,
})

/** Everything on, and a key for each algorithm; anybody registers. */
export const rich: FragrantOptions = {
  signing_alg: 'ES256',
  users: [alice],
  clients: signingAlgs.map((alg) => app(`signed-${alg}`, { id_token_signed_response_alg: alg })),
}

const secret = 'a secret of 32 characters at least'

/** The clients of an operator who has one for whatever strict mode can do with codes. */
async function codeClients(): Promise<readonly ClientOptions[]> {
  const keys = await Promise.all(clientSigningAlgs.map(publicJwk))
  return [
    app('spa', { grant_types: ['authorization_code', 'refresh_token'] }),
    ...clientAuthMethods
      .filter((method) => method.startsWith('client_secret'))
      .map((method) => app(method, { token_endpoint_auth_method: method, client_secret: secret })),
    app('keyed', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } }),
    app('signs', { jwks: { keys } }),
    app('leaves', { post_logout_redirect_uris: [bye] }),
    app('is-framed', { frontchannel_logout_uri: frontChannelUri }),
    app('is-called', { backchannel_logout_uri: backChannelUri }),
    app('signed', { id_token_signed_response_alg: 'ES256' }),
  ]
}

export const strict = async (): Promise<FragrantOptions> => ({
  mode: 'strict',
  signing_alg: 'ES256',
  users: [alice],
  clients: [...(await codeClients())],
})

/** Who holds the initial access token registers; the realm names its APIs. */
export const registering = async (): Promise<FragrantOptions> => ({
  ...(await strict()),
  ...{ registration: 'token', initial_access_token: initialAccessToken },
  apis: [
    {
      identifier: 'https://orders.example',
      scopes: ['orders:read', { name: 'orders:write', words: 'change orders' }],
      access_token_claims: ['roles'],
    },
    { identifier: 'stock', scopes: ['stock:read'], access_token_format: 'opaque' },
  ],
  scopes: [{ name: 'staff', words: 'see your roles', claims: ['roles'] }],
})
