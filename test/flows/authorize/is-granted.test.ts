import { describe, expect, it } from 'vitest'
import { aClient } from '../../support/clients.ts'
import { aBrowser, answerIn, completed, createFlows, stepIn } from '../../support/flows.ts'

const elsewhere = 'https://elsewhere.example'

describe('a request that another site has sent', () => {
  it('goes without a page to an address that its client has registered', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows)
    const sent = { ...browser, sentBy: elsewhere }
    expect(answerIn(await flows.authorize({}, sent))).toHaveProperty('access_token')
  })

  it('goes without a page to an address on loopback that a user has approved, and to no other', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const at = (path: string) => ({
      client_id: 'app',
      redirect_uri: `http://localhost:5173/${path}`,
    })
    const { browser } = await completed(flows, 'alice', { changes: at('cb') })
    const sent = { ...browser, sentBy: elsewhere }
    expect(answerIn(await flows.authorize(at('cb'), sent))).toHaveProperty('access_token')
    expect(answerIn(await flows.authorize(at('other'), browser))).toHaveProperty('access_token')
    const { id, csrf } = stepIn(await flows.authorize(at('third'), sent), 'ask-consent')
    const decided = await flows.askConsent.submit(id, { csrf, decision: 'allow' }, browser)
    if (decided.kind !== 'decided') throw new Error('decided')
    expect(answerIn(decided.outcome)).toHaveProperty('access_token')
    const app = { ...sent, sentBy: 'http://localhost:5173' }
    expect(answerIn(await flows.authorize(at('fourth'), app))).toHaveProperty('access_token')
  })
})

describe('nobody is asked to consent', () => {
  it('where the realm says so', async () => {
    const flows = createFlows({ autoConsent: true })
    expect((await completed(flows)).answer).toHaveProperty('access_token')
    expect(flows.emitted.filter(({ kind }) => kind === 'consent.granted')).toEqual([])
  })

  it('by a first-party client', async () => {
    const flows = createFlows({ clients: [aClient({ firstParty: true })] })
    expect((await completed(flows)).answer).toHaveProperty('access_token')
    expect(flows.emitted.filter(({ kind }) => kind === 'consent.granted')).toEqual([])
  })

  it('but by one on loopback in strict mode, which anybody could pass for (RFC 8252 §8.6)', async () => {
    const redirect_uri = 'http://localhost:3000/cb'
    const clients = [aClient({ firstParty: true, redirectUris: [redirect_uri] })]
    for (const [mode, kind] of [
      ['strict', 'interact'],
      ['local', 'answer'],
    ] as const) {
      const flows = createFlows({ clients, mode })
      const { browser } = await completed(flows, 'alice', { changes: { redirect_uri } })
      expect((await flows.authorize({ redirect_uri }, browser)).kind).toBe(kind)
    }
  })
})

it('a browser that comes for the first time is given a name of its own for its steps', async () => {
  const flows = createFlows()
  const outcome = await flows.authorize({}, { ...aBrowser, binding: undefined })
  expect(stepIn(outcome, 'log-in').browser).toMatch(/^[\w-]{43}$/)
})
