import { describe, expect, it } from 'vitest'
import { athOf } from '../../../src/protocol/token/dpop.ts'
import { claimsOf, createFlows, type Flows, issuer } from '../../support/flows.ts'
import {
  anAppOfCodes,
  aService,
  forService,
  jktOf,
  proofBy,
  redemptionIn,
  refreshOf,
  requestOf,
} from '../../support/token-requests.ts'

const clients = [anAppOfCodes(), aService()]

const asService = (flows: Flows, ...proofs: readonly string[]) =>
  flows.token(requestOf(forService, { proofs }))

/** The app asks with a proof by the key of that name, or without one. */
const asApp = (flows: Flows, form: Readonly<Record<string, string>>, key?: string) =>
  flows.token(requestOf(form, { proofs: key === undefined ? [] : [proofBy(flows, key)] }))

const keyOf = (token: string | undefined) => claimsOf(token)['cnf']

const notThisProof = { error: 'invalid_dpop_proof', status: 400, scheme: undefined }

describe('a client that proves a key at the token endpoint', () => {
  it('gets a token that is bound to it, and without a proof none that is (RFC 9449 §5)', async () => {
    const flows = createFlows({ clients })
    const bound = await asService(flows, proofBy(flows, 'a'))
    expect(bound.token_type).toBe('DPoP')
    expect(keyOf(bound.access_token)).toEqual({ jkt: jktOf('a') })
    const free = await asService(flows)
    expect(free.token_type).toBe('Bearer')
    expect(keyOf(free.access_token)).toBeUndefined()
  })

  it('must do so where it registered that it does, and nobody else (RFC 9449 §5.2)', async () => {
    const flows = createFlows({ clients: [aService({ requireDpop: true })] })
    await expect(asService(flows)).rejects.toMatchObject(notThisProof)
    expect((await asService(flows, proofBy(flows, 'a'))).token_type).toBe('DPoP')
  })

  it('sends one proof, that its key has signed, for this very request (RFC 9449 §4.3)', async () => {
    const flows = createFlows({ clients })
    const wrong = [
      [proofBy(flows, 'a'), proofBy(flows, 'a')],
      [proofBy(flows, 'a').replace(/sig$/, 'forged')],
      [proofBy(flows, 'a', { htm: 'GET' })],
      [proofBy(flows, 'a', { htu: `${issuer}/userinfo` })],
      [proofBy(flows, 'a', { htu: `${issuer}/par` })],
      [proofBy(flows, 'a', { htu: 'http://fragrant:9400/token' })],
    ]
    for (const proofs of wrong) {
      await expect(asService(flows, ...proofs)).rejects.toMatchObject(notThisProof)
    }
  })

  it('may have been asked at a further address of its realm', async () => {
    const alsoAt = 'http://fragrant:9400'
    const flows = createFlows({ clients, alsoAt: [alsoAt] })
    for (const htu of [`${alsoAt}/token`, `${issuer}/token`]) {
      expect((await asService(flows, proofBy(flows, 'a', { htu }))).token_type).toBe('DPoP')
    }
  })
})

describe('a proof of a key', () => {
  it('is used once, for as long as it works, and not up by being refused (RFC 9449 §11.1)', async () => {
    const flows = createFlows({ clients })
    const proof = proofBy(flows, 'a')
    const elsewhere = flows.token(requestOf(forService, { proofs: [proof, proof] }))
    await expect(elsewhere).rejects.toMatchObject(notThisProof)
    expect((await asService(flows, proof)).token_type).toBe('DPoP')
    for (const later of [0, 150, 150]) {
      flows.clock.time += later
      await expect(asService(flows, proof)).rejects.toMatchObject({
        ...notThisProof,
        message: expect.stringContaining('used before'),
      })
    }
  })

  it('is used by one of two who use it at the same moment', async () => {
    const flows = createFlows({ clients })
    const proof = proofBy(flows, 'a')
    const asked = await Promise.allSettled([1, 2].map(() => asService(flows, proof)))
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })

  it('is another one with another jti, or of another key', async () => {
    const flows = createFlows({ clients })
    for (const [key, jti] of [
      ['a', 'one'],
      ['a', 'two'],
      ['b', 'one'],
    ] as const) {
      expect((await asService(flows, proofBy(flows, key, { jti }))).token_type).toBe('DPoP')
    }
  })

  it('brings a nonce of ours where one is asked for, the newest or the one before (RFC 9449 §8)', async () => {
    const flows = createFlows({ clients, dpopNonce: true })
    const nonce = flows.dpopNonce()
    const withNonce = (given: string | undefined) =>
      asService(flows, proofBy(flows, 'a', { nonce: given }))
    for (const other of [undefined, 'of another server']) {
      await expect(withNonce(other)).rejects.toMatchObject({ error: 'use_dpop_nonce', status: 400 })
    }
    expect((await withNonce(nonce)).token_type).toBe('DPoP')
    flows.clock.time += 180
    expect(flows.dpopNonce()).not.toBe(nonce)
    expect((await withNonce(nonce)).token_type).toBe('DPoP')
    expect((await withNonce(flows.dpopNonce())).token_type).toBe('DPoP')
    flows.clock.time += 180
    await expect(withNonce(nonce)).rejects.toMatchObject({ error: 'use_dpop_nonce' })
  })

  it('brings none where none is asked for', async () => {
    const flows = createFlows({ clients })
    expect(flows.dpopNonce()).toBeUndefined()
    expect((await asService(flows, proofBy(flows, 'a'))).token_type).toBe('DPoP')
  })
})

describe('an access token that is bound to a key', () => {
  const read = (flows: Flows, token: string, proofs: readonly string[]) =>
    flows.readUserinfo({ token, scheme: 'DPoP', method: 'GET', proofs })

  it('opens userinfo with a proof of that key for it alone (RFC 9449 §7.1)', async () => {
    const flows = createFlows({ clients })
    const { access_token: token } = await asApp(flows, await redemptionIn(flows), 'a')
    const here = { htm: 'GET', htu: `${issuer}/userinfo` }
    const proof = (key: string, ath: string | undefined) =>
      proofBy(flows, key, { ...here, ...(ath === undefined ? {} : { ath }) })
    expect(await read(flows, token, [proof('a', athOf(token))])).toMatchObject({
      claims: { sub: 'alice' },
    })
    for (const [proofs, error] of [
      [[proof('a', undefined)], 'invalid_dpop_proof'],
      [[proof('a', athOf('another'))], 'invalid_dpop_proof'],
      [[], 'invalid_dpop_proof'],
      [[proof('b', athOf(token))], 'invalid_token'],
    ] as const) {
      const refused = { error, status: 401, scheme: 'DPoP' }
      await expect(read(flows, token, proofs)).rejects.toMatchObject(refused)
    }
    const borne = flows.readUserinfo({ token, scheme: 'Bearer', method: 'GET', proofs: [] })
    await expect(borne).rejects.toMatchObject({ error: 'invalid_token', scheme: 'DPoP' })
  })
})

describe('a code', () => {
  it('that names a key is redeemed with that alone, and outlives a refusal (RFC 9449 §10)', async () => {
    const flows = createFlows({ clients })
    const redemption = await redemptionIn(flows, { dpop_jkt: jktOf('a') })
    for (const key of [undefined, 'b']) {
      await expect(asApp(flows, redemption, key)).rejects.toMatchObject({ error: 'invalid_grant' })
    }
    const { access_token } = await asApp(flows, redemption, 'a')
    expect(keyOf(access_token)).toEqual({ jkt: jktOf('a') })
  })

  it('that names none is redeemed with any, which its tokens are bound to (RFC 9449 §5)', async () => {
    const flows = createFlows({ clients })
    const given = await asApp(flows, await redemptionIn(flows), 'b')
    expect(keyOf(given.access_token)).toEqual({ jkt: jktOf('b') })
    for (const key of [undefined, 'a']) {
      const message = expect.stringContaining('the key that its refresh_token is bound to')
      const refused = { error: 'invalid_grant', message }
      await expect(asApp(flows, refreshOf(given), key)).rejects.toMatchObject(refused)
    }
    const refreshed = await asApp(flows, refreshOf(given), 'b')
    expect(refreshed.token_type).toBe('DPoP')
    expect(keyOf(refreshed.access_token)).toEqual({ jkt: jktOf('b') })
  })
})

describe('a refresh token', () => {
  it('is bound to the first key that comes with it', async () => {
    const flows = createFlows({ clients })
    const first = await asApp(flows, await redemptionIn(flows))
    const second = await asApp(flows, refreshOf(first), 'a')
    for (const key of [undefined, 'b']) {
      const refused = { error: 'invalid_grant' }
      await expect(asApp(flows, refreshOf(second), key)).rejects.toMatchObject(refused)
    }
    expect((await asApp(flows, refreshOf(second), 'a')).token_type).toBe('DPoP')
  })
})
