import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { hashOf } from '../../../src/protocol/token/refresh-token.ts'
import { sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { aBrowser, createFlows, type Flows, issuer, stepIn } from '../../support/flows.ts'
import { anAppOfCodes, jktOf, proofBy, requestOf } from '../../support/token-requests.ts'

const ofPushes = aClient({ requirePushedRequests: true })

const usual = {
  client_id: 'spa',
  redirect_uri: 'https://app.example/callback',
  response_type: 'id_token token',
  scope: 'openid',
  nonce: 'n',
  state: 'pushed',
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An object that the flows of tests take for signed. */
const signed = (claims: object) => `${part({ alg: 'ES256' })}.${part(claims)}.sig`

const push = (flows: Flows, changes: Readonly<Record<string, string>> = {}) =>
  flows.push(requestOf({ ...usual, ...changes }))

const only = (request_uri: string, changes: Readonly<Record<string, string | undefined>> = {}) => {
  const others = Object.keys(usual).map((name) => [name, undefined])
  return { ...Object.fromEntries(others), client_id: 'spa', request_uri, ...changes }
}

const gone = { kind: 'unanswerable', problem: { refusal: { error: 'unknown_request_uri' } } }

describe('a pushed request', () => {
  it('is the request that its browser comes with, and needs nothing beside (RFC 9126 §4)', async () => {
    const flows = createFlows({ clients: [ofPushes] })
    const { request_uri, expires_in } = await push(flows)
    expect(expires_in).toBe(90)
    const { to, sent } = stepIn(await flows.authorize(only(request_uri)), 'log-in')
    expect(to).toMatchObject({ state: 'pushed', redirectUri: usual.redirect_uri })
    expect(sent.values.has('request_uri')).toBe(false)
    expect(flows.emitted).toContainEqual({ kind: 'request.pushed', clientId: 'spa' })
  })

  it('begins again from a step of it, though its request_uri is used up', async () => {
    const flows = createFlows({ clients: [ofPushes] })
    const { id } = stepIn(await flows.authorize(only((await push(flows)).request_uri)), 'log-in')
    expect((await flows.restart(id, aBrowser)).kind).toBe('interact')
  })

  it('is there once, for its client, for 90 seconds (RFC 9126 §2.2)', async () => {
    const flows = createFlows({ clients: [ofPushes, aClient({ id: 'other' as never })] })
    const { request_uri } = await push(flows)
    expect(await flows.authorize(only(request_uri, { client_id: 'other' }))).toMatchObject(gone)
    flows.clock.time += 89
    stepIn(await flows.authorize(only(request_uri)), 'log-in')
    expect(await flows.authorize(only(request_uri))).toMatchObject(gone)
    const another = await push(flows)
    flows.clock.time += 90
    expect(await flows.authorize(only(another.request_uri))).toMatchObject(gone)
  })

  it('is there once, of 100 browsers at the same moment', async () => {
    const flows = createFlows()
    const { request_uri } = await push(flows)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => flows.authorize(only(request_uri))),
    )
    expect(outcomes.filter(({ kind }) => kind === 'interact')).toHaveLength(1)
  })

  it('must name its client where the browser comes with it', async () => {
    const flows = createFlows()
    const { request_uri } = await push(flows)
    const outcome = await flows.authorize(only(request_uri, { client_id: undefined }))
    expect(outcome).toMatchObject({ problem: { refusal: { error: 'no_client_id' } } })
  })

  it.each([
    [{ redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    [{ response_type: 'code' }, 'unauthorized_client'],
    [{ id_token_hint: 'no token' }, 'invalid_request'],
    [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    [{ client_id: 'nobody' }, 'invalid_client'],
  ])('with %j is refused at once, and nothing is kept', async (changes, error) => {
    const flows = createFlows()
    await expect(push(flows, changes)).rejects.toMatchObject({ error })
    expect(flows.emitted.filter(({ kind }) => kind === 'request.pushed')).toEqual([])
  })

  it('has an address of its own each time, of which only the hash is kept', async () => {
    const flows = createFlows()
    const [one, two] = [await push(flows), await push(flows, { state: 'other' })]
    expect(one.request_uri).not.toBe(two.request_uri)
    expect(await flows.pushedRequests.find(one.request_uri)).toBeUndefined()
    const kept = await flows.pushedRequests.find(hashOf(one.request_uri))
    expect(kept?.sent).toContainEqual(['state', 'pushed'])
  })

  it('is of the client that has authenticated, who need not name itself beside (RFC 9126 §2)', async () => {
    const id = 'web' as ClientId
    const auth = { methods: ['client_secret_basic' as const], secretHash: hashOf('s'), keys: [] }
    const flows = createFlows({ clients: [aClient({ id, auth })] })
    const { client_id: _, ...form } = usual
    const authorization = `Basic ${btoa('web:s')}`
    const { request_uri } = await flows.push(requestOf(form, { authorization }))
    const { request } = stepIn(
      await flows.authorize(only(request_uri, { client_id: 'web' })),
      'log-in',
    )
    expect(request.client.id).toBe('web')
  })

  it('is refused with a query', async () => {
    const { push: pushed } = createFlows()
    await expect(
      pushed(requestOf(usual, { query: sentParameters({ state: 's' }) })),
    ).rejects.toMatchObject({
      error: 'invalid_request',
    })
  })
})

describe('a request object that is pushed', () => {
  it('is judged then, and its request is kept as it says (RFC 9126 §3)', async () => {
    const flows = createFlows()
    const request = signed({ state: 'inside', exp: flows.clock.now() + 10 })
    const { request_uri } = await push(flows, { request })
    flows.clock.time += 80
    expect(stepIn(await flows.authorize(only(request_uri)), 'log-in').to.state).toBe('inside')
  })

  it('that another key has signed is refused, and nothing is kept', async () => {
    const flows = createFlows()
    const request = signed({ state: 'inside' }).replace(/sig$/, 'forged')
    await expect(push(flows, { request })).rejects.toMatchObject({
      error: 'invalid_request_object',
    })
    expect(await flows.pushedRequests.list()).toEqual([])
  })
})

describe('a request that is pushed with a proof of a key', () => {
  const here = { htu: `${issuer}/par` }
  const ofCode = { response_type: 'code', code_challenge: 'c'.repeat(43) }
  const clients = [anAppOfCodes()]

  const pushed = (flows: Flows, proof: string, changes: Readonly<Record<string, string>> = {}) =>
    flows.push(
      requestOf(
        { ...usual, ...ofCode, code_challenge_method: 'S256', ...changes },
        { proofs: [proof] },
      ),
    )

  it('is for that key, and may name it (RFC 9449 §10.1)', async () => {
    const flows = createFlows({ clients })
    for (const changes of [{}, { dpop_jkt: jktOf('a') }]) {
      const { request_uri } = await pushed(flows, proofBy(flows, 'a', here), changes)
      const { request } = stepIn(await flows.authorize(only(request_uri)), 'log-in')
      expect(request.dpopJkt).toBe(jktOf('a'))
    }
  })

  it('is refused where it names another key, or the proof is for another endpoint', async () => {
    const flows = createFlows({ clients })
    const refused = { error: 'invalid_dpop_proof' }
    const other = pushed(flows, proofBy(flows, 'a', here), { dpop_jkt: jktOf('b') })
    await expect(other).rejects.toMatchObject(refused)
    await expect(pushed(flows, proofBy(flows, 'a'))).rejects.toMatchObject(refused)
    expect(await flows.pushedRequests.list()).toEqual([])
  })
})

describe('an app on loopback that pushes before it was ever here', () => {
  const loopback = { redirect_uri: 'http://localhost:5173/', client_id: 'new-app' }

  it('is accepted as at the authorization endpoint', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const { request_uri } = await push(flows, loopback)
    stepIn(await flows.authorize(only(request_uri, { client_id: 'new-app' })), 'log-in')
    expect(flows.emitted).toContainEqual(expect.objectContaining({ kind: 'client.accepted' }))
  })

  it('is one of several by its id, by the address that it pushes', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const beside = { ...loopback, redirect_uri: 'http://localhost:4200/' }
    for (const changes of [loopback, beside, loopback]) {
      const { request_uri } = await push(flows, changes)
      const { to } = stepIn(
        await flows.authorize(only(request_uri, { client_id: 'new-app' })),
        'log-in',
      )
      expect(to.redirectUri).toBe(changes.redirect_uri)
    }
  })

  it('is known by the address in its object, though nobody can have signed that', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const request = `${part({ alg: 'none' })}.${part(loopback)}.`
    const { redirect_uri: _, ...others } = usual
    const asked = flows.push(requestOf({ ...others, client_id: 'new-app', request }))
    await expect(asked).rejects.toMatchObject({ error: 'request_not_supported' })
  })

  it('is told why it is not', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const own = { ...loopback, redirect_uri: 'http://localhost:9400/' }
    await expect(push(flows, own)).rejects.toMatchObject({
      error: 'invalid_request',
      message: expect.stringContaining('no address of this server'),
    })
  })
})

describe('a client that has registered to push', () => {
  it('is refused what it did not push, at its own address (RFC 9126 §6)', async () => {
    const flows = createFlows({ clients: [ofPushes] })
    const outcome = await flows.authorize()
    expect(outcome).toMatchObject({
      kind: 'answer',
      answer: { parameters: expect.arrayContaining([['error', 'invalid_request']]) },
    })
  })
})
