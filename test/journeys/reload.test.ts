import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
afterEach(() => server.close())

const redirectUri = 'https://app.example/cb'

const registering = (client: object): FragrantOptions => ({
  clients: [
    {
      client_id: 'spa',
      redirect_uris: [redirectUri],
      response_types: ['id_token token'],
      ...client,
    },
  ],
})

/** A consent page that waits for its user. */
async function waiting() {
  server = await startServer(registering({}))
  const alice = createVisitor(server.issuer)
  const app = createApp(server.issuer, { clientId: 'spa', redirectUri })
  return { alice, consent: await signIn(alice, await app.ask(alice)) }
}

describe('a request whose app changes while its user makes up their mind', () => {
  it.each([
    ['may ask for less', { scope: ['openid'] }],
    ['may have no access token any more', { response_types: ['id_token'] }],
    ['is switched off', { enabled: false }],
    ['has another address', { redirect_uris: ['https://app.example/other'] }],
  ])('is over when it %s: nothing is issued and nobody is sent on', async (_what, client) => {
    const { alice, consent } = await waiting()
    server.reload(registering(client))
    const over = await decide(alice, consent, 'allow')
    expect([over.status, over.location]).toEqual([400, undefined])
    expect(over.page.heading).toBe('The registration of this app has changed')
    expect(server.log.map(({ event }) => event)).not.toContain('tokens.issued')
  })

  it('goes on when it is changed in what it did not ask for', async () => {
    const { alice, consent } = await waiting()
    server.reload(registering({ client_name: 'Photo Book', scope: ['openid', 'profile', 'email'] }))
    const { values } = answerOf(await decide(alice, consent, 'allow'))
    expect(values.get('scope')).toBe('openid profile email')
  })
})
