import { describe, expect, it } from 'vitest'
import type { User } from '../../../src/protocol/user.ts'
import {
  claimNamesOf,
  idTokenUserClaims,
  pickClaims,
} from '../../../src/protocol/userinfo/claims.ts'
import { noClaims } from '../../../src/protocol/userinfo/claims-request.ts'
import { anAuthorizeRequest, terms } from '../../support/authorize-requests.ts'

const alice: User = {
  sub: 'alice',
  username: 'alice',
  password: undefined,
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
    expect(pickClaims(alice, ['iss', 'sub', 'aud', 'exp', 'sid', 'at_hash'])).toEqual({})
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
