import { describe, expect, it } from 'vitest'
import {
  isAllowedTarget,
  isAudience,
  isResource,
  readTargets,
  targetLimit,
  usualTarget,
} from '../../../src/protocol/tokens/target.ts'
import { authorizeParameters, terms } from '../../support/authorize-requests.ts'
import { aClient, aLoopbackClient } from '../../support/clients.ts'

describe('a resource', () => {
  it.each([
    'https://api.example',
    'https://api.example/v1?tenant=1',
    'urn:example:api',
    'api://0b2e',
    'https://[::1]:8080/',
    'https://api.example/%C3%A4',
  ])('may be %s (RFC 8707 §2)', (value) => expect(isResource(value)).toBe(true))

  it.each([
    '',
    'my-api',
    '/api',
    '//api.example/',
    'https://api.example/#part',
    'https://api.example/#',
    'https://api.example/ https://b.example/',
    'https://api.example/\n',
    'https://api.example/ä',
    'https://api.example/%',
    'https://api.example/%zz',
    'https://',
    '1https://api.example',
    'https:',
  ])('may not be %j (RFC 8707 §2, RFC 3986 §4.3)', (value) => {
    expect(isResource(value)).toBe(false)
  })
})

describe('an audience', () => {
  it.each(['my-api', 'https://api.example/', 'https://api.example/#part', 'a,b', 'ä', 'a b', 'a"'])(
    '%j is one if it is printable ASCII without space, quotation mark and backslash',
    (value) => expect(isAudience(value)).toBe(/^[!#-[\]-~]+$/.test(value)),
  )

  it('has as many characters as all targets may have together', () => {
    expect(isAudience('a'.repeat(targetLimit))).toBe(true)
    expect(isAudience('a'.repeat(targetLimit + 1))).toBe(false)
  })
})

describe('the targets of a request', () => {
  it('are all that resource and audience name, each once', () => {
    const sent = authorizeParameters({
      resource: ['https://a.example', 'https://b.example', 'https://a.example'],
      audience: 'https://b.example',
    })
    expect(readTargets(sent)).toEqual(['https://a.example', 'https://b.example'])
  })

  it('are none when neither is sent, or only without a value (RFC 6749 §3.1)', () => {
    expect(readTargets(authorizeParameters())).toEqual([])
    expect(readTargets(authorizeParameters({ resource: ['', ''], audience: '' }))).toEqual([])
  })
})

const api = 'https://api.example'
const listing = aClient({ tokenShape: { audiences: [api, 'other'] } })
const onLoopback = aLoopbackClient()
const strict = terms
const local = { ...terms, mode: 'local' } as const
const listed = (base: typeof terms) => ({
  ...base,
  tokenShape: { ...base.tokenShape, audiences: ['realm-api'] },
})

describe('an access token', () => {
  it.each([
    ['in strict mode', strict, aClient(), [terms.issuer], [api, 'realm-api', `${terms.issuer}/`]],
    ['of a client that lists some', strict, listing, [api, 'other'], [terms.issuer, `${api}/`]],
    ['of such a client in local mode', local, listing, [api, 'other'], [terms.issuer, 'x']],
    ['of a realm that lists some', listed(strict), aClient(), ['realm-api'], [terms.issuer, api]],
    ['of such a realm in local mode', listed(local), aClient(), ['realm-api'], [api]],
    ['of a client that goes its own way', listed(local), listing, [api], ['realm-api']],
    ['of a loopback client in strict mode', listed(strict), onLoopback, ['realm-api'], [api]],
  ] as const)(
    '%s is for what is listed, else for the issuer (RFC 8707 §2)',
    (_, at, client, yes, no) => {
      expect(yes.filter((target) => !isAllowedTarget(target, client, at))).toEqual([])
      expect(no.filter((target) => isAllowedTarget(target, client, at))).toEqual([])
    },
  )

  it('in local mode is for anything, where nobody lists any, and for apps on loopback', () => {
    expect(isAllowedTarget(api, aClient(), local)).toBe(true)
    expect(isAllowedTarget('anything', onLoopback, listed(local))).toBe(true)
  })

  it('is usually for the first that its client or its realm lists, else the issuer', () => {
    expect(usualTarget(listing, listed(strict))).toBe(api)
    expect(usualTarget(aClient(), listed(strict))).toBe('realm-api')
    expect(usualTarget(aClient(), strict)).toBe(terms.issuer)
  })
})
