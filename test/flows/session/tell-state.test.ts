import { describe, expect, it } from 'vitest'
import { createEntropy } from '../../../src/adapters/random/entropy.ts'
import { createTellState } from '../../../src/flows/session/tell-state.ts'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import type { Session } from '../../../src/protocol/session/session.ts'
import { browserStateOf, sessionStateOf } from '../../../src/protocol/session/session-state.ts'
import { aClient } from '../../support/clients.ts'

const session: Session = {
  id: 'secret',
  sid: 'session',
  sub: 'alice',
  authTime: 1,
  startedAt: 1,
  lastSeenAt: 1,
  visited: [],
}
const [app, other] = [aClient(), aClient({ id: 'other' as ClientId })]
const [address, elsewhere] = ['https://app.example/callback', 'https://elsewhere.example/callback']

describe('what an app is told of a login', () => {
  const tell = createTellState({ entropy: createEntropy() })

  it('is the same when it asks again', () => {
    expect(tell(app, address, session)).toEqual(tell(app, address, session))
  })

  it.each<[string, Parameters<typeof tell>]>([
    ['another app', [other, address, session]],
    ['another address', [app, elsewhere, session]],
    ['another session', [app, address, { ...session, id: 'another' }]],
    ['nobody', [app, address, undefined]],
  ])(
    'is told of %s by what that is, whoever was told before',
    (_, [client, redirectUri, whose]) => {
      tell(app, address, session)
      const { sessionState, browserState } = tell(client, redirectUri, whose)
      expect(browserState).toBe(browserStateOf(whose))
      const [, salt = ''] = sessionState.split('.')
      const bound = { clientId: client.id, redirectUri, browserState, salt }
      expect(sessionState).toBe(sessionStateOf(bound))
    },
  )

  it('is another one each time where nobody is signed in', () => {
    const told = [1, 2].map(() => tell(app, address, undefined).sessionState)
    expect(new Set(told).size).toBe(2)
  })
})
