import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { createRememberConsent } from '../../src/flows/steps/remember-consent.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Consent } from '../../src/protocol/consent/consent.ts'
import { approvalId, consentId } from '../../src/protocol/consent/grants.ts'
import { fakeClock } from '../adapters/fake-clock.ts'
import { sentParameters } from '../support/authorize-requests.ts'
import { aClient } from '../support/clients.ts'
import { aBrowser, completed, createFlows, formOf, stepIn } from '../support/flows.ts'
import { aUser } from '../support/users.ts'

const hundred = <Result>(run: (at: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: 100 }, (_, at) => run(at)))

/** A store that is far away: each verb is one step, and everything else happens in between. */
function farAway<Value>(store: Store<Value>): Store<Value> {
  const later = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 3))
  const far =
    <Verb extends (...args: never[]) => Promise<unknown>>(verb: Verb) =>
    async (...args: Parameters<Verb>) => {
      await later()
      const result = await verb(...args)
      await later()
      return result
    }
  return Object.fromEntries(
    Object.entries(store).map(([name, verb]) => [name, far(verb)]),
  ) as unknown as Store<Value> // every verb is there, with its own types
}

describe('a hundred at once', () => {
  it('approvals of one app for good add up: none undoes another (ASVS 15.4.2)', async () => {
    const clock = fakeClock()
    const consents = farAway(createMemoryStore<Consent>({ clock, capacity: 10 }))
    const remember = createRememberConsent({
      consents,
      stillCounts: async () => true,
      clock,
      lifetimes: { session: 60 },
    })
    const session = {
      id: 's',
      sid: 'sid',
      sub: 'alice',
      authTime: 0,
      startedAt: 0,
      lastSeenAt: 0,
      visited: [],
    }
    const current = { session, user: aUser('alice') }
    const client = aClient()
    await hundred((at) => remember(current, { client, grants: [`scope-${at}`], forGood: true }))
    for (const id of [consentId('alice', client), approvalId('sid', client)]) {
      expect((await consents.find(id))?.grants).toHaveLength(100)
    }
  })

  it('answers to one consent page lead to one answer (ASVS 15.4.2)', async () => {
    const flows = createFlows()
    const { id, csrf } = stepIn(await flows.authorize(), 'log-in')
    const entered = await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)
    if (entered.kind !== 'signed-in') throw new Error('signed in')
    const asked = stepIn(entered.outcome, 'ask-consent')
    const browser = { ...aBrowser, sessionId: entered.session.id }
    const form = { csrf: asked.csrf, decision: 'allow' }
    const outcomes = await hundred(() => flows.askConsent.submit(asked.id, form, browser))
    expect(outcomes.filter(({ kind }) => kind === 'decided')).toHaveLength(1)
    expect(flows.emitted.filter(({ kind }) => kind === 'tokens.issued')).toHaveLength(1)
  })

  it('confirmations of one logout sign out once', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows)
    const outcome = await flows.logOut.begin(sentParameters({}), browser)
    if (outcome.kind !== 'ask') throw new Error('asked')
    const { id, csrf } = outcome.pending
    const form = { csrf, decision: 'sign-out' }
    const outcomes = await hundred(() => flows.logOut.confirm(id, form, browser))
    expect(outcomes.filter(({ kind }) => kind === 'signed-out')).toHaveLength(1)
    expect(flows.emitted.filter(({ kind }) => kind === 'user.signed-out')).toHaveLength(1)
  })

  it('requests of an unknown app accept it once for each origin', async () => {
    const flows = createFlows({ loopbackClients: true, mode: 'local' })
    const outcomes = await hundred((at) =>
      flows.authorize({ client_id: 'new', redirect_uri: `http://localhost:${3000 + (at % 4)}/` }),
    )
    expect(flows.emitted.filter(({ kind }) => kind === 'client.accepted')).toHaveLength(4)
    expect(outcomes.filter(({ kind }) => kind === 'interact')).toHaveLength(100)
  })
})
