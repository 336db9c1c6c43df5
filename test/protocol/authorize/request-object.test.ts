import { describe, expect, it } from 'vitest'
import {
  completedBy,
  outlinedBy,
  type RequestObject,
  readRequestObject,
  requestObjectLimit,
} from '../../../src/protocol/authorize/request-object.ts'
import { requestObjectRules } from '../../../src/protocol/authorize/request-object-rules.ts'
import type { Parameters } from '../../../src/protocol/parameters.ts'
import { firstBroken } from '../../../src/protocol/rule.ts'
import { authorizeParameters, sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const jwtOf = (claims: unknown, header: unknown = { alg: 'none' }, signature = ''): string =>
  `${part(header)}.${part(claims)}.${signature}`

const objectOf = (jwt: string): RequestObject => {
  const object = readRequestObject(sentParameters({ request: jwt }))
  if (object === undefined) throw new Error('there is one')
  return object
}

const issuer = 'https://id.example'
const now = 1_800_000_000
const signed = { alg: 'ES256' }
const ofKeys = aClient()
const ofNone = aClient({ requestObjectAlg: 'none' })

interface Judging {
  readonly header?: unknown
  readonly client?: typeof ofKeys
  readonly isVerified?: boolean
  readonly jwt?: string
  readonly beside?: Parameters
}

const judge = (
  claims: unknown,
  {
    header = signed,
    client = ofKeys,
    isVerified = true,
    jwt = jwtOf(claims, header, header === signed ? 'c2ln' : ''),
    beside = authorizeParameters(),
  }: Judging = {},
) => {
  const object = objectOf(jwt)
  return firstBroken(requestObjectRules, { object, isVerified, beside, client, issuer, now })
}

/** One row for each rule: a request object that breaks it and no rule before it, and what it earns. */
const breaches: readonly (readonly [
  must: string,
  error: string,
  () => ReturnType<typeof judge>,
])[] = [
  [
    `send as request one JWT of at most ${requestObjectLimit} characters, not encrypted`,
    'invalid_request_object',
    () => judge({}, { jwt: 'a.b.c.d.e' }),
  ],
  [
    'sign its request object, for its client has not registered none as request_object_signing_alg',
    'request_not_supported',
    () => judge({ sub: 'spa' }, { header: { alg: 'none' }, isVerified: false }),
  ],
  [
    'sign its request object as its client has registered it: with one of its keys, by its request_object_signing_alg',
    'invalid_request_object',
    () => judge({ sub: 'spa' }, { isVerified: false }),
  ],
  [
    'do without its client_id as sub of its request object, which would be a client assertion',
    'invalid_request_object',
    () => judge({ sub: 'spa', iss: 'other' }),
  ],
  [
    'name its client as iss of its request object and this server as aud, if anybody',
    'invalid_request_object',
    () => judge({ aud: 'https://other.example', exp: now - 60 }),
  ],
  [
    'send its request object within its times, in seconds since 1970: before exp, and not before nbf and iat',
    'invalid_request_object',
    () => judge({ exp: now - 60, request: 'x' }),
  ],
  [
    'do without request and request_uri in its request object',
    'invalid_request_object',
    () => judge({ request_uri: 'x', state: 1 }),
  ],
  [
    'write the parameters in its request object as text, but max_age as a number and claims as an object',
    'invalid_request_object',
    () => judge({ state: 1, client_id: 'other' }),
  ],
  [
    'name the same client_id and response_type in its request object as beside it',
    'invalid_request_object',
    () => judge({ response_type: 'code' }),
  ],
]

describe('a request object is refused unless its request must', () => {
  it.each(breaches)('%s', (must, error, run) => {
    const refusal = run()
    expect(refusal).toMatchObject({ error })
    expect(refusal?.description).toContain(must)
  })

  it('and there is a row above for each rule, in their order', () => {
    expect(breaches.map(([must]) => must)).toEqual(requestObjectRules.map(({ must }) => must))
  })
})

describe('a request object is right', () => {
  it.each([
    [{}, {}],
    [{ iss: 'spa', aud: issuer, exp: now + 60, nbf: now }, {}],
    [{ aud: ['https://other.example', issuer], sub: 'alice' }, {}],
    [{ exp: now - 59, nbf: now + 60 }, {}],
    [{ client_id: 'spa', response_type: 'token id_token', max_age: 0, claims: {} }, {}],
    [{}, { client: aClient({ requestObjectAlg: 'ES256' }) }],
    [{ state: 's' }, { client: ofNone, header: { alg: 'none' }, isVerified: false }],
  ])('with %j', (claims, judging) => {
    expect(judge(claims, judging)).toBeUndefined()
  })
})

describe('a request object is not believed', () => {
  it.each([
    [
      'that another algorithm has signed than its client registered',
      { client: aClient({ requestObjectAlg: 'RS256' }) },
    ],
    ['that is signed where its client registered none', { client: ofNone }],
    [
      'that has no alg, of a client that registered none',
      { client: ofNone, header: {}, isVerified: false },
    ],
    [
      'that says none and is signed all the same',
      { client: ofNone, jwt: jwtOf({}, { alg: 'none' }, 'c2ln'), isVerified: false },
    ],
    ['that says NONE', { client: ofNone, header: { alg: 'NONE' }, isVerified: false }],
  ])('%s (RFC 9101 §6.2)', (_, judging) => {
    expect(judge({}, judging)).toMatchObject({ error: 'invalid_request_object' })
  })

  it.each([
    ...[{ nbf: now + 61 }, { iat: now + 61 }, { iss: 'other' }, { aud: [] }],
    ...['exp', 'nbf', 'iat'].flatMap((name) =>
      ['soon', `${now}`, -1, 1e300, null, [now], {}].map((value) => ({ [name]: value })),
    ),
  ])('that says %j of itself', (claims) => {
    expect(judge(claims)).toMatchObject({ error: 'invalid_request_object' })
  })
})

describe('a request object is refused by the rule that it breaks', () => {
  it.each([
    ['without an alg, as one that says none', {}, { header: {}, isVerified: false }, 'sign its'],
    ['with an object in it', { request: jwtOf({}) }, {}, 'do without request and request_uri'],
    ['with the address of one', { request_uri: 'x' }, {}, 'do without request and request_uri'],
    ['of another client', { client_id: 'other' }, {}, 'name the same client_id'],
    ['for another response type', { response_type: 'token' }, {}, 'name the same client_id'],
    [
      'for one unknown type beside another',
      { response_type: 'x' },
      { beside: authorizeParameters({ response_type: 'y' }) },
      'name the same client_id',
    ],
  ])('%s', (_, claims, judging, words) => {
    const error = words === 'sign its' ? 'request_not_supported' : 'invalid_request_object'
    expect(judge(claims, judging)).toMatchObject({
      error,
      description: expect.stringContaining(words),
    })
  })
})

describe('what a request object holds', () => {
  const parametersOf = (claims: unknown) => {
    const object = objectOf(jwtOf(claims))
    return object.kind === 'read' ? object.parameters : undefined
  }

  it.each([
    '',
    'a',
    'a.b',
    'e30',
    'e30.e30',
    'e30.e30.!',
    'e30.e30.a.b',
    `${part([])}.e30.`,
    `e30.${part([])}.`,
    `e30.${part('null')}.`,
    `e30.${part('{')}.`,
    `e30.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}.`,
    jwtOf({}, { alg: 'none', crit: ['x'] }),
    jwtOf({ state: 'x'.repeat(requestObjectLimit) }),
  ])('cannot be read of %s', (jwt) => {
    const object = readRequestObject({ ...sentParameters({}), values: new Map([['request', jwt]]) })
    expect(object).toEqual({ kind: 'unreadable' })
  })

  it('is nothing where there is none, or where there is a request_uri too', () => {
    expect(readRequestObject(authorizeParameters())).toBeUndefined()
    const both = { request: jwtOf({}), request_uri: 'x' }
    expect(readRequestObject(authorizeParameters(both))).toBeUndefined()
  })

  it('is text, a number for max_age, an object for claims, and texts for resource', () => {
    const claims = { id_token: { acr: null } }
    const sent = { state: 'ä', max_age: 60, claims, unknown: [1], nonce: '', resource: ['a', 'b'] }
    const parameters = parametersOf(sent)
    expect([...(parameters?.values ?? [])]).toEqual([
      ['state', 'ä'],
      ['max_age', '60'],
      ['claims', JSON.stringify(claims)],
    ])
    expect(parameters?.several.get('resource')).toEqual(['a', 'b'])
    expect(parametersOf({ resource: 'a' })?.several.get('resource')).toEqual(['a'])
    expect(parametersOf({})?.several.size).toBe(0)
  })

  it('is no parameter where it means something beside a request', () => {
    const parameters = parametersOf({ request: 1, request_uri: ['x'], iss: 'spa', state: 's' })
    expect([...(parameters?.values ?? [])]).toEqual([['state', 's']])
  })

  it.each([
    { state: null },
    { nonce: 1 },
    { scope: ['openid'] },
    { redirect_uri: {} },
    { prompt: true },
    { resource: [1] },
    { resource: [['a']] },
    { nonce: '\ud800' },
    { claims: 1 },
  ])('is nothing that can be used in %j', (claims) => {
    expect(parametersOf(claims)).toBeUndefined()
  })

  it('is not followed however deep it goes', () => {
    const deep = `{"claims":${'['.repeat(8000)}${']'.repeat(8000)}}`
    const object = objectOf(`${part({ alg: 'none' })}.${part(deep).slice(0, 16_000)}.`)
    expect(object).toEqual({ kind: 'unreadable' })
    const nested = `{"claims":${'['.repeat(5000)}${']'.repeat(5000)}}`
    expect(() => objectOf(`${part({ alg: 'none' })}.${part(nested)}.`)).not.toThrow()
  })
})

describe('a request and its object', () => {
  const beside = sentParameters({
    client_id: 'spa',
    redirect_uri: 'https://app.example/callback',
    state: 'beside',
    scope: 'openid',
    prompt: ['login', 'none'],
    resource: 'https://a.example',
    request: 'x',
  })
  const object = objectOf(
    jwtOf({
      redirect_uri: 'https://app.example/other',
      state: 'inside',
      prompt: 'consent',
      response_mode: 'form_post',
      resource: 'https://b.example',
    }),
  )

  it('are one request, in which the object counts (OIDC Core §6.1)', () => {
    const { values, repeated, several } = completedBy(object, beside)
    expect(Object.fromEntries(values)).toEqual({
      client_id: 'spa',
      redirect_uri: 'https://app.example/other',
      state: 'inside',
      scope: 'openid',
      prompt: 'consent',
      response_mode: 'form_post',
    })
    expect(repeated.size).toBe(0)
    const twice = sentParameters({ state: ['a', 'b'], nonce: ['a', 'b'] })
    expect([...completedBy(object, twice).repeated]).toEqual(['nonce'])
    expect([...several]).toEqual([['resource', ['https://b.example']]])
  })

  it('are answered where the request itself says, while the object may be anybody’s', () => {
    const { values } = outlinedBy(object, beside)
    expect(values.get('redirect_uri')).toBe('https://app.example/callback')
    expect(values.get('state')).toBe('inside')
    expect(values.get('response_mode')).toBe('form_post')
    const { values: alone } = outlinedBy(object, sentParameters({ client_id: 'spa' }))
    expect(alone.get('redirect_uri')).toBe('https://app.example/other')
    const stranger = outlinedBy(objectOf(jwtOf({ client_id: 'other' })), beside)
    expect(stranger.values.get('client_id')).toBe('spa')
  })

  it('are the request alone where its object cannot be read', () => {
    expect(Object.fromEntries(completedBy({ kind: 'unreadable' }, beside).values)).toEqual({
      client_id: 'spa',
      redirect_uri: 'https://app.example/callback',
      state: 'beside',
      scope: 'openid',
    })
  })
})
