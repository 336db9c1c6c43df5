import { describe, expect, it } from 'vitest'
import { aBrowser, answerIn, completed, createFlows, formOf, stepIn } from '../../support/flows.ts'
import { aUser } from '../../support/users.ts'

describe('a login', () => {
  it('gives a new secret, and the one that the browser had is dead (session fixation)', async () => {
    const flows = createFlows()
    const { session: first, browser } = await completed(flows)
    const { session: second } = await completed(flows, 'alice', {
      browser,
      changes: { prompt: 'login' },
    })
    expect(second.id).not.toBe(first.id)
    expect(await flows.currentSession(first.id)).toBeUndefined()
    expect(await flows.currentSession(second.id)).toMatchObject({ user: { sub: 'alice' } })
  })

  it('is told to the log, with its session', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    expect(flows.emitted.filter(({ kind }) => kind === 'user.signed-in')).toEqual([
      { kind: 'user.signed-in', sub: 'alice', by: 'password', sid: session.sid },
    ])
  })

  it('of the same user keeps the name of the session, and moves the time of the login', async () => {
    const flows = createFlows()
    const { session: first, browser } = await completed(flows)
    flows.clock.time += 60
    const { session: second } = await completed(flows, 'alice', {
      browser,
      changes: { prompt: 'login' },
    })
    expect(second.sid).toBe(first.sid)
    expect(second.authTime).toBe(first.authTime + 60)
  })

  it('that is cancelled is told to the client, with its state, and starts no session (RFC 6749 §4.2.2.1)', async () => {
    const flows = createFlows()
    const { id, csrf } = stepIn(await flows.authorize({}, aBrowser), 'log-in')
    const form = { ...formOf('alice', csrf), decision: 'cancel' }
    const outcome = await flows.logIn.submit(id, form, aBrowser)
    if (outcome.kind !== 'cancelled') throw new Error('cancelled')
    expect(answerIn(outcome.outcome)).toMatchObject({
      error: 'access_denied',
      state: 'af0ifjsldkj',
    })
    expect(await flows.logIn.submit(id, form, aBrowser)).toMatchObject({
      kind: 'gone',
      why: 'used',
    })
  })

  it('is not cancelled by a form that is not ours', async () => {
    const flows = createFlows()
    const { id } = stepIn(await flows.authorize({}, aBrowser), 'log-in')
    const form = { ...formOf('alice', 'made-up'), decision: 'cancel' }
    expect(await flows.logIn.submit(id, form, aBrowser)).toMatchObject({ why: 'forged' })
    expect((await flows.logIn.show(id, aBrowser)).kind).toBe('found')
  })

  it('of another user is another session', async () => {
    const flows = createFlows()
    const { session: first, browser } = await completed(flows)
    const { session: second } = await completed(flows, 'bob', {
      browser,
      changes: { prompt: 'login' },
    })
    expect(second.sid).not.toBe(first.sid)
    expect(await flows.currentSession(first.id)).toBeUndefined()
  })

  it('never takes over a secret that the browser made up', async () => {
    const flows = createFlows()
    const { session } = await completed(flows, 'alice', {
      browser: { ...aBrowser, sessionId: 'made-up' },
    })
    expect(session.id).not.toBe('made-up')
    expect(await flows.currentSession('made-up')).toBeUndefined()
  })

  it.each([
    ['an unknown user', 'mallory', 'password of mallory'],
    ['a wrong password', 'alice', 'wrong'],
    ['no password', 'alice', undefined],
  ])('with %s says only that it was wrong', async (_what, username, password) => {
    const flows = createFlows()
    const { csrf, id } = stepIn(await flows.authorize(), 'log-in')
    const form = { ...formOf(username, csrf), password }
    const outcome = await flows.logIn.submit(id, form, aBrowser)
    expect(outcome).toMatchObject({ kind: 'try-again', problem: { kind: 'wrong' } })
    expect(flows.emitted.at(-1)).toEqual({ kind: 'user.sign-in-failed', reason: 'wrong' })
    expect((await flows.logIn.show(id, aBrowser)).kind).toBe('found')
  })

  it('by one click is for users who may sign in', async () => {
    const flows = createFlows({ picker: true, users: [aUser('alice', { enabled: false })] })
    const { csrf, id } = stepIn(await flows.authorize(), 'log-in')
    for (const pick of ['alice', 'nobody']) {
      const outcome = await flows.logIn.submit(id, { ...formOf('', csrf), pick }, aBrowser)
      expect(outcome.kind).toBe('try-again')
    }
  })

  it('by one click is for local mode only', async () => {
    for (const picker of [true, false]) {
      const flows = createFlows({ picker })
      const { csrf, id } = stepIn(await flows.authorize(), 'log-in')
      const form = { ...formOf('', csrf), pick: 'alice' }
      const outcome = await flows.logIn.submit(id, form, aBrowser)
      expect(outcome.kind).toBe(picker ? 'signed-in' : 'try-again')
    }
  })
})

describe('a session', () => {
  it('ends after thirty minutes without a request, and not before', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    for (let visits = 0; visits < 3; visits += 1) {
      flows.clock.time += 1800
      expect(await flows.currentSession(session.id)).toBeDefined()
    }
    flows.clock.time += 1801
    expect(await flows.currentSession(session.id)).toBeUndefined()
    flows.clock.time -= 1801
    expect(await flows.currentSession(session.id)).toBeUndefined()
  })

  it('ends when the clock is put back, for it would last as much longer', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    flows.clock.time -= 61
    expect(await flows.currentSession(session.id)).toBeUndefined()
  })

  it('ends after a day, however busy it is', async () => {
    const flows = createFlows()
    const { session } = await completed(flows)
    for (let hours = 0; hours < 47; hours += 1) {
      flows.clock.time += 1800
      expect(await flows.currentSession(session.id), `${hours}`).toBeDefined()
    }
    flows.clock.time += 1800
    expect(await flows.currentSession(session.id)).toBeUndefined()
  })

  it.each([
    ['disabled', [aUser('alice', { enabled: false })]],
    ['deleted', []],
  ])('ends for good when its user is %s', async (_what, users) => {
    const flows = createFlows()
    const { session } = await completed(flows)
    flows.users.replace(users)
    expect(await flows.currentSession(session.id)).toBeUndefined()
    flows.users.replace([aUser('alice')])
    expect(await flows.currentSession(session.id)).toBeUndefined()
  })
})
