import { describe, expect, it } from 'vitest'
import { consentId } from '../../../src/protocol/consent/grants.ts'
import { aClient } from '../../support/clients.ts'
import {
  aBrowser,
  answerIn,
  claimsOf,
  completed,
  createFlows,
  formOf,
  stepIn,
} from '../../support/flows.ts'

const silently = { prompt: 'none' }

describe('consent', () => {
  it('lasts as long as the session of its user (OIDC Core §3.1.2.1)', async () => {
    const flows = createFlows()
    const { browser, answer } = await completed(flows)
    expect(answer).toHaveProperty('access_token')
    expect(answerIn(await flows.authorize(silently, browser))).toHaveProperty('access_token')
    const again = { prompt: 'consent' }
    stepIn(await flows.authorize(again, browser), 'ask-consent')
  })

  it('ends with the session, unless it is to be remembered', async () => {
    const flows = createFlows()
    for (const [decision, after] of [
      ['allow', 'consent_required'],
      ['remember', undefined],
    ] as const) {
      const { session } = await completed(flows, 'alice', { decision })
      await flows.sessions.remove(session.id)
      const alice = await flows.users.find('alice')
      if (alice === undefined) throw new Error('alice is there')
      const next = await flows.startSession(alice, 'password', aBrowser)
      const browser = { ...aBrowser, sessionId: next.id }
      expect(answerIn(await flows.authorize(silently, browser))['error']).toBe(after)
    }
  })

  it('of an app on loopback is not for the same id at another origin', async () => {
    const flows = createFlows({ mode: 'local', loopbackClients: true })
    const at = (redirect_uri: string) => ({ client_id: 'my-app', redirect_uri })
    const { browser } = await completed(flows, 'alice', {
      changes: at('http://localhost:5173/cb'),
      decision: 'remember',
    })
    const own = { ...at('http://localhost:5173/cb'), ...silently }
    expect(answerIn(await flows.authorize(own, browser))).toHaveProperty('access_token')
    const other = { ...at('http://localhost:6666/steal'), ...silently }
    expect(answerIn(await flows.authorize(other, browser))['error']).toBe('consent_required')
  })

  it('is lost by an app that a reload takes out, and does not come back with it', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', { decision: 'remember' })
    flows.clock.time += 10
    flows.clients.replace([])
    const own = { ...silently, client_id: 'spa', redirect_uri: 'http://localhost:6666/steal' }
    expect((await flows.authorize(own, browser)).kind).toBe('unanswerable')
    flows.clients.replace([aClient()])
    expect(answerIn(await flows.authorize(silently, browser))['error']).toBe('consent_required')
  })

  it('does not come back beside what is granted later to an app that was taken out or disabled', async () => {
    for (const without of [[], [aClient({ enabled: false })]]) {
      const flows = createFlows()
      const wide = { scope: 'openid profile' }
      const { browser } = await completed(flows, 'alice', { decision: 'remember', changes: wide })
      flows.clock.time += 10
      flows.clients.replace(without)
      flows.clients.replace([aClient()])
      flows.clock.time += 10
      const { id, csrf } = stepIn(
        await flows.authorize({ scope: 'openid' }, browser),
        'ask-consent',
      )
      await flows.askConsent.submit(id, { csrf, decision: 'remember' }, browser)
      const narrow = { ...silently, scope: 'openid' }
      expect(answerIn(await flows.authorize(narrow, browser))).toHaveProperty('access_token')
      const answer = answerIn(await flows.authorize({ ...silently, ...wide }, browser))
      expect(answer['error']).toBe('consent_required')
    }
  })

  it('is lost with a user whom a reload takes out', async () => {
    const flows = createFlows()
    await completed(flows, 'alice', { decision: 'remember' })
    const everybody = await flows.users.list()
    flows.clock.time += 10
    flows.users.replace([])
    flows.users.replace(everybody)
    flows.clock.time += 10
    const { csrf, id } = stepIn(await flows.authorize({}), 'log-in')
    const entered = await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)
    if (entered.kind !== 'signed-in') throw new Error('signed in')
    stepIn(entered.outcome, 'ask-consent')
  })

  it('given for good is remembered, also for less', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', {
      decision: 'remember',
      changes: { scope: 'openid profile' },
    })
    expect(answerIn(await flows.authorize(silently, browser))).toHaveProperty('id_token')
    const wider = { ...silently, scope: 'openid profile' }
    expect(answerIn(await flows.authorize(wider, browser))).toHaveProperty('id_token')
  })

  it('is asked for again when more is asked for, and widens (RFC 6749 §10.2)', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', { decision: 'remember' })
    const wider = { scope: 'openid profile' }
    const refused = answerIn(await flows.authorize({ ...wider, ...silently }, browser))
    expect(refused['error']).toBe('consent_required')
    const { id, csrf } = stepIn(await flows.authorize(wider, browser), 'ask-consent')
    await flows.askConsent.submit(id, { csrf, decision: 'remember' }, browser)
    for (const changes of [wider, {}]) {
      const answer = answerIn(await flows.authorize({ ...changes, ...silently }, browser))
      expect(answer).toHaveProperty('access_token')
    }
  })

  it('to less takes nothing away of what was given before', async () => {
    const flows = createFlows()
    const wide = { scope: 'openid profile' }
    const { browser } = await completed(flows, 'alice', { decision: 'remember', changes: wide })
    const narrow = { scope: 'openid', prompt: 'consent' }
    const { id, csrf } = stepIn(await flows.authorize(narrow, browser), 'ask-consent')
    await flows.askConsent.submit(id, { csrf, decision: 'remember' }, browser)
    const answer = answerIn(await flows.authorize({ ...wide, ...silently }, browser))
    expect(answer).toHaveProperty('access_token')
  })

  it('is given once on one page', async () => {
    const flows = createFlows()
    const { step, browser } = await asked(flows)
    const form = { csrf: step.csrf, decision: 'allow' }
    const outcomes = [1, 2].map(() => flows.askConsent.submit(step.id, form, browser))
    const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['decided', 'gone'])
    const late = await flows.askConsent.submit(step.id, form, browser)
    expect(late).toMatchObject({ kind: 'gone', why: 'used', again: step.id })
  })

  it.each([
    ['allow', { kind: 'consent.granted', grants: ['openid'], remembered: false }],
    ['remember', { kind: 'consent.granted', grants: ['openid'], remembered: true }],
    ['deny', { kind: 'consent.denied' }],
  ])('by the decision %s is told to the log', async (decision, event) => {
    const flows = createFlows()
    await completed(flows, 'alice', { decision })
    const told = flows.emitted.filter(({ kind }) => kind.startsWith('consent.'))
    expect(told).toEqual([{ sub: 'alice', clientId: 'spa', ...event }])
  })

  it('is asked for again when a single claim is asked for (OIDC Core §5.5)', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', { decision: 'remember' })
    const claims = '{"userinfo":{"name":null}}'
    const answer = answerIn(await flows.authorize({ ...silently, claims }, browser))
    expect(answer['error']).toBe('consent_required')
  })

  it('of one user is not that of another', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', { decision: 'remember' })
    const bob = await flows.users.find('bob')
    if (bob === undefined) throw new Error('bob is there')
    const { id } = await flows.startSession(bob, 'password', aBrowser)
    const asBob = { ...browser, sessionId: id }
    expect(answerIn(await flows.authorize(silently, asBob))['error']).toBe('consent_required')
  })

  it('refused is told to the client, with its state (RFC 6749 §4.2.2.1)', async () => {
    const flows = createFlows()
    const { answer, browser } = await completed(flows, 'alice', { decision: 'deny' })
    expect(answer).toMatchObject({ error: 'access_denied', state: 'af0ifjsldkj' })
    expect(answerIn(await flows.authorize(silently, browser))['error']).toBe('consent_required')
  })

  it.each([undefined, '', 'yes', 'Allow', 'constructor'])(
    'is not given by the decision %j, and the step stays open',
    async (decision) => {
      const flows = createFlows()
      const { step, browser } = await asked(flows)
      const outcome = await flows.askConsent.submit(step.id, { csrf: step.csrf, decision }, browser)
      expect(outcome.kind).toBe('undecided')
      expect((await flows.askConsent.show(step.id, browser)).kind).toBe('ask')
    },
  )

  it('goes on with a login when the user says that they are somebody else', async () => {
    const flows = createFlows()
    const { step, browser } = await asked(flows)
    const form = { csrf: step.csrf, decision: 'switch' }
    const outcome = await flows.askConsent.submit(step.id, form, browser)
    if (outcome.kind !== 'decided') throw new Error('decided')
    expect(stepIn(outcome.outcome, 'log-in').request).toEqual(step.request)
  })

  it('is given by the user who was asked: another one who has signed in is asked afresh', async () => {
    const flows = createFlows()
    const { step, browser } = await asked(flows)
    const bob = await flows.startSession(
      { sub: 'bob', username: 'bob', enabled: true, claims: {} },
      'password',
      browser,
    )
    const asBob = { ...browser, sessionId: bob.id }
    const outcome = await flows.askConsent.submit(
      step.id,
      { csrf: step.csrf, decision: 'remember' },
      asBob,
    )
    if (outcome.kind !== 'decided') throw new Error('decided')
    expect(stepIn(outcome.outcome, 'ask-consent').id).not.toBe(step.id)
    expect(await flows.consents.find(consentId('bob', step.request.client))).toBeUndefined()
  })

  it('is not given by a browser whose user has signed out: they sign in again', async () => {
    const flows = createFlows()
    const { step, browser } = await asked(flows)
    await flows.sessions.remove(browser.sessionId ?? '')
    const form = { csrf: step.csrf, decision: 'allow' }
    const outcome = await flows.askConsent.submit(step.id, form, browser)
    if (outcome.kind !== 'decided') throw new Error('decided')
    stepIn(outcome.outcome, 'log-in')
  })

  it('to a client on loopback is never remembered in strict mode (RFC 8252 §8.6)', async () => {
    const redirect_uri = 'http://localhost:3000/cb'
    const clients = [aClient({ redirectUris: [redirect_uri] })]
    for (const [mode, remembered] of [
      ['strict', false],
      ['local', true],
    ] as const) {
      const flows = createFlows({ clients, mode })
      const changes = { redirect_uri }
      const { browser } = await completed(flows, 'alice', { decision: 'remember', changes })
      const answer = answerIn(await flows.authorize({ ...changes, ...silently }, browser))
      expect('access_token' in answer).toBe(remembered)
      expect((await flows.consents.list()).length > 0).toBe(remembered)
      expect(flows.emitted).toContainEqual(
        expect.objectContaining({ kind: 'consent.granted', remembered }),
      )
    }
  })

  it('is asked for by prompt=consent though it is remembered (OIDC Core §3.1.2.1)', async () => {
    const flows = createFlows({ clients: [aClient({ firstParty: true })], autoConsent: true })
    const { browser } = await completed(flows)
    expect(answerIn(await flows.authorize({}, browser))).toHaveProperty('access_token')
    stepIn(await flows.authorize({ prompt: 'consent' }, browser), 'ask-consent')
  })

  it('is never given by prompt=none (OIDC Core §3.1.2.1)', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows)
    await flows.authorize(silently, browser)
    expect(await flows.consents.find('alice\nspa')).toBeUndefined()
  })
})

describe('a silent renewal', () => {
  it('speaks of the same user, session and time of login (OIDC Core §12.2)', async () => {
    const flows = createFlows()
    const { browser, answer } = await completed(flows, 'alice', { decision: 'remember' })
    flows.clock.time += 900
    const renewed = answerIn(await flows.authorize({ ...silently, nonce: 'n-2' }, browser))
    const [before, after] = [claimsOf(answer['id_token']), claimsOf(renewed['id_token'])]
    expect(after).toMatchObject({
      sub: before['sub'],
      sid: before['sid'],
      auth_time: before['auth_time'],
      nonce: 'n-2',
    })
    expect(Number(after['iat'])).toBe(Number(before['iat']) + 900)
  })
})

describe('the choice of an account', () => {
  it('of this one goes on, and of another one leads to a login', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows, 'alice', { decision: 'remember' })
    const choose = async (choice: string) => {
      const outcome = await flows.authorize({ prompt: 'select_account' }, browser)
      const { id, csrf } = stepIn(outcome, 'choose-account')
      const chosen = await flows.chooseAccount.submit(
        id,
        { csrf, choice, pick: undefined },
        browser,
      )
      if (chosen.kind !== 'chosen') throw new Error('chosen')
      return chosen.outcome
    }
    expect(answerIn(await choose('continue'))).toHaveProperty('access_token')
    stepIn(await choose('other'), 'log-in')
    stepIn(await choose(''), 'log-in')
  })
})

async function asked(flows: ReturnType<typeof createFlows>) {
  const { id, csrf } = stepIn(await flows.authorize(), 'log-in')
  const entered = await flows.logIn.submit(id, formOf('alice', csrf), aBrowser)
  if (entered.kind !== 'signed-in') throw new Error('signed in')
  const browser = { ...aBrowser, sessionId: entered.session.id }
  return { step: stepIn(entered.outcome, 'ask-consent'), browser }
}
