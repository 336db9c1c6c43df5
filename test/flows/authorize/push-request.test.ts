import { describe, expect, it } from 'vitest'
import type { TokenRequest } from '../../../src/protocol/token/request.ts'
import { sentParameters } from '../../support/authorize-requests.ts'
import { aClient } from '../../support/clients.ts'
import { aBrowser, createFlows, type Flows, stepIn } from '../../support/flows.ts'

const ofPushes = aClient({ requirePushedRequests: true })

const usual = {
  client_id: 'spa',
  redirect_uri: 'https://app.example/callback',
  response_type: 'id_token token',
  scope: 'openid',
  nonce: 'n',
  state: 'pushed',
}

const requestOf = (form: Readonly<Record<string, string>>, query = {}): TokenRequest => ({
  authorization: undefined,
  form: sentParameters(form),
  query: sentParameters(query),
  proofs: [],
  address: '127.0.0.1',
})

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

  it('is refused with a query', async () => {
    const { push: pushed } = createFlows()
    await expect(pushed(requestOf(usual, { state: 's' }))).rejects.toMatchObject({
      error: 'invalid_request',
    })
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
