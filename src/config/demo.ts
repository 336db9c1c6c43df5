/**
 * What there is when nothing is configured: two users and three apps, in local mode only.
 *
 * @module
 */

import type { Account } from '../adapters/passwords/account.ts'
import { realmPaths } from '../protocol/paths.ts'
import { responseTypes } from '../protocol/response/response-type.ts'
import type { User } from '../protocol/user.ts'
import type { ClientOptions } from './schema/client-schema.ts'

export const demoUsers: readonly User[] = [
  {
    sub: 'alice',
    username: 'alice',
    enabled: true,
    claims: {
      name: 'Alice Rosa Liddell',
      given_name: 'Alice',
      middle_name: 'Rosa',
      family_name: 'Liddell',
      nickname: 'Ali',
      preferred_username: 'alice',
      profile: 'https://people.example/alice',
      picture: 'https://people.example/alice/picture.png',
      website: 'https://alice.example/',
      gender: 'female',
      birthdate: '1992-05-04',
      zoneinfo: 'Europe/London',
      locale: 'en-GB',
      updated_at: 1_735_689_600,
      email: 'alice@people.example',
      email_verified: true,
      phone_number: '+441632960123',
      phone_number_verified: true,
      address: {
        formatted: '1 Broad Street\nOxford\nOX1 3AZ\nUnited Kingdom',
        street_address: '1 Broad Street',
        locality: 'Oxford',
        region: 'Oxfordshire',
        postal_code: 'OX1 3AZ',
        country: 'United Kingdom',
      },
    },
  },
  {
    sub: 'bob',
    username: 'bob',
    enabled: true,
    claims: {
      name: 'Bob James Example',
      given_name: 'Bob',
      middle_name: 'James',
      family_name: 'Example',
      nickname: 'Bobby',
      preferred_username: 'bob',
      profile: 'https://people.example/bob',
      picture: 'https://people.example/bob/picture.png',
      website: 'https://bob.example/',
      gender: 'male',
      birthdate: '1985-11-23',
      zoneinfo: 'America/New_York',
      locale: 'en-US',
      updated_at: 1_735_776_000,
      email: 'bob@people.example',
      email_verified: false,
      phone_number: '+12025550143',
      phone_number_verified: false,
      address: {
        formatted: '200 Main Street\nSpringfield, IL 62701\nUnited States',
        street_address: '200 Main Street',
        locality: 'Springfield',
        region: 'Illinois',
        postal_code: '62701',
        country: 'United States',
      },
    },
  },
]

/** The password of each demo user is its user name. */
export const demoAccounts: readonly Account[] = demoUsers.map((user) => ({
  user,
  password: user.username,
}))

type DemoClient = Pick<ClientOptions, 'client_id' | 'client_name' | 'redirect_uris'> &
  Partial<
    Pick<
      ClientOptions,
      'response_types' | 'response_modes' | 'post_logout_redirect_uris' | 'refresh_tokens'
    >
  >

/** The apps that are known when no client is configured. */
export const demoApps: readonly DemoClient[] = [
  {
    client_id: 'demo-swagger',
    client_name: 'Swagger UI (demo)',
    redirect_uris: [
      'http://localhost:8080/oauth2-redirect.html',
      'http://localhost:3000/oauth2-redirect.html',
      'http://localhost:3000/docs/oauth2-redirect.html',
      'http://localhost:8000/docs/oauth2-redirect',
    ],
    response_types: ['token'],
    response_modes: ['fragment'],
  },
  {
    client_id: 'demo-web',
    client_name: 'Web app (demo)',
    redirect_uris: ['http://localhost:3000/callback'],
    response_types: ['id_token'],
    response_modes: ['form_post'],
    post_logout_redirect_uris: ['http://localhost:3000/'],
  },
]

export const playgroundId = 'playground'

/** The sample app that the server brings itself, at home under `issuer`. */
export function playgroundApp(issuer: string): DemoClient {
  return {
    client_id: playgroundId,
    client_name: 'Fragrant playground',
    redirect_uris: [issuer + realmPaths.playgroundCallback],
    post_logout_redirect_uris: [issuer + realmPaths.playground],
    response_types: [...responseTypes],
    refresh_tokens: 'always',
  }
}
