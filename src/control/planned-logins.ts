/**
 * What a test has planned, as the flows ask for it.
 *
 * @module
 */

import type { PlannedLogin, PlannedLogins } from '../ports/planned-logins.ts'
import type { UserDirectory } from '../ports/registry.ts'
import type { AuthorizeErrorCode, AuthorizeRequest } from '../protocol/authorize/request.ts'
import type { Claims, User } from '../protocol/user.ts'
import type { LoginAnswer, LoginPlan } from './login-plan.ts'
import type { Matched } from './match.ts'

export function createPlannedLogins(plan: LoginPlan, users: UserDirectory): PlannedLogins {
  return {
    async take(request) {
      const answer = plan.take(matchedBy(request))
      return answer && plannedLogin(answer, users)
    },
  }
}

const matchedBy = ({ client, prompt, responseType, loginHint }: AuthorizeRequest): Matched => ({
  endpoint: 'authorize',
  clientId: client.id,
  user: loginHint,
  prompt: [...prompt],
  responseType,
})

async function plannedLogin(answer: LoginAnswer, users: UserDirectory): Promise<PlannedLogin> {
  if ('deny' in answer) return refusal('access_denied', 'The user did not approve.')
  if ('error' in answer) {
    return refusal(answer.error, answer.description ?? 'A test has planned this error.')
  }
  const user = await findUser(users, answer.user)
  if (user === undefined) {
    return refusal('server_error', `The user ${answer.user}, for whom a login is planned, is gone.`)
  }
  // The control API has judged them when they were planned.
  const claims = answer.claims as Claims | undefined
  return { kind: 'sign-in', user, claims, scopes: answer.grantScopes }
}

/** Which error an app is to meet is the test's to say. */
const refusal = (error: string, description: string): PlannedLogin => ({
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
