/**
 * What the page of a user does, each by an operation that a test has too.
 *
 * @module
 */

import type { Realm } from '../../realm.ts'
import type { Asked } from '../ask.ts'
import { changedMeanwhile, isOutdated } from '../seen.ts'
import { readClaims, type Typed } from './claims-form.ts'
import type { PeopleNeeds } from './people.ts'
import type { Editing } from './person-model.ts'
import { problemsOf, type WrittenUser } from './written-user.ts'

/** What the buttons of the page say, and what is said once it is done. */
const sentences = {
  claims: 'The claims are saved: apps are told them from now on.',
  login: 'How they sign in is saved.',
  disable: 'They cannot sign in any more, and what they had does not count.',
  enable: 'They may sign in again.',
  'end-session': 'The session has ended.',
  'end-sessions': 'All their sessions have ended.',
  withdraw: 'The app has lost its access.',
  'withdraw-all': 'All apps have lost their access.',
} as const

type Decision = keyof typeof sentences

const isDecision = (value: string | undefined): value is Decision =>
  value !== undefined && Object.hasOwn(sentences, value)

/** Only these words of ours are ever said, whatever an address asks for. */
export const sentenceOf = (done: string | undefined): string | undefined =>
  isDecision(done) ? sentences[done] : undefined

type Outcome =
  | { readonly kind: 'done'; readonly decision: Decision }
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'again' } & Partial<Editing>)

export async function act(
  realm: Realm,
  user: WrittenUser,
  typed: Typed,
  needs: PeopleNeeds,
): Promise<Outcome> {
  const decision = typed.get('decision')
  if (decision === 'remove') return outcomeOf(await remove(realm, user, needs), { kind: 'gone' })
  if (!isDecision(decision)) return { kind: 'again', rest: 'Nothing was done: press a button.' }
  if (decision === 'claims') return saveClaims(realm, user, typed, needs)
  if (decision === 'login') return saveLogin(realm, user, typed, needs)
  const asked = await press(realm, user, { decision, which: typed.get('which') }, needs)
  return outcomeOf(asked, { kind: 'done', decision })
}

const outcomeOf = (asked: Asked<unknown>, done: Outcome): Outcome =>
  asked.kind === 'done' ? done : { kind: 'again', rest: asked.message }

const remove = (realm: Realm, { sub }: WrittenUser, { ask }: PeopleNeeds) =>
  ask(realm, 'DELETE', ['users', sub])

interface Pressed {
  readonly decision: Exclude<Decision, 'claims' | 'login'>
  /** The name of a session, or the id of an app. */
  readonly which: string | undefined
}

function press(
  realm: Realm,
  { sub }: WrittenUser,
  { decision, which = '' }: Pressed,
  { ask }: PeopleNeeds,
): Promise<Asked<unknown>> {
  const ofUser = { user: sub }
  const grants = ['users', sub, 'grants']
  switch (decision) {
    case 'disable':
    case 'enable': {
      const body = { enabled: decision === 'enable' }
      return ask(realm, 'PATCH', ['users', sub], { body })
    }
    case 'end-session':
      return ask(realm, 'DELETE', ['sessions'], { query: { ...ofUser, sid: which } })
    case 'end-sessions':
      return ask(realm, 'DELETE', ['sessions'], { query: ofUser })
    case 'withdraw':
      return ask(realm, 'DELETE', grants, { query: { client_id: which } })
    case 'withdraw-all':
      return ask(realm, 'DELETE', grants)
  }
}

async function saveClaims(
  realm: Realm,
  user: WrittenUser,
  typed: Typed,
  { ask }: PeopleNeeds,
): Promise<Outcome> {
  if (isOutdated(typed, user)) return { kind: 'again', typed, rest: changedMeanwhile }
  const read = readClaims(typed)
  if (read.kind === 'wrong') return { kind: 'again', typed, problems: read.problems }
  const asked = await ask(realm, 'PUT', ['users', user.sub, 'claims'], { body: read.claims })
  if (asked.kind === 'done') return { kind: 'done', decision: 'claims' }
  return { kind: 'again', typed, ...problemsOf(asked, typed) }
}

async function saveLogin(
  realm: Realm,
  user: WrittenUser,
  typed: Typed,
  { ask }: PeopleNeeds,
): Promise<Outcome> {
  const { sub } = user
  const { username = '', password } = Object.fromEntries(typed)
  const typedLogin = new Map([['username', username]])
  if (isOutdated(typed, user)) return { kind: 'again', typedLogin, rest: changedMeanwhile }
  const body = { username, sub, ...(password !== undefined && { password }) }
  const asked = await ask(realm, 'PATCH', ['users', sub], { body })
  if (asked.kind === 'done') return { kind: 'done', decision: 'login' }
  return {
    kind: 'again',
    typedLogin,
    ...problemsOf(asked, new Map([...typed, ['username', username]])),
  }
}
