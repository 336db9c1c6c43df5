import { describe, expect, it } from 'vitest'
import type { ResponseType } from '../../../src/protocol/response/response-type.ts'
import type { ScopeDefinition } from '../../../src/protocol/scope.ts'
import { type User, withClaims } from '../../../src/protocol/user.ts'
import {
  accessTokenUserClaims,
  claimNamesOf,
  idTokenUserClaims,
  pickClaims,
  type ScopeCatalogue,
  userinfoClaims,
} from '../../../src/protocol/userinfo/claims.ts'
import { noClaims } from '../../../src/protocol/userinfo/claims-request.ts'
import { anAuthorizeRequest, terms } from '../../support/authorize-requests.ts'

const alice: User = {
  sub: 'alice',
  username: 'alice',
  enabled: true,
  claims: { name: 'Alice', email: 'alice@example.com', email_verified: false, iss: 'forged' },
}

describe('the claims of a user', () => {
  it('are those asked for that are known; others are left out, never null (OIDC Core §5.3.2)', () => {
    expect(pickClaims(alice, ['name', 'nickname', 'email_verified'])).toEqual({
      name: 'Alice',
      email_verified: false,
    })
  })

  it('never hold what the server alone may say', () => {
    const forged = { iss: 'x', client_id: 'x', scope: 'admin', jti: 'x', userinfo_claims: ['x'] }
    const user = { ...alice, claims: forged }
    expect(pickClaims(user, ['sub', 'aud', 'exp', 'sid', ...Object.keys(forged)])).toEqual({})
  })

  it('that are told anyway need not be asked for, and are never the server’s', () => {
    const told = withClaims(alice, { role: 'admin', sub: 'root', name: 'A' })
    expect(pickClaims(told, ['email'])).toEqual({
      ...{ email: 'alice@example.com', role: 'admin', name: 'A' },
    })
    const again = withClaims(told, { tenant: 't-1' })
    expect(pickClaims(again, [])).toEqual({ role: 'admin', name: 'A', tenant: 't-1' })
    expect(withClaims(alice, undefined)).toBe(alice)
  })

  it('never hold members of objects', () => {
    expect(pickClaims(alice, ['constructor', 'toString', '__proto__'])).toEqual({})
  })

  it('of a scope are those of the catalogue (OIDC Core §5.4)', () => {
    expect(claimNamesOf(['email', 'nope', 'admin'], terms.scopes)).toEqual([
      'email',
      'email_verified',
      'role',
    ])
  })
})

describe('an ID Token', () => {
  const scope = new Set(['openid', 'email'])
  const claims = { ...noClaims, idToken: new Set(['name']) }

  it('alone says the claims of the scopes (OIDC Core §5.4)', () => {
    const request = anAuthorizeRequest({ responseType: 'id_token', scope })
    expect(idTokenUserClaims(request, alice, terms.scopes)).toEqual({
      email: 'alice@example.com',
      email_verified: false,
    })
  })

  it('beside an access token says none of them, for they are at userinfo (OIDC Core §5.4)', () => {
    const request = anAuthorizeRequest({ scope })
    expect(idTokenUserClaims(request, alice, terms.scopes)).toEqual({})
  })

  it('says what was asked for by name in either case (OIDC Core §5.5)', () => {
    expect(idTokenUserClaims(anAuthorizeRequest({ scope, claims }), alice, terms.scopes)).toEqual({
      name: 'Alice',
    })
  })
})

describe('the claims asked for by name', () => {
  const scope = new Set(['openid'])

  it('are at userinfo, beside those of the scopes (OIDC Core §5.5)', () => {
    const told = userinfoClaims(alice, ['openid', 'email'], ['name'], terms.scopes)
    expect(told).toEqual({ name: 'Alice', email: 'alice@example.com', email_verified: false })
    expect(userinfoClaims(alice, scope, [], terms.scopes)).toEqual({})
  })

  it('are in an access token where its client or its API says so', () => {
    const claims = { ...noClaims, accessToken: new Set(['name', 'nickname']) }
    const request = anAuthorizeRequest({ scope, claims })
    expect(accessTokenUserClaims(request, alice, terms.scopes)).toEqual({ name: 'Alice' })
  })
})

describe('the claims of a scope', () => {
  const everywhere = ['access_token', 'id_token', 'userinfo'] as const
  const goTo = (...claimsIn: ScopeDefinition['claimsIn'] & object) =>
    new Map([
      ['email', { name: 'email', words: 'see your e-mail', claims: ['email'], claimsIn }],
    ] as const)
  const scope = new Set(['openid', 'email'])
  const places = (catalogue: ScopeCatalogue, responseType: ResponseType) => {
    const request = anAuthorizeRequest({ responseType, scope })
    return {
      access_token: 'email' in accessTokenUserClaims(request, alice, catalogue),
      id_token: 'email' in idTokenUserClaims(request, alice, catalogue),
      userinfo: 'email' in userinfoClaims(alice, scope, [], catalogue),
    }
  }

  it.each(['id_token', 'id_token token'] as const)('go where it says, for %s', (responseType) => {
    for (const target of everywhere) {
      const expected = { access_token: false, id_token: false, userinfo: false, [target]: true }
      expect(places(goTo(target), responseType)).toEqual(expected)
    }
    const all = { access_token: true, id_token: true, userinfo: true }
    expect(places(goTo(...everywhere), responseType)).toEqual(all)
  })

  it('go to userinfo when it says nothing, and into no access token (OIDC Core §5.4)', () => {
    const usual = { access_token: false, id_token: false, userinfo: true }
    expect(places(terms.scopes, 'id_token token')).toEqual(usual)
    expect(places(terms.scopes, 'id_token')).toEqual({ ...usual, id_token: true })
  })
})
