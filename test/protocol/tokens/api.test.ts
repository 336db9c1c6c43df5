import { describe, expect, it } from 'vitest'
import { judgeAuthorize } from '../../../src/protocol/authorize/judge.ts'
import { type Api, apiFor, isForOthers } from '../../../src/protocol/tokens/api.ts'
import {
  isAllowedTarget,
  isOneToken,
  targetsOf,
  usualTargets,
} from '../../../src/protocol/tokens/target.ts'
import { authorizeParameters, terms as base } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const api = (identifier: string, scopes: readonly string[]): Api => ({
  ...{ identifier, scopes, accessTokenClaims: ['role'] },
  ...{ accessTokenLifetime: 60, accessTokenFormat: undefined, accessTokenTyp: undefined },
})

const orders = api('https://orders.example', ['orders:read', 'list'])
const stock = api('stock', ['stock:read', 'list'])
const apis = new Map([orders, stock].map((one) => [one.identifier, one]))

const names = ['openid', 'orders:read', 'stock:read', 'list']
const scopes = new Map(names.map((name) => [name, { name, words: name, claims: [] }]))
const terms = { ...base, scopes, apis }
const client = aClient({ scopes: undefined })

describe('the API of a token', () => {
  it('is the one that its audience names alone', () => {
    expect(apiFor(['stock'], apis)).toBe(stock)
    expect(apiFor(['stock', 'https://orders.example'], apis)).toBeUndefined()
    expect(apiFor(['other'], apis)).toBeUndefined()
    expect(apiFor([], apis)).toBeUndefined()
  })

  it('is what the request names, else the one that its scopes are for (RFC 8707 §2)', () => {
    const sent = (resource: string) => authorizeParameters({ resource })
    expect(targetsOf(sent('https://x.example'), ['stock:read'], client, terms)).toEqual([
      'https://x.example',
    ])
    const silent = authorizeParameters()
    expect(targetsOf(silent, ['openid', 'stock:read'], client, terms)).toEqual(['stock'])
    expect(targetsOf(silent, ['openid'], client, terms)).toEqual([])
    expect(targetsOf(silent, ['list'], client, terms)).toHaveLength(2)
    const listing = aClient({ tokenShape: { audiences: ['stock'] } })
    expect(targetsOf(silent, ['list', 'stock:read'], listing, terms)).toEqual(['stock'])
  })

  it('is that of its scopes for a client that asks for itself, else the usual one', () => {
    expect(usualTargets(['stock:read'], client, terms)).toEqual(['stock'])
    expect(usualTargets(['openid'], client, terms)).toEqual([base.issuer])
    expect(usualTargets(['stock:read'], client, base)).toEqual([base.issuer])
  })

  it('is one at a time, for their tokens differ', () => {
    expect(isOneToken(['stock'], terms)).toBe(true)
    expect(isOneToken(['stock', 'other'], terms)).toBe(false)
    expect(isOneToken(['other', 'another'], terms)).toBe(true)
  })

  it('is one of the realm, unless the client lists its own; nothing else but the issuer', () => {
    expect(isAllowedTarget('stock', client, terms)).toBe(true)
    expect(isAllowedTarget('stok', client, { ...terms, mode: 'local' })).toBe(false)
    expect(isAllowedTarget(base.issuer, client, terms)).toBe(true)
    const listing = aClient({ tokenShape: { audiences: ['own'] } })
    expect(isAllowedTarget('own', listing, terms)).toBe(true)
    expect(isAllowedTarget('stock', listing, terms)).toBe(false)
    expect(isAllowedTarget(base.issuer, listing, terms)).toBe(false)
  })

  it('takes its scopes with it, and leaves those of others out (RFC 8707 §2.2)', () => {
    expect(isForOthers('stock:read', ['stock'], apis)).toBe(false)
    expect(isForOthers('orders:read', ['stock'], apis)).toBe(true)
    expect(isForOthers('orders:read', [], apis)).toBe(true)
    expect(isForOthers('list', ['stock'], apis)).toBe(false)
    expect(isForOthers('openid', ['stock'], apis)).toBe(false)
  })
})

describe('an authorization request', () => {
  const judged = (changes: Readonly<Record<string, string>>) =>
    judgeAuthorize(
      authorizeParameters({ response_type: 'token', ...changes }),
      client,
      undefined,
      terms,
    )

  it('is granted the scopes of its API, and that API’s claims', () => {
    const verdict = judged({ scope: 'openid stock:read orders:read list', resource: 'urn:x' })
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { error: 'invalid_target' } })
    const asked = judged({ scope: 'openid stock:read orders:read list', audience: 'stock' })
    if (asked.kind !== 'valid') throw new Error(asked.refusal.description)
    expect([...asked.request.scope]).toEqual(['openid', 'stock:read', 'list'])
    expect(asked.request.leftOut).toEqual(['orders:read'])
    expect(asked.request.audience).toEqual(['stock'])
    expect([...asked.request.claims.accessToken]).toEqual(['role'])
  })

  it('that names none and asks for scopes of two is refused', () => {
    expect(judged({ scope: 'stock:read orders:read' })).toMatchObject({
      refusal: { error: 'invalid_target', description: expect.stringMatching(/one of the APIs/) },
    })
  })

  it('that asks for no scope of an API is for the usual audience', () => {
    const verdict = judged({ scope: 'openid' })
    expect(verdict).toMatchObject({ kind: 'valid', request: { audience: [base.issuer] } })
  })
})
