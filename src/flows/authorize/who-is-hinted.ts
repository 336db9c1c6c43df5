/**
 * Whom a request names as its user (OIDC Core §3.1.2.1).
 *
 * @module
 */

import type { UserDirectory } from '../../ports/registry.ts'
import type { HintedInVain } from '../../protocol/authorize/hinted-in-vain.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import type { User } from '../../protocol/user.ts'

type Hints = Pick<AuthorizeRequest, 'hint' | 'loginHint'>

/** The parameter that names somebody, and whom: a user name or an e-mail address; undefined where none does. */
export async function hintedUser(
  users: UserDirectory,
  { hint, loginHint }: Hints,
): Promise<{ readonly by: HintedInVain['by']; readonly user: User | undefined } | undefined> {
  if (hint?.kind === 'verified') return { by: 'id_token_hint', user: await users.find(hint.sub) }
  if (loginHint === undefined) return undefined
  const user =
    (await users.findByUsername(loginHint)) ??
    (await users.list()).find(({ claims }) => claims['email'] === loginHint)
  return { by: 'login_hint', user }
}

/**
 * Why the user whom a request names cannot sign in; undefined where nothing is in the way. Strict mode
 * says of nobody whether they are there.
 */
export type FindHintedInVain = (request: Hints) => Promise<HintedInVain | undefined>

interface Needs {
  readonly users: UserDirectory
  readonly mode: 'local' | 'strict'
}

export const createFindHintedInVain =
  ({ users, mode }: Needs): FindHintedInVain =>
  async (request) => {
    const hinted = mode === 'local' ? await hintedUser(users, request) : undefined
    if (hinted === undefined || hinted.user?.enabled === true) return undefined
    return { by: hinted.by, because: hinted.user === undefined ? 'nobody' : 'disabled' }
  }
