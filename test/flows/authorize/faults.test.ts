import { describe, expect, it } from 'vitest'
import { aClient } from '../../support/clients.ts'
import {
  aBrowser,
  answerIn,
  completed,
  createFlows,
  type Flows,
  formOf,
  stepIn,
} from '../../support/flows.ts'

const outage = new Error('the store is away: secret-of-the-store')

/** Makes every call of one method of one store fail. */
function failing(flows: Flows, store: 'sessions' | 'consents' | 'interactions', method: string) {
  Object.assign(flows[store], { [method]: () => Promise.reject(outage) })
}

describe('a fault of ours, once the return address is known', () => {
  it.each([
    ['sessions', 'find'],
    ['consents', 'find'],
    ['interactions', 'putIn'],
  ] as const)(
    'is told to the client as server_error when %s.%s fails, and issues nothing (RFC 6749 §4.2.2.1)',
    async (store, method) => {
      const flows = createFlows()
      const { browser } = await completed(flows, 'alice', { decision: 'remember' })
      failing(flows, store, method)
      const changes = store === 'interactions' ? { prompt: 'login' } : {}
      const answer = answerIn(await flows.authorize(changes, browser))
      expect(answer).toEqual({
        error: 'server_error',
        error_description: 'The server met a fault of its own.',
        state: 'af0ifjsldkj',
        iss: 'https://id.example',
      })
    },
  )

  it('is told to the client when its hint cannot be read', async () => {
    const flows = createFlows()
    Object.assign(flows.reader, { readHint: () => Promise.reject(outage) })
    const answer = answerIn(await flows.authorize({ id_token_hint: 'id.e30.sig' }))
    expect(answer).toMatchObject({ error: 'server_error', state: 'af0ifjsldkj' })
  })

  it('is in the log, and nowhere in the answer', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows)
    failing(flows, 'sessions', 'find')
    const answer = answerIn(await flows.authorize({}, browser))
    expect(JSON.stringify(answer)).not.toContain('secret-of-the-store')
    expect(flows.emitted).toContainEqual({
      kind: 'fault.unexpected',
      where: 'authorize',
      error: outage,
    })
  })

  it('after a login goes to the client too', async () => {
    const flows = createFlows()
    const { id, csrf } = stepIn(await flows.authorize(), 'log-in')
    failing(flows, 'consents', 'find')
    const entered = await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)
    if (entered.kind !== 'signed-in') throw new Error('signed in')
    expect(answerIn(entered.outcome)['error']).toBe('server_error')
  })
})

describe('an answer that cannot be signed', () => {
  it('is server_error without a signature, for nothing in it is secret', async () => {
    const flows = createFlows({
      clients: [aClient({ responseModes: ['fragment.jwt'] })],
      signAnswer: () => Promise.reject(outage),
    })
    const changes = { response_mode: 'jwt' }
    const { answer } = await completed(flows, 'alice', { changes })
    const refused = answerIn(await flows.authorize({ ...changes, nonce: undefined }))
    for (const each of [answer, refused]) {
      expect(each).toMatchObject({ error: 'server_error', state: 'af0ifjsldkj' })
      expect(each).not.toHaveProperty('response')
    }
    expect(flows.emitted).toContainEqual(expect.objectContaining({ error: outage }))
  })
})

describe('a fault of ours, before the return address is known', () => {
  it('is thrown, for nobody may be sent an answer (RFC 6749 §4.2.2.1)', async () => {
    const flows = createFlows()
    Object.assign(flows.clients, { find: () => Promise.reject(outage) })
    await expect(flows.authorize()).rejects.toBe(outage)
  })
})
