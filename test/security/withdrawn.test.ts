import { describe, expect, it } from 'vitest'
import type { ClientId, RegisteredClient } from '../../src/protocol/client/client.ts'
import { sentParameters } from '../support/authorize-requests.ts'
import { aClient } from '../support/clients.ts'
import { answerIn, claimsOf, completed, createFlows, stepIn } from '../support/flows.ts'
import { aUser } from '../support/users.ts'

const bye = 'https://app.example/bye'
const back = { client_id: 'spa', post_logout_redirect_uri: bye }

describe('a registration that changes while the user makes up their mind', () => {
  it.each<[string, readonly RegisteredClient[]]>([
    ['the address is gone', [aClient({ postLogoutRedirectUris: [] })]],
    ['the app is switched off', [aClient({ enabled: false })]],
    ['the app is gone', []],
  ])('signs the user out and sends nobody back: %s', async (_what, next) => {
    const flows = createFlows()
    const { browser, session } = await completed(flows)
    const outcome = await flows.logOut.begin(sentParameters(back), browser)
    if (outcome.kind !== 'ask') throw new Error('asked')
    flows.clients.replace(next)
    const { id, csrf } = outcome.pending
    const ended = await flows.logOut.confirm(id, { csrf, decision: 'sign-out' }, browser)
    expect(ended).toMatchObject({ kind: 'signed-out', address: undefined })
    expect(await flows.currentSession(session.id)).toBeUndefined()
  })

  it('lets an app on loopback bear the name of a user: its tokens speak of who signed in (RFC 9700 §4.15)', async () => {
    const flows = createFlows({ loopbackClients: true, mode: 'local' })
    const changes = { client_id: 'carol', redirect_uri: 'http://localhost:3000/' }
    stepIn(await flows.authorize(changes), 'log-in')
    flows.users.replace([aUser('carol'), aUser('alice')])
    const { answer } = await completed(flows, 'alice', { changes })
    expect(claimsOf(answer['access_token'])).toMatchObject({ sub: 'alice', client_id: 'carol' })
    expect(claimsOf(answer['id_token'])).toMatchObject({ sub: 'alice', aud: 'carol' })
  })
})

describe('a logout request that is refused', () => {
  it('is in the audit log, by its rule and its app and without what it sent (ASVS 16.3.3)', async () => {
    const flows = createFlows()
    await flows.logOut.begin(
      sentParameters({ ...back, post_logout_redirect_uri: 'https://evil.example/' }),
      { sessionId: undefined, binding: undefined },
    )
    expect(flows.emitted).toEqual([
      {
        kind: 'request.refused',
        clientId: 'spa',
        error: 'invalid_request',
        rule: 'The request must send a post_logout_redirect_uri that exactly matches one registered for the client.',
        cites: 'OIDC RP-Initiated Logout §3',
        shown: 'page',
      },
    ])
  })
})

describe('the state of a logout', () => {
  it.each([
    [2048, true],
    [2049, false],
  ])('of %i characters goes back: %s', async (length, goesBack) => {
    const flows = createFlows()
    const state = 's'.repeat(length)
    const outcome = await flows.logOut.begin(sentParameters({ ...back, state }), {
      sessionId: undefined,
      binding: undefined,
    })
    expect(outcome).toMatchObject({ offered: { state: goesBack ? state : undefined } })
  })
})

describe('a first-party client', () => {
  it.each([
    ['https://app.example/callback', 'web', 'strict', true],
    ['http://127.0.0.1:3000/cb', 'native', 'strict', false],
    ['com.example.app:/cb', 'native', 'strict', false],
    ['http://127.0.0.1:3000/cb', 'native', 'local', true],
  ] as const)(
    'at %s (%s, %s mode) is spared the question: %s (RFC 8252 §8.6)',
    async (redirectUri, applicationType, mode, spared) => {
      const id = 'first' as ClientId
      const clients = [
        aClient({ id, firstParty: true, applicationType, redirectUris: [redirectUri] }),
      ]
      const flows = createFlows({ clients, mode })
      const changes = { client_id: id, redirect_uri: redirectUri }
      const { browser } = await completed(flows, 'alice', { changes })
      const answer = answerIn(await flows.authorize({ ...changes, prompt: 'none' }, browser))
      expect(answer['error']).toBe(spared ? undefined : 'consent_required')
    },
  )
})
