/**
 * What a test has planned, as the flows ask for it.
 *
 * @module
 */

import type { Awaiting, PlannedLogin, PlannedLogins } from '../../ports/planned-logins.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { AuthorizeErrorCode } from '../../protocol/authorize/request.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { Claims, User } from '../../protocol/user.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { type Matched, namesOf } from '../match.ts'
import type { LoginAnswer, LoginPlan } from './login-plan.ts'

interface Needs {
  readonly logins: LoginPlan
  readonly faults: FaultPlan
  readonly users: UserDirectory
  readonly stores: { readonly sessions: Store<Session> }
}

/** An error that a test has planned goes before any login. */
export function createPlannedLogins(needs: Needs): PlannedLogins {
  return {
    async take(awaiting) {
      const request = await matchedBy(needs, awaiting)
      const fault = awaiting.isFirst ? await needs.faults.take(['oauthError'], request) : undefined
      if (fault?.oauthError !== undefined) return refusal(fault.oauthError, fault.description)
      const answer = await needs.logins.take(request)
      return answer && plannedLogin(answer, needs.users)
    },
    async isSignedOut(sub) {
      if (!needs.logins.hasSignedOut(sub)) return false
      return !(await needs.stores.sessions.list()).some(({ value }) => value.sub === sub)
    },
  }
}

async function matchedBy(
  { users, stores }: Needs,
  { request: { client, prompt, responseType, loginHint }, sessionId }: Awaiting,
): Promise<Matched> {
  const session = sessionId === undefined ? undefined : await stores.sessions.find(sessionId)
  const user = session && (await users.find(session.sub))
  return {
    ...{ endpoint: 'authorize', clientId: client.id, users: namesOf(user, loginHint) },
    prompt: [...prompt],
    responseType,
  }
}

async function plannedLogin(answer: LoginAnswer, users: UserDirectory): Promise<PlannedLogin> {
  if ('deny' in answer) return refusal('access_denied', 'The user did not approve.')
  if ('error' in answer) return refusal(answer.error, answer.description)
  const user = await findUser(users, answer.user)
  if (user === undefined) {
    return refusal('server_error', `The user ${answer.user}, for whom a login is planned, is gone.`)
  }
  // The control API has judged them when they were planned.
  const claims = answer.claims as Claims | undefined
  return { kind: 'sign-in', user, claims, scopes: answer.grantScopes }
}

/** Which error an app is to meet is the test's to say. */
const refusal = (error: string, description = 'A test has planned this error.'): PlannedLogin => ({
  kind: 'refuse',
  refusal: { error: error as AuthorizeErrorCode, description, cites: 'RFC 6749 §4.1.2.1' },
})

/** The user of that user name, `sub` or e-mail address. */
export async function findUser(users: UserDirectory, name: string): Promise<User | undefined> {
  return (
    (await users.findByUsername(name)) ??
    (await users.find(name)) ??
    (await users.list()).find(({ claims }) => claims['email'] === name)
  )
}
