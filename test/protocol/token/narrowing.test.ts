import { describe, expect, it } from 'vitest'
import { firstBroken } from '../../../src/protocol/rule.ts'
import {
  grantedTargetRules,
  narrowedAudience,
  narrowedScope,
  ownTargetRules,
  scopeRules,
} from '../../../src/protocol/token/narrowing.ts'
import { apisOf, type Changes, sentParameters, terms } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

const one = 'https://one.example'
const two = 'https://two.example'

describe('the scope of a token', () => {
  const scope = new Set(['openid', 'profile'])
  const narrowed = (asked: string) => [
    ...narrowedScope({ form: sentParameters({ scope: asked }), scope }),
  ]

  it('is what is asked for, or all that may be had (RFC 6749 §6)', () => {
    expect(narrowed('profile')).toEqual(['profile'])
    expect(narrowed('profile openid')).toEqual(['profile', 'openid'])
    expect(narrowed('')).toEqual(['openid', 'profile'])
  })

  it.each([
    ['openid', undefined],
    ['', undefined],
    ['openid email', 'invalid_scope'],
    ['openid "profile"', 'invalid_scope'],
  ])('is never wider: %j is %s (RFC 6749 §6)', (asked, error) => {
    const form = sentParameters({ scope: asked })
    expect(firstBroken(scopeRules, { form, scope })?.error).toBe(error)
  })
})

describe('the audience of a token', () => {
  it('is what is named, or all that was granted (RFC 8707 §2.2)', () => {
    const audience = [one, two]
    const narrowed = (sent: Changes) => narrowedAudience({ form: sentParameters(sent), audience })
    expect(narrowed({ resource: two })).toEqual([two])
    expect(narrowed({ audience: one })).toEqual([one])
    expect(narrowed({ resource: [two, one] })).toEqual([two, one])
    expect(narrowed({})).toEqual(audience)
  })

  it.each<[Changes, string | undefined]>([
    [{}, undefined],
    [{ resource: one }, undefined],
    [{ resource: [one, two] }, 'invalid_target'],
    [{ audience: two }, 'invalid_target'],
  ])('is never another one: %j is %s (RFC 8707 §2.2)', (sent, error) => {
    const wish = { form: sentParameters(sent), audience: [one] }
    expect(firstBroken(grantedTargetRules, wish)?.error).toBe(error)
  })
})

describe('the audience of a service', () => {
  const service = aClient({ tokenShape: { audiences: [one, two] } })
  const withApis = { ...terms, apis: apisOf(one, two) }

  const errorOf = (sent: Changes, changes: object = {}) =>
    firstBroken(ownTargetRules, {
      ...{ form: sentParameters(sent), client: service, terms, audience: [one] },
      ...changes,
    })?.error

  it('is among those that its client lists, or where its tokens are for anyway (RFC 8707 §2)', () => {
    expect(errorOf({ resource: two })).toBeUndefined()
    expect(errorOf({ audience: 'own' }, { audience: ['own'] })).toBeUndefined()
    expect(errorOf({ audience: 'own' })).toBe('invalid_target')
    expect(errorOf({ resource: [one, 'https://x.example'] })).toBe('invalid_target')
  })

  it('can be named: no text that is none', () => {
    const local = { terms: { ...terms, mode: 'local' as const }, client: aClient() }
    expect(errorOf({ audience: 'any-api' }, local)).toBeUndefined()
    expect(errorOf({ audience: 'any api' }, local)).toBe('invalid_target')
  })

  it('is one of the APIs of its realm at a time: that which it names, if it could be several', () => {
    const several = { terms: withApis, audience: [one, two] }
    expect(errorOf({}, several)).toBe('invalid_target')
    expect(errorOf({ resource: two }, several)).toBeUndefined()
    expect(errorOf({ resource: [one, two] }, several)).toBe('invalid_target')
    expect(errorOf({ resource: [one, two] })).toBeUndefined()
  })
})
