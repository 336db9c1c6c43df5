import type { Client, ClientId } from '../../src/protocol/client.ts'

/** A client that every rule accepts; a test changes the one thing it is about. */
export function aClient(changes: Partial<Client> = {}): Client {
  return {
    id: 'spa' as ClientId,
    source: 'operator',
    name: 'Photo Book',
    enabled: true,
    applicationType: 'web',
    redirectUris: ['https://app.example/callback'],
    postLogoutRedirectUris: ['https://app.example/bye'],
    loopbackOrigin: undefined,
    responseTypes: ['token', 'id_token', 'id_token token'],
    responseModes: ['fragment', 'form_post'],
    scopes: new Set(['openid', 'profile', 'offline_access']),
    defaultScopes: new Set(['openid']),
    idTokenAlg: 'ES256',
    accessTokenFormat: 'jwt',
    tokenShape: {},
    firstParty: false,
    clientUri: undefined,
    policyUri: undefined,
    tosUri: undefined,
    ...changes,
  }
}
