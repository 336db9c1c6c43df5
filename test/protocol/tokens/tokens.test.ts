import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  accessTokenClaims,
  clientTokenClaims,
  isAccessToken,
  mayBeIdToken,
  untimely,
} from '../../../src/protocol/tokens/access-token.ts'
import { acrFor } from '../../../src/protocol/tokens/acr.ts'
import { idTokenClaims } from '../../../src/protocol/tokens/id-token.ts'
import { tokenHash } from '../../../src/protocol/tokens/token-hash.ts'
import { noClaims } from '../../../src/protocol/userinfo/claims-request.ts'
import { anAuthorizeRequest } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { aUser } from '../../support/users.ts'

const login = { sub: 'alice', authTime: 1_799_999_000, sid: 'sid-1' }
const user = aUser('alice')
const now = 1_800_000_000

describe('the hash of a token', () => {
  it('is the one of the specification’s example (OIDC Core §A.3)', () => {
    const token = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
    expect(tokenHash(token, 'RS256')).toBe('77QmUPtjPfzWtF2AnpK9RQ')
  })

  it.each([
    ['RS256', 'sha256', 16],
    ['RS384', 'sha384', 24],
    ['RS512', 'sha512', 32],
    ['PS256', 'sha256', 16],
    ['ES256', 'sha256', 16],
    ['ES384', 'sha384', 24],
    ['EdDSA', 'sha512', 32],
    ['Ed25519', 'sha512', 32],
  ] as const)('for %s is the left half of %s (OIDC Core §3.2.2.9)', (alg, hash, bytes) => {
    const whole = createHash(hash).update('a.b.c').digest('hex')
    const half = Buffer.from(whole.slice(0, bytes * 2), 'hex')
    expect(Buffer.from(tokenHash('a.b.c', alg), 'base64url')).toEqual(half)
  })
})

describe('an access token', () => {
  const base = { login, user, claims: {}, jti: 'j', now, lifetime: 600, offline: false }
  const inputs = { ...base, jkt: undefined }

  it('says what RFC 9068 §2.2 asks for', () => {
    expect(accessTokenClaims({ grant: anAuthorizeRequest(), ...inputs })).toEqual({
      sub: 'alice',
      aud: 'https://id.example',
      client_id: 'spa',
      scope: 'openid profile',
      iat: now,
      exp: now + 600,
      jti: 'j',
      sid: 'sid-1',
      auth_time: login.authTime,
    })
  })

  it('says which key it works with (RFC 9449 §6.1)', () => {
    const { cnf } = accessTokenClaims({ grant: anAuthorizeRequest(), ...inputs, jkt: 'a key' })
    expect(cnf).toEqual({ jkt: 'a key' })
  })

  it('that outlives the session of its user does not name it', () => {
    const claims = accessTokenClaims({ grant: anAuthorizeRequest(), ...inputs, offline: true })
    expect(claims).not.toHaveProperty('sid')
    expect(claims.auth_time).toBe(login.authTime)
  })

  it('of a client for itself is of no user and no session (RFC 9068 §2.2)', () => {
    const own = { client: aClient(), scope: new Set(['admin']), audience: ['b'], jti: 'j' }
    const claims = clientTokenClaims({ ...own, now, lifetime: 600, jkt: undefined })
    expect(claims).toEqual({
      ...{ sub: 'spa', aud: 'b', client_id: 'spa', scope: 'admin' },
      ...{ iat: now, exp: now + 600, jti: 'j' },
    })
    const bound = clientTokenClaims({ ...own, now, lifetime: 600, jkt: 'a key' })
    expect(bound.cnf).toEqual({ jkt: 'a key' })
  })

  it('works until its exp, on a clock that is at most a minute behind', () => {
    const claims = accessTokenClaims({ grant: anAuthorizeRequest(), ...inputs })
    const at = [-61, -60, 0, 599, 600].map((later) => untimely(claims, now + later))
    expect(at).toEqual(['not-yet', undefined, undefined, undefined, 'expired'])
    const later = { ...claims, nbf: now + 1 }
    expect([0, 1].map((seconds) => untimely(later, now + seconds))).toEqual(['not-yet', undefined])
  })

  it('is told from an ID Token by its claims, whatever its typ says (RFC 9068 §5)', () => {
    const access = accessTokenClaims({ grant: anAuthorizeRequest(), ...inputs })
    expect([isAccessToken(access), mayBeIdToken(access)]).toEqual([true, false])
    for (const name of ['client_id', 'scope', 'jti']) {
      const { [name]: _, ...without } = access
      expect(isAccessToken(without), name).toBe(false)
    }
    for (const name of ['nonce', 'at_hash']) {
      expect(isAccessToken({ ...access, [name]: 'x' }), name).toBe(false)
    }
    const id = { sub: 'alice', aud: 'spa', iat: now, exp: now + 300 }
    expect([isAccessToken(id), mayBeIdToken(id)]).toEqual([false, true])
    const { iat: _, ...userinfo } = id
    expect(mayBeIdToken(userinfo)).toBe(false)
  })

  it('is for one API, or for a list of them (RFC 7519 §4.1.3, RFC 9068 §3)', () => {
    const audFor = (...audience: string[]) =>
      accessTokenClaims({ grant: anAuthorizeRequest({ audience }), ...inputs }).aud
    expect(audFor('https://a.example')).toBe('https://a.example')
    expect(audFor('https://a.example', 'b')).toEqual(['https://a.example', 'b'])
  })

  it('lets no claim of the user pass for one of its own (RFC 9068 §2.2)', () => {
    const claims = { sub: 'bob', aud: 'x', exp: 0, scope: 'admin', client_id: 'x', jti: 'x' }
    const grant = anAuthorizeRequest()
    expect(accessTokenClaims({ ...inputs, grant, claims })).toEqual(
      accessTokenClaims({ ...inputs, grant }),
    )
  })

  it('remembers the single claims asked for at userinfo that its user has (OIDC Core §5.5)', () => {
    const userinfo = new Set(['email', 'shoe_size'])
    const claims = { ...noClaims, userinfo, idToken: new Set(['name']) }
    const { userinfo_claims } = accessTokenClaims({
      grant: anAuthorizeRequest({ claims }),
      ...inputs,
    })
    expect(userinfo_claims).toEqual(['email'])
  })
})

describe('an ID Token', () => {
  const inputs = {
    grant: anAuthorizeRequest(),
    user: login,
    claims: { name: 'Alice' },
    acr: undefined,
    accessToken: undefined,
    code: undefined,
    now,
    lifetime: 300,
  }

  it('says who signed in, when, for whom, and repeats the nonce (OIDC Core §2)', () => {
    expect(idTokenClaims(inputs)).toEqual({
      name: 'Alice',
      sub: 'alice',
      aud: 'spa',
      iat: now,
      exp: now + 300,
      auth_time: login.authTime,
      sid: 'sid-1',
      nonce: 'n-0S6_WzA2Mj',
    })
  })

  it('is bound to the access token beside it (OIDC Core §3.2.2.9)', () => {
    const client = aClient({ idTokenAlg: 'EdDSA' })
    const grant = anAuthorizeRequest({ client })
    const { at_hash } = idTokenClaims({ ...inputs, grant, accessToken: 'a.b.c' })
    expect(at_hash).toBe(tokenHash('a.b.c', 'EdDSA'))
  })

  it('is bound to the code beside it, and says how its user has signed in (OIDC Core §3.3.2.11)', () => {
    const { c_hash, at_hash, acr } = idTokenClaims({ ...inputs, code: 'code', acr: 'urn:a' })
    expect([c_hash, at_hash, acr]).toEqual([tokenHash('code', 'ES256'), undefined, 'urn:a'])
  })

  it('lets no claim of the user pass for one of its own', () => {
    const claims = { sub: 'bob', aud: 'rp-b', nonce: 'x', sid: 'x', exp: 0 }
    expect(idTokenClaims({ ...inputs, claims })).toMatchObject({
      sub: 'alice',
      aud: 'spa',
      nonce: 'n-0S6_WzA2Mj',
      sid: 'sid-1',
      exp: now + 300,
    })
  })

  it('has no member whose value is not known', () => {
    const grant = anAuthorizeRequest({ nonce: undefined })
    const names = Object.keys(idTokenClaims({ ...inputs, grant }))
    expect(names).not.toContain('nonce')
    expect(names).not.toContain('at_hash')
    expect(names).not.toContain('acr')
  })
})

describe('acr', () => {
  const supported = ['urn:b', 'urn:a']

  it.each([
    [[], undefined],
    [['urn:a'], 'urn:a'],
    [['urn:x', 'urn:a', 'urn:b'], 'urn:a'],
    [['urn:x'], 'urn:b'],
  ])('for the wish %j is %s (OIDC Core §3.1.2.1)', (acrValues, acr) => {
    expect(acrFor(anAuthorizeRequest({ acrValues }), supported)).toBe(acr)
  })

  it('asked for by claims without a value is the usual one (OIDC Core §5.5.1.1)', () => {
    const claims = { ...noClaims, idToken: new Set(['acr']) }
    expect(acrFor(anAuthorizeRequest({ claims }), supported)).toBe('urn:b')
  })
})
