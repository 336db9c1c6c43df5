/**
 * A user as the operations tell of them, and as the console shows them.
 *
 * @module
 */

import type { User } from '../../../protocol/user.ts'
import { ofPeople, pathOfPage } from '../../edge/named-page.ts'
import { personCard } from '../../pages/cards.ts'
import type { ShownPerson } from '../../pages/models/people.ts'
import type { Realm } from '../../realm.ts'
import type { Refused } from '../ask.ts'
import { type Problems, problemsAt, type Typed } from './claims-form.ts'

export interface WrittenUser {
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  readonly claims: User['claims']
  readonly from: 'configuration' | 'demo' | 'added'
  readonly changed: boolean
  /** Whether they outlive a restart as they are. */
  readonly kept: boolean
}

const origins = {
  configuration: 'configuration file',
  demo: 'demo user',
  added: undefined,
} as const

export function shownPerson(user: WrittenUser): ShownPerson {
  const { username: _, ...card } = personCard(user)
  const origin = origins[user.from]
  const changed = origin !== undefined && user.changed ? `${origin}, changed` : origin
  return { ...card, enabled: user.enabled, origin: changed }
}

export const personPath = ({ basePath }: Realm, sub: string): string =>
  basePath + pathOfPage(ofPeople, sub)

/** What was wrong with a user, at the fields of a form; `rest` is about none of them. */
export function problemsOf(
  { status, faults, message }: Refused,
  typed: Typed,
): { readonly problems: Problems; readonly rest: string | undefined } {
  // the key of a user is taken
  if (status === 409) {
    const at = typed.has('sub') ? 'sub' : 'username'
    return { problems: new Map([[at, message]]), rest: undefined }
  }
  const named = faults.map(({ member, problem }) => ({
    // settings are read anew with those of their realm, which says where in the list they stand
    member: member.replace(/^(?:realms\.[^.]+\.)?users\.\d+\.?/, '').replace(/^claims\./, ''),
    problem,
  }))
  const problems = problemsAt(
    named.filter(({ member }) => member !== ''),
    typed,
  )
  return { problems, rest: problems.size > 0 ? undefined : sentence(message) }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)
