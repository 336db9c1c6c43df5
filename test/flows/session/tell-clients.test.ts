import { describe, expect, it } from 'vitest'
import type { ClientId } from '../../../src/protocol/client/client.ts'
import { decodeForm } from '../../../src/protocol/parameters.ts'
import { aClient } from '../../support/clients.ts'
import {
  aBrowser,
  completed,
  createFlows,
  type Flows,
  formOf,
  stepIn,
} from '../../support/flows.ts'

const uri = 'https://app.example/told'

const clients = [
  aClient({ backChannelLogoutUri: uri }),
  aClient({ id: 'other' as ClientId, backChannelLogoutUri: 'https://other.example/told' }),
]

/** Signs out by the ID Token that an app has got. */
async function signOut(flows: Flows, { browser, answer }: Awaited<ReturnType<typeof completed>>) {
  const sent = decodeForm(`id_token_hint=${answer['id_token']}`)
  if (sent.kind !== 'decoded') throw new Error('a form was to be decoded')
  return flows.logOut.begin(sent, browser)
}

describe('at the end of a session', () => {
  it('each app that it was used for is told once, of this session (OIDC Back-Channel Logout §2.4)', async () => {
    const flows = createFlows({ clients })
    const first = await completed(flows)
    const outcomes = await Promise.all([signOut(flows, first), signOut(flows, first)])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['signed-out', 'signed-out'])
    await expect.poll(() => flows.told.length).toBe(1)
    const { sid } = first.session
    expect(flows.told).toEqual([
      {
        uri,
        claims: {
          sub: 'alice',
          aud: 'spa',
          iat: flows.clock.time,
          exp: flows.clock.time + 120,
          jti: expect.stringMatching(/^[\w-]{22}$/),
          events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
          sid,
        },
      },
    ])
    expect(flows.emitted).toContainEqual({
      kind: 'client.told',
      clientId: 'spa',
      sub: 'alice',
      sid,
      attempts: 1,
    })
  })

  it('no app is told that has been switched off or has no address', async () => {
    const flows = createFlows({ clients: [aClient({ backChannelLogoutUri: undefined })] })
    await signOut(flows, await completed(flows))
    const off = createFlows({ clients })
    const session = await completed(off)
    off.clients.replace(clients.map((client) => ({ ...client, enabled: false })))
    await signOut(off, session)
    await new Promise((settled) => setImmediate(settled))
    expect([flows.told, off.told]).toEqual([[], []])
  })

  it('apps are told too where another user signs in, and not where the same one does', async () => {
    const flows = createFlows({ clients })
    const { browser, session } = await completed(flows)
    const again = async (username: string) => {
      const step = stepIn(await flows.authorize({ prompt: 'login' }, browser), 'log-in')
      const entered = await flows.logIn.submit(step.id, formOf(username, step.csrf), browser)
      if (entered.kind !== 'signed-in') throw new Error('somebody was to be signed in')
      return { ...browser, sessionId: entered.session.id }
    }
    const alices = await again('alice')
    await new Promise((settled) => setImmediate(settled))
    expect(flows.told).toEqual([])
    const step = stepIn(await flows.authorize({ prompt: 'login' }, alices), 'log-in')
    await flows.logIn.submit(step.id, formOf('bob', step.csrf), alices)
    await expect.poll(() => flows.told.length).toBe(1)
    expect(flows.told[0]?.claims).toMatchObject({ sub: 'alice', sid: session.sid })
  })

  it('a key that cannot sign is told to the log, and the user is signed out all the same', async () => {
    const flows = createFlows({
      clients,
      signLogoutToken: async () => Promise.reject(new Error('no')),
    })
    const session = await completed(flows, 'alice', { browser: aBrowser })
    expect((await signOut(flows, session)).kind).toBe('signed-out')
    await expect
      .poll(() => flows.emitted)
      .toContainEqual(expect.objectContaining({ where: 'back-channel logout' }))
  })
})
