import { describe, expect, it } from 'vitest'
import { mostListed } from '../../../src/protocol/account/account.ts'
import { sessionHandleOf } from '../../../src/protocol/account/account-forms.ts'
import { aClient } from '../../support/clients.ts'
import {
  aBrowser,
  answerIn,
  completed,
  createFlows,
  type Flows,
  formOf,
} from '../../support/flows.ts'

const bye = 'https://app.example/back-channel'

const withdrawn = async (flows: Flows, sessionId: string, which = 'spa') => {
  const browser = { ...aBrowser, sessionId }
  const shown = await shownTo(flows, sessionId)
  return flows.account.submit({ csrf: shown.csrf, decision: 'withdraw', which }, browser)
}

async function shownTo(flows: Flows, sessionId: string | undefined) {
  const shown = await flows.account.show({ ...aBrowser, sessionId })
  if (shown.kind !== 'shown') throw new Error('somebody was to be signed in')
  return shown
}

async function signedIn(flows: Flows, username = 'alice', userAgent?: string): Promise<string> {
  const browser = { binding: `browser of ${username}`, sessionId: undefined, userAgent }
  const form = await flows.accountLogIn.show(browser)
  if (form.kind !== 'ask') throw new Error('nobody was to be signed in')
  const outcome = await flows.accountLogIn.submit(formOf(username, form.csrf), browser)
  if (outcome.kind !== 'signed-in') throw new Error(`${username} was to be signed in`)
  return outcome.session.id
}

describe('a login for the account page', () => {
  it('starts a session of that browser, and ends the one that it had', async () => {
    const flows = createFlows()
    const first = await signedIn(flows, 'alice')
    const browser = { binding: 'b', sessionId: first }
    const { csrf } = (await flows.accountLogIn.show({ ...browser, sessionId: undefined })) as {
      readonly csrf: string
    }
    expect(await flows.accountLogIn.submit(formOf('bob', csrf), browser)).toMatchObject({
      kind: 'signed-in',
      session: { sub: 'bob' },
    })
    expect(await flows.currentSession(first)).toBeUndefined()
  })

  it('is not asked for when somebody is signed in', async () => {
    const flows = createFlows()
    const sessionId = await signedIn(flows)
    expect(await flows.accountLogIn.show({ ...aBrowser, sessionId })).toEqual({ kind: 'signed-in' })
  })

  it.each([
    ['without a binding', { binding: undefined }, {}],
    ['without a token', {}, { csrf: undefined }],
    ['with the token of another browser', { binding: 'another' }, {}],
  ])('is refused %s, before any password is looked at', async (_what, browser, form) => {
    const flows = createFlows()
    const { csrf } = (await flows.accountLogIn.show(aBrowser)) as { readonly csrf: string }
    const sent = { ...formOf('alice', csrf), ...form }
    expect(await flows.accountLogIn.submit(sent, { ...aBrowser, ...browser })).toEqual({
      kind: 'not-ours',
    })
    expect(flows.emitted).toEqual([])
  })

  it('tells the log of a wrong password', async () => {
    const flows = createFlows()
    const { csrf } = (await flows.accountLogIn.show(aBrowser)) as { readonly csrf: string }
    const sent = { ...formOf('alice', csrf), password: 'wrong' }
    expect((await flows.accountLogIn.submit(sent, aBrowser)).kind).toBe('try-again')
    expect(flows.emitted).toEqual([{ kind: 'user.sign-in-failed', reason: 'wrong' }])
  })
})

describe('the account page', () => {
  it('is shown to nobody who is not signed in', async () => {
    expect(await createFlows().account.show(aBrowser)).toEqual({ kind: 'nobody' })
  })

  it('acts for the session that it showed, and for no other', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    const { csrf } = await shownTo(flows, await signedIn(flows, 'bob'))
    const browser = { ...aBrowser, sessionId: session.id }
    for (const decision of ['withdraw-all', 'sign-out-everywhere']) {
      const form = { csrf, decision, which: undefined }
      expect(await flows.account.submit(form, browser)).toEqual({ kind: 'stale' })
    }
    const { apps, csrf: own } = await shownTo(flows, session.id)
    expect(apps).toHaveLength(1)
    for (const form of [
      { csrf: undefined, decision: 'withdraw-all' },
      { csrf: own, decision: 'something else' },
    ]) {
      expect(await flows.account.submit({ ...form, which: undefined }, browser)).toEqual({
        kind: 'stale',
      })
    }
  })

  it('lists what an app was given in all, and when', async () => {
    const flows = createFlows()
    const began = flows.clock.time
    const { browser } = await completed(flows, 'alice', { changes: { scope: 'openid' } })
    flows.clock.time += 600
    const { session } = await completed(flows, 'alice', {
      browser,
      changes: { scope: 'openid profile', prompt: 'login' },
    })
    const { apps } = await shownTo(flows, session.id)
    expect(apps).toMatchObject([
      { clientId: 'spa', grants: ['openid', 'profile'], since: began, lastAt: began + 600 },
    ])
  })

  it('lists an app no longer when nothing of what it was given can still work', async () => {
    const flows = createFlows()
    await completed(flows)
    flows.clock.time += 31 * 86_400
    expect((await shownTo(flows, await signedIn(flows))).apps).toEqual([])
  })

  it('lists an app for as long as it is approved for good', async () => {
    const flows = createFlows()
    await completed(flows, 'alice', { decision: 'remember' })
    flows.clock.time += 365 * 86_400
    expect((await shownTo(flows, await signedIn(flows))).apps).toHaveLength(1)
  })

  it('does not list what a user had who was taken out and has come back', async () => {
    const flows = createFlows()
    await completed(flows)
    const users = await flows.users.list()
    flows.clock.time += 10
    flows.users.replace(users.filter(({ sub }) => sub !== 'alice'))
    flows.clock.time += 10
    flows.users.replace(users)
    flows.clock.time += 10
    expect((await shownTo(flows, await signedIn(flows))).apps).toEqual([])
  })

  it('lists the sessions that are alive, this one apart and the others as they were used last', async () => {
    const flows = createFlows()
    const idle = await signedIn(flows, 'alice', 'Safari on iPad')
    flows.clock.time += 1000
    await signedIn(flows, 'alice', 'Android Chrome/140.0')
    flows.clock.time += 400
    await signedIn(flows, 'alice', 'Windows Edg/140.0')
    flows.clock.time += 500
    const { current, others } = await shownTo(
      flows,
      await signedIn(flows, 'alice', 'Mozilla/5.0 Firefox/140.0'),
    )
    expect(current.browser).toBe('Firefox')
    expect(others.map(({ browser }) => browser)).toEqual(['Edge on Windows', 'Chrome on Android'])
    expect(await flows.currentSession(idle)).toBeUndefined()
  })

  it('notes an answer that says nothing new at most once a minute, for each costs a write', async () => {
    const flows = createFlows()
    const { browser } = await completed(flows)
    const noted = await flows.accounts.find('alice')
    for (const [after, lastAt] of [
      [59, noted?.apps[0]?.lastAt],
      [1, flows.clock.time + 60],
    ] as const) {
      flows.clock.time += after
      answerIn(await flows.authorize({ prompt: 'none' }, browser))
      expect((await flows.accounts.find('alice'))?.apps[0]?.lastAt).toBe(lastAt)
    }
  })
})

describe('a withdrawal', () => {
  it('of an app that is not listed changes nothing', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    expect(await withdrawn(flows, session.id, 'unknown')).toMatchObject({ kind: 'done' })
    expect(await withdrawn(flows, session.id, '')).toMatchObject({ kind: 'done' })
    expect(flows.emitted.filter(({ kind }) => kind === 'consent.withdrawn')).toEqual([])
    expect((await shownTo(flows, session.id)).apps).toHaveLength(1)
  })

  it('takes back what was approved for a session alone, though that goes on', async () => {
    const flows = createFlows()
    const { session, browser } = await completed(flows)
    const silently = async () => answerIn(await flows.authorize({ prompt: 'none' }, browser))
    expect(await silently()).toHaveProperty('access_token')
    await withdrawn(flows, session.id)
    expect(await silently()).toMatchObject({ error: 'consent_required' })
  })

  it('is told to the log, and ends what other sessions gave', async () => {
    const flows = createFlows()
    const { answer } = await completed(flows, 'alice', { decision: 'remember' })
    flows.clock.time += 1
    const elsewhere = await signedIn(flows)
    await withdrawn(flows, elsewhere)
    expect((await shownTo(flows, elsewhere)).apps).toEqual([])
    expect(flows.emitted).toContainEqual({
      kind: 'consent.withdrawn',
      sub: 'alice',
      clientId: 'spa',
    })
    await expect(flows.userinfo(answer['access_token'] ?? '')).rejects.toThrow('not valid')
  })

  it('lasts as long as anything of what it ended would have', async () => {
    const flows = createFlows()
    const { answer } = await completed(flows, 'alice', { decision: 'remember' })
    await withdrawn(flows, await signedIn(flows))
    flows.clock.time += 3599
    await expect(flows.userinfo(answer['access_token'] ?? '')).rejects.toThrow('not valid')
    flows.clock.time += 40 * 86_400
    const again = await signedIn(flows)
    const silent = await flows.authorize({ prompt: 'none' }, { ...aBrowser, sessionId: again })
    expect(answerIn(silent)['error']).toBe('consent_required')
  })
})

describe('a sign-out everywhere', () => {
  const everywhere = async (flows: Flows, sessionId: string) => {
    const { csrf } = await shownTo(flows, sessionId)
    const form = { csrf, decision: 'sign-out-everywhere', which: undefined }
    return flows.account.submit(form, { ...aBrowser, sessionId })
  }

  it('tells the apps of each session (OIDC Back-Channel Logout §2.5)', async () => {
    const flows = createFlows({ clients: [aClient({ backChannelLogoutUri: bye })] })
    const [one, two] = [await completed(flows), await completed(flows)]
    await everywhere(flows, one.session.id)
    await expect.poll(() => flows.told.length).toBe(2)
    expect(flows.told.map(({ claims }) => (claims as { sid: string }).sid).toSorted()).toEqual(
      [one.session.sid, two.session.sid].toSorted(),
    )
    expect(flows.emitted.filter(({ kind }) => kind === 'user.signed-out')).toHaveLength(2)
  })

  it('ends a session that so many others have pushed out of the list, with its tokens', async () => {
    const flows = createFlows()
    const { session, answer } = await completed(flows)
    flows.clock.time += 1
    let last = ''
    for (let count = 0; count < mostListed; count += 1) last = await signedIn(flows)
    // as many are kept in all, so that what was pushed out of the list is put back
    await flows.sessions.put(session.id, session, flows.clock.time + 86_400)
    const { others } = await shownTo(flows, last)
    expect(others.map(({ handle }) => handle)).not.toContain(sessionHandleOf(session))
    flows.clock.time += 1
    await everywhere(flows, last)
    expect(await flows.currentSession(session.id)).toBeUndefined()
    await expect(flows.userinfo(answer['access_token'] ?? '')).rejects.toThrow('not valid')
  })

  it('leaves other users signed in, and lets this one sign in again at once', async () => {
    const flows = createFlows()
    const bob = await signedIn(flows, 'bob')
    await everywhere(flows, await signedIn(flows))
    expect(await flows.currentSession(bob)).toBeDefined()
    expect(await flows.currentSession(await signedIn(flows))).toBeDefined()
  })
})

describe('one session', () => {
  it('is ended by its handle alone, and no other user ends it', async () => {
    const flows = createFlows()
    const alice = await signedIn(flows)
    const other = await signedIn(flows)
    const bob = await signedIn(flows, 'bob')
    const { others } = await shownTo(flows, alice)
    const end = async (sessionId: string, which: string | undefined) => {
      const { csrf } = await shownTo(flows, sessionId)
      const form = { csrf, decision: 'end-session', which }
      return flows.account.submit(form, { ...aBrowser, sessionId })
    }
    await end(bob, others[0]?.handle)
    await end(alice, other)
    expect(await flows.currentSession(other)).toBeDefined()
    await end(alice, others[0]?.handle)
    expect(await flows.currentSession(other)).toBeUndefined()
    expect(await flows.currentSession(alice)).toBeDefined()
  })

  it('that is this one takes the browser to the end of its login', async () => {
    const flows = createFlows()
    const sessionId = await signedIn(flows)
    const { csrf, current } = await shownTo(flows, sessionId)
    const form = { csrf, decision: 'end-session', which: current.handle }
    const outcome = await flows.account.submit(form, { ...aBrowser, sessionId })
    expect(outcome).toEqual({ kind: 'signed-out', frames: [] })
  })
})

describe('a clock that was a day ahead and has been put right', () => {
  it('keeps nobody out who has withdrawn an app or signed out meanwhile', async () => {
    const flows = createFlows()
    const { answer } = await completed(flows)
    flows.clock.time += 86_000
    const early = await signedIn(flows)
    await withdrawn(flows, early)
    const { csrf } = await shownTo(flows, early)
    const form = { csrf, decision: 'sign-out-everywhere', which: undefined }
    await flows.account.submit(form, { ...aBrowser, sessionId: early })
    flows.clock.time -= 85_990
    await expect(flows.userinfo(answer['access_token'] ?? '')).rejects.toThrow('not valid')
    const again = await completed(flows)
    expect(await flows.currentSession(again.session.id)).toBeDefined()
    expect(await flows.userinfo(again.answer['access_token'] ?? '')).toMatchObject({ sub: 'alice' })
    await expect(flows.userinfo(answer['access_token'] ?? '')).rejects.toThrow('not valid')
  })
})
