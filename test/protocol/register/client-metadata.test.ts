import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type ClientMetadata,
  clientMetadata,
} from '../../../src/protocol/register/client-metadata.ts'
import { judgeClient } from '../../../src/protocol/register/judge-client.ts'
import { toClient } from '../../../src/protocol/register/to-client.ts'

const schema = z.object(clientMetadata)

/** What a client that wants nothing unusual says of itself. */
const said = { redirect_uris: ['https://app.example/cb'] }

const read = (changes: object = {}): ClientMetadata => schema.parse({ ...said, ...changes })

const registration = {
  id: 's6BhdRkqt3',
  source: 'registered',
  enabled: true,
  firstParty: false,
  signingAlg: 'ES256',
} as const

const own = 'https://id.example'

/** A realm of those scopes, on a server at `own`. */
const by = (scopes: readonly string[]) => ({
  scopes,
  isOwnAddress: (url: string) => new URL(url).origin === own,
  mode: 'local' as const,
})

const clientOf = (changes: object = {}) => toClient(read(changes), registration)

const keysAtFault = (changes: object): readonly unknown[] =>
  schema.safeParse({ ...said, ...changes }).error?.issues.map(({ path }) => path[0]) ?? []

describe('Client metadata', () => {
  it('make a client that asks by the safest means when they say no more than its URIs', () => {
    expect(clientOf()).toEqual({
      id: 's6BhdRkqt3',
      source: 'registered',
      name: 's6BhdRkqt3',
      enabled: true,
      applicationType: 'web',
      redirectUris: ['https://app.example/cb'],
      postLogoutRedirectUris: [],
      frontChannelLogoutUri: undefined,
      backChannelLogoutUri: undefined,
      responseTypes: ['code', 'id_token'],
      responseModes: ['fragment', 'form_post'],
      grantTypes: ['authorization_code', 'implicit', 'refresh_token'],
      auth: { methods: ['none'], secretHash: undefined, keys: [] },
      requirePkce: true,
      requirePushedRequests: false,
      requireDpop: false,
      requestObjectAlg: undefined,
      refresh: { always: false, endsWithSession: false, grace: 0 },
      scopes: undefined,
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
      brand: { logo: undefined, colour: undefined },
    })
  })

  it('make a client that differs from its realm where they say so', () => {
    const client = clientOf({
      client_name: 'Photo Book',
      application_type: 'native',
      post_logout_redirect_uris: ['https://app.example/bye'],
      response_modes: ['web_message'],
      authorization_signed_response_alg: 'ES384',
      scope: 'photos albums',
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'EdDSA',
      userinfo_signed_response_alg: 'PS256',
      access_token_format: 'opaque',
      audience: 'https://api.example https://other.example',
      access_token_typ: 'JWT',
      access_token_claims: ['roles'],
      id_token_claims: ['name'],
      client_uri: 'https://app.example/',
      policy_uri: 'https://app.example/privacy',
      tos_uri: 'https://app.example/terms',
    })
    expect(client).toMatchObject({
      name: 'Photo Book',
      applicationType: 'native',
      postLogoutRedirectUris: ['https://app.example/bye'],
      responseModes: ['web_message', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
      answerAlg: 'ES384',
      scopes: new Set(['photos', 'albums']),
      defaultScopes: new Set(),
      sector: 'app.example',
      idTokenAlg: 'EdDSA',
      userinfoAlg: 'PS256',
      accessTokenFormat: 'opaque',
      tokenShape: {
        audiences: ['https://api.example', 'https://other.example'],
        accessTokenTyp: 'JWT',
        accessTokenClaims: ['roles'],
        idTokenClaims: ['name'],
      },
      clientUri: 'https://app.example/',
      policyUri: 'https://app.example/privacy',
      tosUri: 'https://app.example/terms',
    })
  })

  it('name both modes that jwt may mean (JARM §2.3.4)', () => {
    const { responseModes } = clientOf({ response_modes: ['fragment', 'jwt'] })
    expect(responseModes).toEqual(['fragment', 'query.jwt', 'fragment.jwt'])
  })

  it('leave to others who has registered the client, and whether it may ask and be asked about', () => {
    const others = { source: 'operator', enabled: false, firstParty: true } as const
    const asked = read({ source: 'loopback', enabled: true, first_party: false })
    expect(toClient(asked, { ...registration, ...others })).toMatchObject(others)
  })

  it.each([
    [['id_token token'], ['id_token', 'id_token token']],
    [['token id_token'], ['id_token', 'id_token token']],
    [['token'], ['token']],
    [
      ['token', 'id_token'],
      ['token', 'id_token'],
    ],
  ])('with response_types %j let the client ask for %j', (listed, asked) => {
    expect(clientOf({ response_types: listed }).responseTypes).toEqual(asked)
  })

  it.each([
    [['authorization_code', 'refresh_token'], ['code']],
    [['implicit'], ['id_token']],
    [['authorization_code', 'client_credentials'], ['code']],
  ] as const)('without response_types and with grant_types %j mean %j', (grants, types) => {
    const said = { grant_types: grants, client_secret: 's' }
    expect(judgeClient(read(said), by(['openid']))).toEqual([])
    expect(clientOf(said)).toMatchObject({ responseTypes: types, grantTypes: grants })
  })

  it.each([
    [{ redirect_uris: [] }, 'redirect_uris'],
    [{ grant_types: ['refresh_token'] }, 'grant_types'],
    [{ token_endpoint_auth_method: 'client_secret_basic' }, 'client_secret'],
    [{ token_endpoint_auth_method: 'none', client_secret: 's' }, 'token_endpoint_auth_method'],
    [{ grant_types: ['client_credentials'] }, 'grant_types'],
    [{ grant_types: ['implicit'], response_types: ['code'] }, 'grant_types'],
    [{ grant_types: ['authorization_code'], response_types: ['token'] }, 'grant_types'],
  ])('do not go together: %j, because of %s', (changes, key) => {
    expect(judgeClient(read(changes), by(['openid'])).map(({ path }) => path)).toEqual([[key]])
  })

  it('make a service of a client that acts for itself alone', () => {
    const service = { redirect_uris: [], client_secret: 's', grant_types: ['client_credentials'] }
    expect(judgeClient(read(service), by(['openid']))).toEqual([])
    expect(clientOf(service)).toMatchObject({
      responseTypes: [],
      grantTypes: ['client_credentials'],
      auth: { methods: ['client_secret_basic', 'client_secret_post'] },
      requirePkce: false,
    })
  })

  it.each([
    ['redirect_uris', ['http://app.example/cb']],
    ['redirect_uris', ['https://app.example/#fragment']],
    ['redirect_uris', 'https://app.example/cb'],
    ['post_logout_redirect_uris', ['javascript:alert(1)']],
    ['response_types', ['code none']],
    ['grant_types', ['password']],
    ['token_endpoint_auth_method', 'client_secret_jwt'],
    ['client_secret', ''],
    ['refresh_token_grace', 61],
    ['refresh_token_grace', 0.5],
    ['response_modes', ['query']],
    ['scope', 'openid "quoted"'],
    ['audience', []],
    ['audience', ['two words']],
    ['audience', ['a'.repeat(1025), 'b'.repeat(1024)]],
    ['access_token_claims', ['']],
    ['id_token_signed_response_alg', 'none'],
    ['id_token_signed_response_alg', 'HS256'],
    ['userinfo_signed_response_alg', 'none'],
    ['sector_identifier_uri', 'http://apps.example/list.json'],
    ['sector_identifier_uri', 'https://'],
    ['authorization_signed_response_alg', 'none'],
    ['response_modes', ['query']],
    ['response_modes', ['web_message.jwt']],
    ['request_object_signing_alg', 'HS256'],
    ['client_uri', 'javascript:alert(1)'],
    ['policy_uri', 'https://user:secret@app.example/'],
    ['tos_uri', 'ftp://app.example/'],
    ['client_name', 'a\u0000b'],
  ])('are refused for %s %j', (key, value) => {
    expect(keysAtFault({ [key]: value })).toEqual([key])
  })
})

describe('Among client metadata', () => {
  const realm = by(['openid', 'email', 'photos'])
  const judge = (changes: object) => judgeClient(read(changes), realm)

  it('nothing is wrong with a client that names scopes of its realm', () => {
    const native = { application_type: 'native', redirect_uris: ['com.example.app:/cb'] }
    expect(judge({ ...native, scope: 'openid photos', default_scope: 'photos' })).toEqual([])
  })

  it('a private-use scheme is for a native app, at login as after logout (RFC 8252 §7.1)', () => {
    const uris = ['https://app.example/cb', 'com.example.app:/cb']
    const faults = judge({ redirect_uris: uris, post_logout_redirect_uris: uris })
    expect(faults.map(({ kind, path }) => ({ kind, path }))).toEqual([
      { kind: 'redirect-uri', path: ['redirect_uris', 1] },
      { kind: 'redirect-uri', path: ['post_logout_redirect_uris', 1] },
    ])
    expect(faults[0]).toHaveProperty('problem', expect.stringContaining('application_type native'))
  })

  it('each scope that the realm does not have is named', () => {
    expect(judge({ scope: 'openid fotos phone' })).toEqual([
      { kind: 'unknown-scope', path: ['scope'], name: 'fotos' },
      { kind: 'unknown-scope', path: ['scope'], name: 'phone' },
    ])
  })

  it('what is asked for by default is among what may be asked for', () => {
    const fault = { kind: 'default-scope', path: ['default_scope'], name: 'email' }
    expect(judge({ scope: 'openid', default_scope: 'email' })).toEqual([fault])
    expect(judge({ default_scope: 'email' })).toEqual([])
    expect(judge({ default_scope: 'fotos' })).toEqual([{ ...fault, name: 'fotos' }])
  })

  it('nothing is judged by a member that could not be read', () => {
    const partly = { redirect_uris: [undefined, 'com.example.app:/cb'], scope: [undefined] }
    expect(judgeClient({ ...partly, application_type: undefined }, realm)).toEqual([])
  })

  it('no address is one of the server itself (RFC 9700 §4.1.3)', () => {
    const ours = `${own}/logout?x`
    const faults = judge({
      redirect_uris: ['https://app.example/cb', ours],
      post_logout_redirect_uris: [ours],
      backchannel_logout_uri: ours,
      initiate_login_uri: ours,
    })
    expect(faults.map(({ path }) => path)).toEqual([
      ['redirect_uris', 1],
      ['post_logout_redirect_uris', 0],
      ['backchannel_logout_uri'],
      ['initiate_login_uri'],
    ])
    const framed = judge({ redirect_uris: [ours], frontchannel_logout_uri: ours })
    expect(framed.map(({ path }) => path)).toEqual([
      ['redirect_uris', 0],
      ['frontchannel_logout_uri'],
    ])
  })
})
