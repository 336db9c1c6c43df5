import { describe, expect, it } from 'vitest'
import { maxUnknownScopes } from '../../../src/protocol/authorize/draft.ts'
import type { HintReading } from '../../../src/protocol/authorize/hint.ts'
import { judgeAuthorize } from '../../../src/protocol/authorize/judge.ts'
import { scopeLimit } from '../../../src/protocol/authorize/rules/access-rules.ts'
import { nonceLimit } from '../../../src/protocol/authorize/rules/binding-rules.ts'
import { loginHintLimit } from '../../../src/protocol/authorize/rules/login-rules.ts'
import { knownParameters } from '../../../src/protocol/authorize/rules/request-rules.ts'
import { authorizeRules } from '../../../src/protocol/authorize/rules.ts'
import { responseTypes } from '../../../src/protocol/response/response-type.ts'
import {
  apisOf,
  authorizeParameters,
  type Changes,
  terms,
} from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const ownHint: HintReading = { kind: 'verified', sub: 'alice', aud: 'spa', sid: undefined }

const judge = (changes: Changes = {}, client = aClient(), hint?: HintReading) =>
  judgeAuthorize(authorizeParameters(changes), client, hint, { ...terms, apis: apisOf('stock') })

const accepted = (changes: Changes, client = aClient(), hint?: HintReading) => {
  const verdict = judge(changes, client, hint)
  if (verdict.kind === 'refused') throw new Error(verdict.refusal.description)
  return verdict.request
}

const idTokenOnly = aClient({ responseTypes: ['id_token'] })
const foreignHint: HintReading = { ...ownHint, aud: 'rp-b' }

const ofCodes = aClient({ responseTypes: ['code'] })
const code = {
  response_type: 'code',
  nonce: undefined,
  code_challenge: 'c'.repeat(43),
  code_challenge_method: 'S256',
}

/** One row for each rule: a request that breaks it and no rule before it, and what it earns. */
const breaches = [
  ['send each parameter at most once', { nonce: ['a', 'b'], state: 'ä' }, 'invalid_request'],
  [
    'send state in printable ASCII, at most 2048 characters',
    { state: 'ä', request: 'a', request_uri: 'b' },
    'invalid_request',
  ],
  [
    'send only one of request and request_uri',
    { request: 'a', request_uri: 'b', response_type: undefined },
    'invalid_request',
  ],
  [
    'do without request_uri, but for one that this server gave when the request was pushed',
    { request_uri: 'a', registration: '{}', response_type: undefined },
    'request_uri_not_supported',
  ],
  [
    'do without registration, for a client registers beforehand',
    { registration: '{}', response_type: undefined },
    'registration_not_supported',
  ],
  ['send response_type', { response_type: undefined, response_mode: 'pigeon' }, 'invalid_request'],
  [
    'ask for a response_type that this server supports',
    { response_type: 'magic', response_mode: 'pigeon' },
    'unsupported_response_type',
  ],
  [
    'ask for a response_type that the client registered',
    { response_type: 'token', response_mode: 'pigeon' },
    'unauthorized_client',
    idTokenOnly,
  ],
  [
    'ask for a response_mode that this server supports, if for any',
    { response_mode: 'pigeon', scope: 'profile' },
    'invalid_request',
  ],
  ['keep tokens out of the query', { response_mode: 'query', scope: 'profile' }, 'invalid_request'],
  [
    'keep tokens out of the query in a JWT too, for it is signed and not encrypted',
    { response_mode: 'query.jwt', scope: 'profile' },
    'invalid_request',
  ],
  [
    'ask for a response_mode that the client registered, if for any',
    { response_mode: 'web_message', redirect_uri: 'http://[::1]/' },
    'invalid_request',
    aClient({ redirectUris: ['http://[::1]/'], responseModes: ['fragment'] }),
  ],
  [
    'do without messages where its redirect_uri has no origin that a page can name to browsers',
    { response_mode: 'web_message', redirect_uri: 'http://[::1]/', scope: 'profile "' },
    'invalid_request',
    aClient({
      redirectUris: ['http://[::1]/'],
      responseModes: ['fragment', 'web_message'],
    }),
  ],
  [
    'write scope in the characters that a scope may have, at most 2048 of them',
    { scope: 'profile "', nonce: '' },
    'invalid_scope',
  ],
  [
    'ask for the openid scope when it asks for an ID Token',
    { scope: 'admin', nonce: '' },
    'invalid_scope',
  ],
  [
    'ask only for scopes that the client registered',
    { scope: 'openid admin', resource: '/api', nonce: '' },
    'invalid_scope',
  ],
  [
    'send as resource only absolute URIs without a fragment',
    { resource: ['https://id.example', '/api'], audience: 'a b', nonce: '' },
    'invalid_target',
  ],
  [
    'send audience in printable ASCII without spaces, quotation marks and backslashes',
    { audience: `a b${'c'.repeat(2048)}`, nonce: '' },
    'invalid_target',
  ],
  [
    'name APIs by resource and audience in at most 2048 characters together',
    { audience: 'my-api', resource: `https://api.example/${'c'.repeat(2048)}`, nonce: '' },
    'invalid_target',
  ],
  [
    'ask by resource and audience only for what its access tokens may be for',
    { audience: 'my-api', nonce: '' },
    'invalid_target',
  ],
  [
    'ask for one of the APIs of its realm at a time, by resource or audience, for their tokens differ',
    { audience: 'stock', resource: terms.issuer, nonce: '' },
    'invalid_target',
  ],
  ['send nonce when it asks for an ID Token', { nonce: '', prompt: 'hurry' }, 'invalid_request'],
  [
    'send nonce without control characters, at most 512 characters',
    { nonce: 'a\u0000', prompt: 'hurry' },
    'invalid_request',
  ],
  [
    'send code_challenge when it asks for a code, for its client proves itself by no secret',
    { ...code, code_challenge: undefined, prompt: 'hurry' },
    'invalid_request',
    ofCodes,
  ],
  [
    'send as code_challenge a SHA-256 hash in base64url: 43 characters',
    { ...code, code_challenge: 'short', code_challenge_method: undefined, prompt: 'hurry' },
    'invalid_request',
    ofCodes,
  ],
  [
    'send code_challenge_method=S256 with code_challenge, for plain proves nothing',
    { ...code, code_challenge_method: 'plain', prompt: 'hurry' },
    'invalid_request',
    ofCodes,
  ],
  [
    'send as dpop_jkt the SHA-256 thumbprint of a key in base64url: 43 characters',
    { ...code, dpop_jkt: 'short', prompt: 'hurry' },
    'invalid_request',
    ofCodes,
  ],
  ['send only known values in prompt', { prompt: 'none hurry', max_age: 'x' }, 'invalid_request'],
  [
    'send none alone in prompt, if at all',
    { prompt: 'none login', max_age: 'x' },
    'invalid_request',
  ],
  [
    'send max_age as a whole number of seconds, if at all',
    { max_age: '-1', login_hint: '\n' },
    'invalid_request',
  ],
  [
    'send login_hint without control characters, at most 320 characters',
    { login_hint: 'a\n', claims: '{' },
    'invalid_request',
  ],
  [
    'send claims as a JSON object of the members id_token and userinfo, of at most 4096 characters',
    { claims: '{' },
    'invalid_request',
    aClient(),
    foreignHint,
  ],
  [
    'send as id_token_hint only an ID Token that this server gave to this client',
    { id_token_hint: 'x' },
    'invalid_request',
    aClient(),
    foreignHint,
  ],
] as const

describe('an authorization request', () => {
  it('passes when it breaks no rule', () => {
    expect(accepted({})).toMatchObject({
      client: { id: 'spa' },
      responseType: 'id_token token',
      scope: new Set(['openid']),
      nonce: 'n-0S6_WzA2Mj',
      maxAge: undefined,
      hint: undefined,
    })
  })

  it.each(breaches)('must %s', (must, changes, error, client = aClient(), hint = undefined) => {
    const verdict = judge(changes, client, hint)
    const rule = authorizeRules.find((row) => row.must === must)
    const further = rule?.adds === undefined ? '' : ' '
    const description = expect.stringContaining(`The request must ${must}.${further}`)
    expect(verdict).toEqual({
      kind: 'refused',
      refusal: { error, description, cites: rule?.cites },
    })
  })

  it('has a row above for every rule, in the order in which they are applied', () => {
    expect(breaches.map(([must]) => must)).toEqual(authorizeRules.map(({ must }) => must))
  })

  it.each([
    [code, ofCodes],
    [{ ...code, response_mode: 'query' }, ofCodes],
    [
      { ...code, response_mode: 'jwt' },
      aClient({ responseTypes: ['code'], responseModes: ['query.jwt'] }),
    ],
    [{ response_mode: 'jwt' }, aClient({ responseModes: ['fragment.jwt'] })],
    [{ ...code, dpop_jkt: 'k'.repeat(43) }, ofCodes],
    [{ ...code, response_type: 'none' }, aClient({ responseTypes: ['none'] })],
    [
      { ...code, code_challenge: undefined, code_challenge_method: undefined },
      aClient({ responseTypes: ['code'], requirePkce: false }),
    ],
    // an implicit request has no use for a challenge, whatever it is
    [{ code_challenge: 'short', code_challenge_method: 'plain' }, aClient()],
  ])('is right with %j', (changes, client) => {
    expect(judge(changes, client).kind).toBe('valid')
  })

  it.each([
    [{ code_challenge_method: undefined }],
    [{ code_challenge_method: 's256' }],
    [{ code_challenge: undefined }],
    [{ code_challenge: `${'c'.repeat(42)}=` }],
  ])('is no request for a code with %j (RFC 7636 §4.3)', (changes) => {
    const client = aClient({ responseTypes: ['code'], requirePkce: false })
    expect(judge({ ...code, ...changes }, client).kind).toBe('refused')
  })

  it('is refused for its nonce before its challenge is looked at', () => {
    const verdict = judge({ ...code, nonce: 'a\n', code_challenge: undefined }, ofCodes)
    expect(verdict).toMatchObject({
      refusal: { description: expect.stringContaining('send nonce without control characters') },
    })
  })

  it.each([
    ['id_token', 'refused'],
    ['id_token token', 'refused'],
    ['token', 'valid'],
  ])('for %s without openid is %s (OIDC Core §3.2.2.1)', (response_type, kind) => {
    expect(judge({ response_type, scope: 'profile' }).kind).toBe(kind)
  })

  it.each([
    ['code none', 'code none'],
    ['code code', 'code code'],
    ['token token', 'token token'],
    ['magic', 'another value'],
    ['code magic', 'another value'],
    ['Code', 'another value'],
    ['code  token', 'another value'],
    ['code code code code code', 'another value'],
  ])(
    'is told which response types there are, and that it asked for %j, by no word of its own',
    (sent, shown) => {
      const verdict = judge({ response_type: sent }, aClient(), undefined)
      expect(verdict).toMatchObject({
        refusal: {
          error: 'unsupported_response_type',
          description:
            'The request must ask for a response_type that this server supports. ' +
            `Supported are ${responseTypes.join(', ')}; it asked for ${shown}.`,
        },
      })
    },
  )

  it('is told what its client registered, and the way to code where it asked for a token', () => {
    const guide = `How an app moves to code and PKCE: ${terms.issuer}/moving-to-code`
    const asking = (response_type: string, client = aClient()) => {
      const verdict = judge({ response_type }, client, undefined)
      return verdict.kind === 'refused' ? verdict.refusal : undefined
    }
    for (const type of ['token', 'id_token', 'id_token token', 'code token', 'code id_token']) {
      const refusal = asking(type, ofCodes)
      expect([type, refusal?.error]).toEqual([type, 'unauthorized_client'])
      expect(refusal?.description).toBe(
        `The request must ask for a response_type that the client registered. Its response_types are code. ${guide}`,
      )
    }
    expect(asking('code', idTokenOnly)?.description).toMatch(/Its response_types are id_token\.$/)
    expect(asking('code', aClient({ responseTypes: [] }))?.description).toMatch(
      /are none at all\.$/,
    )
  })

  it('is refused in words that an error_description may hold (RFC 6749 §4.2.2.1)', () => {
    for (const { must } of authorizeRules) {
      expect(must).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
    }
  })
})

const known = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'prompt',
  'max_age',
  'id_token_hint',
  'login_hint',
  'acr_values',
  'display',
  'ui_locales',
  'claims_locales',
  'claims',
  'request',
  'request_uri',
  'registration',
  'audience',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
] as const

describe('a parameter', () => {
  it('that is known is one of these', () => {
    expect(knownParameters).toEqual(known)
  })

  it.each(known)('%s may not be sent twice (RFC 6749 §3.1)', (name) => {
    const verdict = judge({ [name]: ['a', 'b'] })
    expect(verdict).toMatchObject({
      refusal: { description: 'The request must send each parameter at most once.' },
    })
  })

  it.each(['foo', 'Nonce', 'nonce[]', 'code_verifier', 'Resource'])(
    '%s that is not known may be sent twice (RFC 6749 §3.1)',
    (name) => expect(judge({ [name]: ['a', 'b'] }).kind).toBe('valid'),
  )

  it.each(known.filter((name) => !/^(response_type|scope|nonce)$/.test(name)))(
    '%s without a value counts as omitted (RFC 6749 §3.1)',
    (name) => expect(judge({ [name]: '' }).kind).toBe('valid'),
  )
})

describe('a control character', () => {
  it.each(['\0', '\n', '\u001f', '\u007f', '\u0085', '\u009f'])(
    '%j is in no nonce and in no login_hint',
    (char) => {
      expect(judge({ nonce: `a${char}` }).kind).toBe('refused')
      expect(judge({ login_hint: `a${char}` }).kind).toBe('refused')
    },
  )
})

describe('the length of', () => {
  it.each([
    ['state', 2048],
    ['nonce', nonceLimit],
    ['login_hint', loginHintLimit],
  ])('%s may be %i characters and no more', (name, limit) => {
    expect(judge({ [name]: 'a'.repeat(limit) }).kind).toBe('valid')
    expect(judge({ [name]: 'a'.repeat(limit + 1) }).kind).toBe('refused')
  })

  it('scope may be 2048 characters and no more', () => {
    const words = (length: number) => `openid ${'a'.repeat(length - 7)}`
    expect(scopeLimit).toBe(2048)
    expect(judge({ scope: words(scopeLimit) }).kind).toBe('valid')
    expect(judge({ scope: words(scopeLimit + 1) }).kind).toBe('refused')
  })
})

describe('scope', () => {
  it('may hold words that this server does not know; they are ignored (OIDC Core §3.1.2.1)', () => {
    const { scope, leftOut } = accepted({ scope: 'nope openid' })
    expect({ scope, leftOut }).toEqual({ scope: new Set(['openid']), leftOut: ['nope'] })
  })

  it('loses offline_access, for there is no refresh token here (OIDC Core §11)', () => {
    for (const client of [aClient(), aClient({ scopes: undefined })]) {
      const verdict = judgeAuthorize(
        authorizeParameters({ scope: 'openid offline_access' }),
        client,
        undefined,
        { ...terms, mode: 'local' },
      )
      expect(verdict).toMatchObject({
        request: { scope: new Set(['openid']), leftOut: ['offline_access'] },
      })
    }
  })

  it('may hold 32 unknown words in local mode, for an app that lists no scopes of its own', () => {
    const words = Array.from({ length: 33 }, (_, index) => `api${index}`)
    const inLocalMode = (client = aClient({ scopes: undefined })) => {
      const sent = authorizeParameters({ scope: ['openid', ...words].join(' ') })
      const verdict = judgeAuthorize(sent, client, undefined, { ...terms, mode: 'local' })
      if (verdict.kind === 'refused') throw new Error(verdict.refusal.description)
      return verdict.request
    }
    expect(inLocalMode().scope).toEqual(new Set(['openid', ...words.slice(0, maxUnknownScopes)]))
    expect(inLocalMode().leftOut).toEqual(['api32'])
    expect(inLocalMode(aClient()).scope).toEqual(new Set(['openid']))
    const strict = accepted({ scope: 'openid api1' }, aClient({ scopes: undefined }))
    expect(strict.scope).toEqual(new Set(['openid']))
  })

  it('may lack openid when only an access token is asked for', () => {
    const request = accepted({ response_type: 'token', scope: 'profile', nonce: undefined })
    expect(request.scope).toEqual(new Set(['profile']))
  })

  it('means the default of the client when it is left out (RFC 6749 §3.3)', () => {
    const client = aClient({ defaultScopes: new Set(['profile', 'openid']) })
    const request = accepted({ response_type: 'token', scope: undefined }, client)
    expect(request.scope).toEqual(new Set(['profile', 'openid']))
  })

  it('must be sent with an ID Token, whatever the default of the client (OIDC Core §3.1.2.1)', () => {
    expect(judge({ scope: undefined })).toMatchObject({ refusal: { error: 'invalid_scope' } })
  })
})

describe('response_type', () => {
  it('may name its words in either order (RFC 6749 §3.1.1)', () => {
    expect(accepted({ response_type: 'token id_token' }).responseType).toBe('id_token token')
  })
})

describe('prompt', () => {
  it('may hold several words', () => {
    expect(accepted({ prompt: 'login consent' }).prompt).toEqual(new Set(['login', 'consent']))
  })

  it.each(['none', 'login', 'consent', 'select_account'])('may be %s alone', (prompt) => {
    expect(accepted({ prompt }).prompt).toEqual(new Set([prompt]))
  })
})

describe('max_age', () => {
  it.each([
    ['0', 0],
    ['3600', 3600],
    ['9999999999', 9_999_999_999],
  ])('%s is a number of seconds', (text, seconds) => {
    expect(accepted({ max_age: text }).maxAge).toBe(seconds)
  })

  it.each(['-1', '1.5', '1e3', '0x10', ' 1', '1 ', '10000000000', 'NaN', '١'])(
    '%j is none',
    (max_age) => expect(judge({ max_age }).kind).toBe('refused'),
  )
})

describe('id_token_hint', () => {
  it('of this client names its user', () => {
    expect(accepted({}, aClient(), ownHint).hint).toEqual({ kind: 'verified', sub: 'alice' })
  })

  it('under a key that is gone is kept as one that names nobody', () => {
    expect(accepted({}, aClient(), { kind: 'stale' }).hint).toEqual({ kind: 'stale' })
  })

  it('that is invalid refuses the request', () => {
    expect(judge({}, aClient(), { kind: 'invalid' }).kind).toBe('refused')
  })

  it('gives way to a sub in claims (OIDC Core §5.5.1)', () => {
    const claims = '{"id_token":{"sub":{"value":"bob"}}}'
    expect(accepted({ claims }, aClient(), ownHint).hint).toEqual({ kind: 'verified', sub: 'bob' })
  })
})

describe('none in prompt', () => {
  it.each(['none none', 'none  none', 'none login'])('is not none alone as %j', (prompt) => {
    expect(judge({ prompt }).kind).toBe('refused')
  })

  it.each(['none', ' none', 'login login'])('may be %j', (prompt) => {
    expect(judge({ prompt }).kind).toBe('valid')
  })
})

describe('acr_values', () => {
  it('of more than 128 characters each are dropped: nobody could state them', () => {
    const long = 'a'.repeat(128)
    expect(accepted({ acr_values: `${long}a b ${long}` }).acrValues).toEqual(['b', long])
  })

  it('are kept in their order', () => {
    expect(accepted({ acr_values: 'b a' }).acrValues).toEqual(['b', 'a'])
    expect(accepted({}).acrValues).toEqual([])
  })

  it('give way to those in claims (OIDC Core §5.5.1.1)', () => {
    const claims = '{"id_token":{"acr":{"values":["c"]}}}'
    expect(accepted({ acr_values: 'b a', claims }).acrValues).toEqual(['c'])
  })
})
