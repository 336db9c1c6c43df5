import { describe, expect, it } from 'vitest'
import { answerIn, createFlows, stepIn } from '../../support/flows.ts'

describe('a request that breaks a rule', () => {
  it('goes back to its client with its state, and is told to the log (RFC 6749 §4.2.2.1)', async () => {
    const flows = createFlows()
    const answer = answerIn(await flows.authorize({ prompt: 'none login' }))
    expect(answer).toMatchObject({ error: 'invalid_request', state: 'af0ifjsldkj' })
    expect(flows.emitted).toMatchObject([
      { kind: 'request.refused', error: 'invalid_request', clientId: 'spa', shown: 'client' },
    ])
  })

  it('of a client that nobody knows is told on a page, and to the log', async () => {
    const flows = createFlows()
    const outcome = await flows.authorize({ client_id: 'nobody' })
    expect(outcome).toMatchObject({
      kind: 'unanswerable',
      problem: { refusal: { error: 'unknown_client' }, clientId: 'nobody', missing: [] },
    })
    expect(flows.emitted).toMatchObject([
      { kind: 'request.refused', clientId: 'nobody', error: 'unknown_client', shown: 'page' },
    ])
  })
})

describe('a scope that is not granted', () => {
  it('is left out, and the log says which (RFC 6749 §3.3)', async () => {
    const flows = createFlows()
    const { request } = stepIn(
      await flows.authorize({ scope: 'openid nope profile other' }),
      'log-in',
    )
    expect([...request.scope]).toEqual(['openid', 'profile'])
    expect(flows.emitted).toEqual([
      { kind: 'scope.left-out', clientId: 'spa', scopes: ['nope', 'other'] },
    ])
    await flows.authorize({ scope: 'openid' })
    expect(flows.emitted).toHaveLength(1)
  })
})
