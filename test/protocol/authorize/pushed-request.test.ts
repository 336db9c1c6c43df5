import { describe, expect, it } from 'vitest'
import {
  arrivalRules,
  asRequestOf,
  boundTo,
  keptRequest,
  provedPushRules,
  pushRules,
} from '../../../src/protocol/authorize/pushed-request.ts'
import { parametersOf } from '../../../src/protocol/parameters.ts'
import { firstBroken } from '../../../src/protocol/rule.ts'
import { authorizeParameters, sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'

describe('a request that is pushed', () => {
  it('may not be another pushed one (RFC 9126 §2.1)', () => {
    const request_uri = 'urn:ietf:params:oauth:request_uri:a'
    expect(firstBroken(pushRules, authorizeParameters({ request_uri }))).toMatchObject({
      error: 'invalid_request',
    })
    expect(firstBroken(pushRules, authorizeParameters())).toBeUndefined()
  })

  it('is kept without what its client proved itself by', () => {
    const sent = sentParameters({
      client_id: 'spa',
      client_secret: 's3cret',
      client_assertion: 'a.b.c',
      state: 's',
      unknown: 'x',
      resource: ['https://a.example', 'https://b.example'],
    })
    const kept = keptRequest(sent, aClient())
    expect(kept.clientId).toBe('spa')
    const { values, several } = parametersOf(kept.sent)
    expect([...values]).toEqual([
      ['client_id', 'spa'],
      ['state', 's'],
    ])
    expect(several.get('resource')).toEqual(['https://a.example', 'https://b.example'])
  })

  it('is one of the client that has authenticated, whoever it names itself', () => {
    const { values } = asRequestOf('spa', sentParameters({ state: 's' }))
    expect([...values]).toEqual([
      ['state', 's'],
      ['client_id', 'spa'],
    ])
  })
})

describe('a request that is pushed with a proof of a key', () => {
  const named = sentParameters({ state: 's', dpop_jkt: 'named' })
  const silent = sentParameters({ state: 's' })

  it('may name that key, and no other one (RFC 9449 §10.1)', () => {
    const errorOf = (sent: typeof named, jkt: string | undefined) =>
      firstBroken(provedPushRules, { sent, jkt })?.error
    expect(errorOf(named, 'named')).toBeUndefined()
    expect(errorOf(named, undefined)).toBeUndefined()
    expect(errorOf(silent, 'proved')).toBeUndefined()
    expect(errorOf(named, 'proved')).toBe('invalid_dpop_proof')
  })

  it('is bound to it, as if it had named it (RFC 9449 §10.1)', () => {
    expect([...boundTo('proved', silent).values]).toEqual([
      ['state', 's'],
      ['dpop_jkt', 'proved'],
    ])
    expect(boundTo(undefined, named)).toBe(named)
  })
})

describe('a request of a client that has registered to push them', () => {
  const client = aClient({ requirePushedRequests: true })

  it('is refused unless it was pushed (RFC 9126 §6)', () => {
    expect(firstBroken(arrivalRules, { client, isPushed: false })).toMatchObject({
      error: 'invalid_request',
    })
    expect(firstBroken(arrivalRules, { client, isPushed: true })).toBeUndefined()
    expect(firstBroken(arrivalRules, { client: aClient(), isPushed: false })).toBeUndefined()
  })
})
