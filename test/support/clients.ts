import { noBrand } from '../../src/protocol/brand.ts'
import type {
  ClientId,
  LoopbackClient,
  RegisteredClient,
} from '../../src/protocol/client/client.ts'

/** A client that every rule accepts; a test changes the one thing it is about. */
export function aClient(changes: Partial<RegisteredClient> = {}): RegisteredClient {
  return {
    id: 'spa' as ClientId,
    source: 'operator',
    name: 'Photo Book',
    enabled: true,
    applicationType: 'web',
    redirectUris: ['https://app.example/callback'],
    postLogoutRedirectUris: ['https://app.example/bye'],
    frontChannelLogoutUri: undefined,
    backChannelLogoutUri: undefined,
    responseTypes: ['token', 'id_token', 'id_token token'],
    responseModes: ['fragment', 'form_post'],
    grantTypes: ['implicit'],
    auth: { methods: ['none'], secretHash: undefined, keys: [] },
    requirePkce: true,
    requirePushedRequests: false,
    requireDpop: false,
    requestObjectAlg: undefined,
    refresh: { always: false, endsWithSession: false, grace: 0 },
    scopes: new Set(['openid', 'profile', 'offline_access']),
    defaultScopes: new Set(['openid']),
    sector: undefined,
    idTokenAlg: 'ES256',
    userinfoAlg: undefined,
    answerAlg: 'ES256',
    accessTokenFormat: 'jwt',
    tokenShape: {},
    firstParty: false,
    initiateLoginUri: undefined,
    clientUri: undefined,
    policyUri: undefined,
    tosUri: undefined,
    brand: noBrand,
    ...changes,
  }
}

/** A client that was accepted on loopback. */
export function aLoopbackClient(changes: Partial<LoopbackClient> = {}): LoopbackClient {
  const loopbackOrigin = 'http://localhost:5173'
  const { source: _, ...record } = aClient({ redirectUris: [], postLogoutRedirectUris: [] })
  return { ...record, source: 'loopback', loopbackOrigin, ...changes }
}
