import { describe, expect, it } from 'vitest'
import { aClient } from '../../support/clients.ts'
import { answerIn, createFlows, stepIn } from '../../support/flows.ts'

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The flows of these tests take whatever ends in `sig` for signed. */
const signed = (claims: object) => `${part({ alg: 'ES256' })}.${part(claims)}.sig`
const unsigned = (claims: object) => `${part({ alg: 'none' })}.${part(claims)}.`

const other = 'https://app.example/other'
const own = aClient({ redirectUris: ['https://app.example/callback', other] })

describe('a request by an object', () => {
  it('is what its object says, and is kept as that while its user signs in', async () => {
    const flows = createFlows({ clients: [own] })
    const request = signed({ state: 'inside', redirect_uri: other, nonce: 'inside' })
    const { to, request: read, sent, id } = stepIn(await flows.authorize({ request }), 'log-in')
    expect(to).toMatchObject({ state: 'inside', redirectUri: other })
    expect(read.nonce).toBe('inside')
    expect(sent.values.has('request')).toBe(false)
    expect((await flows.interactions.find(id))?.sent).toContainEqual(['state', 'inside'])
  })

  it('that nobody signed is refused with its state, at the address beside it', async () => {
    const flows = createFlows({ clients: [own] })
    const request = unsigned({ state: 'inside', redirect_uri: other })
    const outcome = await flows.authorize({ request })
    expect(answerIn(outcome)).toMatchObject({ error: 'request_not_supported', state: 'inside' })
    expect(outcome).toMatchObject({
      answer: { to: { redirectUri: 'https://app.example/callback' } },
    })
  })

  it('that another key has signed is refused in the same way (RFC 9101 §6.2)', async () => {
    const flows = createFlows({ clients: [own] })
    const request = signed({ state: 'inside', redirect_uri: other }).replace(/sig$/, 'forged')
    const outcome = await flows.authorize({ request })
    expect(answerIn(outcome)).toMatchObject({ error: 'invalid_request_object', state: 'inside' })
    expect(outcome).toMatchObject({
      answer: { to: { redirectUri: 'https://app.example/callback' } },
    })
  })

  it('that nobody signed is right where its client registered none', async () => {
    const flows = createFlows({ clients: [aClient({ requestObjectAlg: 'none' })] })
    const request = unsigned({ state: 'inside' })
    const { to } = stepIn(await flows.authorize({ request, state: undefined }), 'log-in')
    expect(to.state).toBe('inside')
  })

  it('lasts as long as it says', async () => {
    const flows = createFlows()
    const exp = flows.clock.now() + 60
    stepIn(await flows.authorize({ request: signed({ exp }) }), 'log-in')
    flows.clock.time += 120
    const outcome = await flows.authorize({ request: signed({ exp }) })
    expect(answerIn(outcome)['error']).toBe('invalid_request_object')
  })

  it('of a client that has to push is refused before it is opened (RFC 9126 §6)', async () => {
    const flows = createFlows({ clients: [aClient({ requirePushedRequests: true })] })
    const { error, error_description } = answerIn(await flows.authorize({ request: signed({}) }))
    expect([error, error_description]).toEqual([
      'invalid_request',
      expect.stringContaining('pushed'),
    ])
  })
})
