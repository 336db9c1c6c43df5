import { describe, expect, it } from 'vitest'
import {
  type Account,
  knowsAnswer,
  mostListed,
  noAccount,
  withAnswer,
  withoutApp,
  withSession,
} from '../../../src/protocol/account/account.ts'
import {
  accountCsrfOf,
  accountLogInCsrfOf,
  sessionHandleOf,
} from '../../../src/protocol/account/account-forms.ts'
import { isSignedOutSince, isWithdrawn } from '../../../src/protocol/account/withdrawal.ts'

const session = (id: string, more: { before?: string; now?: number } = {}) => ({
  id,
  before: undefined,
  now: 0,
  expiresAt: 100,
  ...more,
})

const answer = (clientId: string, more: Partial<Parameters<typeof withAnswer>[1]> = {}) => ({
  clientId,
  grants: ['openid'],
  consent: `consent of ${clientId}`,
  now: 1,
  ...more,
})

const idsIn = ({ sessions }: Account) => sessions.map(({ id }) => id)

describe('an account', () => {
  it('forgets the session that another takes the place of, and those that have expired', () => {
    const two = ['a', 'b'].reduce((account, id) => withSession(account, session(id)), noAccount)
    expect(idsIn(withSession(two, session('c', { before: 'a' })))).toEqual(['b', 'c'])
    expect(idsIn(withSession(two, session('c', { now: 100 })))).toEqual(['c'])
  })

  it('has the app that was used last at its end, with all that it was given', () => {
    const account = [
      answer('one', { now: 1 }),
      answer('two', { now: 2 }),
      answer('one', { now: 3, grants: ['email'], consent: 'elsewhere' }),
    ].reduce(withAnswer, noAccount)
    expect(account.apps.map(({ clientId }) => clientId)).toEqual(['two', 'one'])
    expect(account.apps[1]).toEqual({
      clientId: 'one',
      grants: ['openid', 'email'],
      consents: ['consent of one', 'elsewhere'],
      since: 1,
      lastAt: 3,
    })
    expect(withoutApp(account, 'one').apps).toEqual([account.apps[0]])
  })

  it('is bounded, however much a user does', () => {
    let account = noAccount
    for (let count = 0; count < 3 * mostListed; count += 1) {
      account = withSession(account, session(`s${count}`))
      account = withAnswer(account, answer(`c${count}`))
      account = withAnswer(account, answer('busy', { consent: `consent ${count}` }))
    }
    expect(account.sessions).toHaveLength(mostListed)
    expect(account.apps).toHaveLength(mostListed)
    expect(account.apps.at(-1)?.consents).toHaveLength(10)
  })
})

describe('an answer', () => {
  const account = withAnswer(noAccount, answer('app', { now: 100 }))

  it.each([
    ['that says nothing new within a minute is known', {}, true],
    ['a minute later is not', { now: 160 }, false],
    ['to another app is not', { clientId: 'other' }, false],
    ['that gives more is not', { grants: ['openid', 'email'] }, false],
    ['that may be approved for good elsewhere is not', { consent: 'elsewhere' }, false],
  ])('%s', (_what, changes, expected) => {
    expect(knowsAnswer(account, answer('app', { now: 159, ...changes }))).toBe(expected)
  })
})

describe('the values of the forms', () => {
  const one = { id: 'a'.repeat(43) }
  const other = { id: 'b'.repeat(43) }

  it('are of one session or browser alone, none opens another, and none leads back to a secret', () => {
    const values = [one, other].flatMap((session) => [
      accountCsrfOf(session),
      accountLogInCsrfOf(session.id),
      sessionHandleOf(session),
      session.id,
    ])
    const starts = values.map((value) => value.slice(0, 22))
    expect(new Set(starts).size).toBe(values.length)
  })

  it('are the same each time', () => {
    expect(accountCsrfOf(one)).toBe(accountCsrfOf({ ...one }))
    expect(sessionHandleOf(one)).toMatch(/^[\w-]{22}$/)
  })
})

describe('a withdrawal', () => {
  it.each([
    [9, 10, true],
    [10, 10, true],
    [11, 10, false],
    [9, undefined, false],
  ])('at what was given at %i, withdrawn at %s: %s', (at, withdrawnAt, expected) => {
    expect(isWithdrawn({ at }, withdrawnAt)).toBe(expected)
  })

  it.each([
    [9, 10, true],
    [10, 10, false],
    [9, undefined, false],
  ])('of sessions: one of %i, signed out at %s: %s', (at, signedOutAt, expected) => {
    expect(isSignedOutSince(at, signedOutAt)).toBe(expected)
  })
})
