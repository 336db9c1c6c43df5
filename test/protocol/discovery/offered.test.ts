import { describe, expect, it } from 'vitest'
import { grantTypes } from '../../../src/protocol/client/grant-type.ts'
import { offeredBy } from '../../../src/protocol/discovery/offered.ts'
import { clientSigningAlgs } from '../../../src/protocol/keys/signing-alg.ts'
import { messageModes, responseModes } from '../../../src/protocol/response/response-mode.ts'
import { responseTypes } from '../../../src/protocol/response/response-type.ts'
import { aClient } from '../../support/clients.ts'

const shut = { loopbackClients: false, registration: { kind: 'off' } } as const

describe('a realm that nobody else comes into offers', () => {
  it('code alone, when it has no clients', () => {
    expect(offeredBy([], shut)).toEqual({
      requestObjectAlgs: clientSigningAlgs,
      responseTypes: ['code'],
      responseModes: ['query', 'fragment', 'form_post'],
      grantTypes: ['authorization_code'],
      subjectTypes: ['public'],
      signedUserinfo: false,
      signedAnswers: false,
    })
  })

  it('what its clients name, in one order and once', () => {
    const some = [
      aClient({ responseTypes: ['id_token'], grantTypes: ['implicit'] }),
      aClient({
        responseTypes: ['code', 'id_token'],
        grantTypes: ['refresh_token', 'authorization_code', 'implicit'],
        responseModes: ['web_message', 'fragment'],
      }),
    ]
    expect(offeredBy(some, shut)).toEqual({
      requestObjectAlgs: clientSigningAlgs,
      responseTypes: ['code', 'id_token'],
      responseModes: ['query', 'fragment', 'form_post', 'web_message'],
      grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
      subjectTypes: ['public'],
      signedUserinfo: false,
      signedAnswers: false,
    })
  })

  it('signed userinfo for a client that registered it (OIDC Registration §2)', () => {
    expect(offeredBy([aClient({ userinfoAlg: 'ES256' })], shut).signedUserinfo).toBe(true)
  })

  it('pairwise subjects for a client of a sector (OIDC Discovery §3)', () => {
    const some = [aClient({ sector: 'a.example' })]
    expect(offeredBy(some, shut).subjectTypes).toEqual(['public', 'pairwise'])
    expect(offeredBy([aClient({ sector: 'x', enabled: false })], shut).subjectTypes).toEqual([
      'public',
    ])
  })

  it('answers as a JWT for a client that may have them (JARM §4)', () => {
    const some = [aClient({ responseModes: ['fragment.jwt', 'fragment'] })]
    const { responseModes, signedAnswers } = offeredBy(some, shut)
    expect(responseModes).toEqual(['query', 'fragment', 'form_post', 'fragment.jwt', 'jwt'])
    expect(signedAnswers).toBe(true)
  })

  it('nothing for a client that is switched off', () => {
    const off = aClient({
      ...{ enabled: false, responseTypes: ['token'], userinfoAlg: 'ES256' },
      responseModes: ['query.jwt'],
    })
    const offered = offeredBy([off], shut)
    expect(offered.responseTypes).toEqual(['code'])
    expect(offered.signedUserinfo).toBe(false)
    expect(offered.signedAnswers).toBe(false)
  })

  it('request objects without a signature where a client registered none (OIDC Registration §2)', () => {
    const none = aClient({ requestObjectAlg: 'none' })
    expect(offeredBy([none], shut).requestObjectAlgs).toEqual([...clientSigningAlgs, 'none'])
    const off = aClient({ requestObjectAlg: 'none', enabled: false })
    expect(offeredBy([off], shut).requestObjectAlgs).not.toContain('none')
  })
})

describe('a realm that others come into offers', () => {
  it('what an app on loopback may use: all but what needs a secret', () => {
    const offered = offeredBy([], { ...shut, loopbackClients: true })
    expect(offered.responseTypes).toEqual(responseTypes)
    expect(offered.responseModes).toEqual([...responseModes.slice(0, 6), ...messageModes, 'jwt'])
    expect(offered.grantTypes).not.toContain('client_credentials')
    expect(offered.signedUserinfo).toBe(false)
  })

  it.each([{ kind: 'open' } as const, { kind: 'token', tokenHash: 'x' } as const])(
    'everything, where clients register themselves: $kind',
    (registration) => {
      const offered = offeredBy([], { ...shut, registration })
      expect(offered.responseTypes).toEqual(responseTypes)
      expect(offered.responseModes).toContain('okta_post_message')
      expect(offered.grantTypes).toEqual(grantTypes)
      expect(offered.signedUserinfo).toBe(true)
      expect(offered.requestObjectAlgs).toContain('none')
    },
  )
})
