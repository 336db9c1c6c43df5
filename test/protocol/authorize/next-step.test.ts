import { describe, expect, it } from 'vitest'
import { type Done, nothingDone } from '../../../src/protocol/authorize/interaction.ts'
import { type AutoUser, nextStep } from '../../../src/protocol/authorize/next-step.ts'
import type { AuthorizeRequest, Prompt } from '../../../src/protocol/authorize/request.ts'
import { anAuthorizeRequest } from '../../support/authorize-requests.ts'
import { aUser } from '../../support/users.ts'

const now = 1_800_000_000
const alice = { sub: 'alice', authTime: now - 100, sid: 'sid-1' }

interface Situation {
  readonly prompt?: readonly Prompt[]
  readonly maxAge?: number
  readonly hint?: AuthorizeRequest['hint']
  readonly user?: typeof alice | undefined
  readonly granted?: boolean
  readonly done?: Partial<Done>
  readonly auto?: AutoUser
}

const silent = ['none'] as const
const justNow = { authenticated: alice.sid }
const bob = { kind: 'verified', sub: 'bob' } as const
const stale = { kind: 'stale' } as const

/** What happens, in a word: a step, an error, or tokens. */
function outcomeOf(situation: Situation): string {
  const { prompt = [], maxAge, hint, granted = true, done, auto } = situation
  const user = 'user' in situation ? situation.user : alice
  const request = anAuthorizeRequest({ prompt: new Set(prompt), maxAge, hint })
  const standing = { user, granted, done: { ...nothingDone, ...done }, auto }
  const next = nextStep(request, standing, now)
  switch (next.kind) {
    case 'interact':
      return next.step
    case 'refuse':
      return next.refusal.error
    case 'issue':
      return `tokens of ${next.user.sub}`
    case 'sign-in':
      return `${next.user.sub} is signed in`
  }
}

const nobody = { user: undefined } as const
const ungranted = { granted: false } as const

describe('a valid request needs next', () => {
  it.each<readonly [string, Situation, string]>([
    ['nothing but its tokens', {}, 'tokens of alice'],
    ['a login when nobody is signed in', nobody, 'log-in'],
    ['a login before consent', { ...nobody, ...ungranted }, 'log-in'],
    ['consent when it is not granted', ungranted, 'ask-consent'],
  ])('%s', (_what, situation, outcome) => expect(outcomeOf(situation)).toBe(outcome))

  it.each<readonly [string, Situation, string]>([
    ['login_required when nobody is signed in', nobody, 'login_required'],
    ['login_required before consent_required', { ...nobody, ...ungranted }, 'login_required'],
    ['consent_required when it is not granted', ungranted, 'consent_required'],
    ['its tokens when all is granted', {}, 'tokens of alice'],
    ['login_required when the login is too old', { maxAge: 99 }, 'login_required'],
    ['its tokens when the login is just young enough', { maxAge: 100 }, 'tokens of alice'],
    ['login_required for max_age=0', { maxAge: 0 }, 'login_required'],
    ['login_required when the hint names another user', { hint: bob }, 'login_required'],
    ['login_required when the hint names nobody any more', { hint: stale }, 'login_required'],
  ])('with prompt=none %s (OIDC Core §3.1.2.6)', (_what, situation, outcome) => {
    expect(outcomeOf({ ...situation, prompt: silent })).toBe(outcome)
  })

  it.each<readonly [string, Situation, string]>([
    ['a login though somebody is signed in', {}, 'log-in'],
    ['no second login once it was done', { done: justNow }, 'tokens of alice'],
    ['consent once the login was done', { done: justNow, ...ungranted }, 'ask-consent'],
    ['a login when another session was done', { done: { authenticated: 'sid-0' } }, 'log-in'],
  ])('with prompt=login %s (OIDC Core §3.1.2.1)', (_what, situation, outcome) => {
    expect(outcomeOf({ ...situation, prompt: ['login'] })).toBe(outcome)
  })

  it.each<readonly [string, Situation, string]>([
    ['the choice', {}, 'choose-account'],
    ['the choice before consent', ungranted, 'choose-account'],
    ['a login when nobody is signed in', nobody, 'log-in'],
    ['its tokens when this account was chosen', { done: { account: 'this' } }, 'tokens of alice'],
    ['a login when another one was chosen', { done: { account: 'another' } }, 'log-in'],
    [
      'its tokens when another one was chosen and has signed in',
      { done: { account: 'another', ...justNow } },
      'tokens of alice',
    ],
    ['its tokens when the user has just signed in', { done: justNow }, 'tokens of alice'],
  ])('with prompt=select_account %s (OIDC Core §3.1.2.1)', (_what, situation, outcome) => {
    expect(outcomeOf({ ...situation, prompt: ['select_account'] })).toBe(outcome)
  })

  it.each<readonly [string, Situation, string]>([
    ['a login when it is exceeded', { maxAge: 99 }, 'log-in'],
    ['nothing when it is not exceeded', { maxAge: 100 }, 'tokens of alice'],
    ['a login when it is zero', { maxAge: 0 }, 'log-in'],
    ['no login right after a login', { maxAge: 0, done: justNow }, 'tokens of alice'],
  ])('with max_age %s (OIDC Core §3.1.2.1)', (_what, situation, outcome) => {
    expect(outcomeOf(situation)).toBe(outcome)
  })

  it.each<readonly [string, Situation, string]>([
    [
      'its tokens for the same user',
      { hint: { kind: 'verified', sub: 'alice' } },
      'tokens of alice',
    ],
    ['a login for another user', { hint: bob }, 'log-in'],
    ['a login when the hint names nobody any more', { hint: stale }, 'log-in'],
    [
      'login_required when the wrong user has just signed in',
      { hint: bob, done: justNow },
      'login_required',
    ],
    [
      'its tokens when somebody has signed in, and the hint names nobody',
      { hint: stale, done: justNow },
      'tokens of alice',
    ],
  ])('with a hint %s (OIDC Core §3.1.2.1)', (_what, situation, outcome) => {
    expect(outcomeOf(situation)).toBe(outcome)
  })

  const auto = { user: aUser('alice'), isHinted: false, silently: true }
  const autoAfterAll = { ...auto, silently: false }
  const autoBob = { user: aUser('bob'), isHinted: true, silently: false }
  it.each<readonly [string, Situation, string]>([
    ['signs in whoever needs no page', { ...nobody, auto }, 'alice is signed in'],
    ['so with prompt=none', { ...nobody, auto, prompt: silent }, 'alice is signed in'],
    [
      'says so where a login has ended',
      { ...nobody, auto: autoAfterAll, prompt: silent },
      'login_required',
    ],
    ['signs in with a page', { ...nobody, auto: autoAfterAll }, 'alice is signed in'],
    ['shows the page for prompt=login', { ...nobody, auto, prompt: ['login'] }, 'log-in'],
    ['so when somebody is signed in', { auto, prompt: ['login'] }, 'log-in'],
    ['so for select_account', { ...nobody, auto, prompt: ['select_account'] }, 'log-in'],
    ['lets a signed-in user choose', { auto, prompt: ['select_account'] }, 'choose-account'],
    ['asks for consent all the same', { auto, prompt: ['consent'], ...ungranted }, 'ask-consent'],
    ['signs in whom a hint names', { auto: autoBob }, 'bob is signed in'],
    [
      'and nobody in their place with prompt=none',
      { auto: autoBob, prompt: silent },
      'login_required',
    ],
    [
      'leaves alone whom no hint names',
      { user: { ...alice, sub: 'carol' }, auto },
      'tokens of carol',
    ],
    ['lets a hinted user choose', { auto: autoBob, prompt: ['select_account'] }, 'choose-account'],
    ['renews a login that is too old', { auto, maxAge: 99 }, 'alice is signed in'],
    ['renews it once', { auto, maxAge: 0, done: justNow }, 'tokens of alice'],
    ['asks who wants another account', { auto, done: { account: 'another' } }, 'log-in'],
    ['keeps whoever signed in by hand', { auto: autoBob, done: justNow }, 'tokens of alice'],
  ])('in automatic login, %s (OIDC Core §3.1.2.1)', (_what, situation, outcome) =>
    expect(outcomeOf(situation)).toBe(outcome),
  )

  it('asks in the order login, account, consent', () => {
    const prompt = ['login', 'select_account', 'consent'] as const
    expect(outcomeOf({ prompt, ...ungranted })).toBe('log-in')
    expect(outcomeOf({ prompt, ...ungranted, done: justNow })).toBe('ask-consent')
    expect(outcomeOf({ prompt: ['select_account', 'consent'], ...ungranted })).toBe(
      'choose-account',
    )
  })

  it('issues tokens to nobody but the user who is signed in', () => {
    const next = nextStep(
      anAuthorizeRequest(),
      { user: alice, granted: true, done: nothingDone },
      now,
    )
    expect(next).toEqual({ kind: 'issue', user: alice })
  })

  it.each([
    [1_577_836_799, 'refuse'],
    [1_577_836_800, 'issue'],
  ])('at the time %i: %s, for a clock before 2020 was never set', (time, kind) => {
    const user = { ...alice, authTime: time }
    const next = nextStep(anAuthorizeRequest(), { user, granted: true, done: nothingDone }, time)
    expect(next.kind).toBe(kind)
    if (next.kind === 'refuse') expect(next.refusal.error).toBe('temporarily_unavailable')
  })

  it('says why it refuses, with its source', () => {
    const request = anAuthorizeRequest({ prompt: new Set(silent) })
    const next = nextStep(request, { user: undefined, granted: false, done: nothingDone }, now)
    expect(next).toMatchObject({
      refusal: { description: 'The user must sign in.', cites: 'OIDC Core §3.1.2.6' },
    })
  })
})
