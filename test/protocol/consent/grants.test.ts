import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import {
  approvalId,
  consentId,
  grantsOf,
  mayBeRemembered,
  singleClaims,
} from '../../../src/protocol/consent/grants.ts'
import { noClaims } from '../../../src/protocol/userinfo/claims-request.ts'
import { anAuthorizeRequest, terms } from '../../support/authorize-requests.ts'
import { aClient, aLoopbackClient } from '../../support/clients.ts'

describe('what a request asks to be granted', () => {
  it('is its scopes', () => {
    expect(grantsOf(anAuthorizeRequest(), terms.scopes)).toEqual(['openid', 'profile'])
  })

  it('and the single claims that the scopes do not open already (OIDC Core §5.5)', () => {
    const claims = {
      ...noClaims,
      idToken: new Set(['email', 'name', 'auth_time', 'acr', 'sub']),
      userinfo: new Set(['email', 'phone_number']),
    }
    const request = anAuthorizeRequest({ claims })
    expect(singleClaims(request, terms.scopes)).toEqual(['email', 'phone_number'])
    expect(grantsOf(request, terms.scopes)).toEqual([
      'openid',
      'profile',
      'claim:email',
      'claim:phone_number',
    ])
  })

  it('and what every access token of the client carries', () => {
    const claims = { ...noClaims, accessToken: new Set(['roles', 'name']) }
    const request = anAuthorizeRequest({ claims })
    expect(grantsOf(request, terms.scopes)).toEqual(['openid', 'profile', 'claim:roles'])
  })

  it('is kept for one user or session, and for one client as it is reached', () => {
    const b = aClient({ id: 'b' as ClientId })
    const c = { ...b, id: 'c' as ClientId }
    const registered = { ...b, source: 'registered' as const }
    const places = [
      b,
      c,
      aLoopbackClient({ id: b.id }),
      aLoopbackClient({ id: b.id, loopbackOrigin: 'http://localhost:4200' }),
      registered,
      { ...registered, redirectUris: ['https://app.example/other'] },
    ]
    const ids = ['a', 'b'].flatMap((who) =>
      places.flatMap((client) => [consentId(who, client), approvalId(who, client)]),
    )
    expect(new Set(ids).size).toBe(24)
    expect(consentId('a', b)).toBe(consentId('a', { ...b, redirectUris: [] }))
  })
})

describe('consent', () => {
  it.each([
    ['https://app.example/cb', true],
    ['https://localhost/cb', false],
    ['http://localhost:3000/cb', false],
    ['http://127.0.0.1/cb', false],
    ['com.example.app:/cb', false],
  ])('to %s may be remembered in strict mode: %s (RFC 8252 §8.6)', (uri, remembered) => {
    expect(mayBeRemembered(uri, 'strict')).toBe(remembered)
    expect(mayBeRemembered(uri, 'local')).toBe(true)
  })
})
