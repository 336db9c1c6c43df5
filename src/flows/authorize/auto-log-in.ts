/**
 * The automatic login of local mode: who is signed in without a page.
 *
 * @module
 */

import type { PlannedLogins } from '../../ports/planned-logins.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { AutoUser } from '../../protocol/authorize/next-step.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import type { User } from '../../protocol/user.ts'
import type { Browser } from '../forms/browser.ts'

/** The user whom a request signs in without a page; undefined where there must be one. */
export type FindAutoUser = (
  request: AuthorizeRequest,
  browser: Browser,
) => Promise<AutoUser | undefined>

interface Needs {
  readonly users: UserDirectory
  /** The user name of whoever is signed in by default; undefined where a login is a login. */
  readonly autoLogin: string | undefined
  readonly plannedLogins?: Pick<PlannedLogins, 'isSignedOut'> | undefined
}

/**
 * `id_token_hint` and `login_hint` choose the user (OIDC Core §3.1.2.1); one that names nobody signs
 * nobody in, for a test that has misspelt its user would go on as another.
 */
export function createFindAutoUser({ users, autoLogin, plannedLogins }: Needs): FindAutoUser {
  const named = async (loginHint: string): Promise<User | undefined> =>
    (await users.findByUsername(loginHint)) ??
    (await users.list()).find(({ claims }) => claims['email'] === loginHint)

  const hinted = ({ hint, loginHint }: AuthorizeRequest): Promise<User | undefined> | undefined => {
    if (hint?.kind === 'verified') return users.find(hint.sub)
    return loginHint === undefined ? undefined : named(loginHint)
  }

  const silently = async ({ sub }: User, browser: Browser): Promise<boolean> =>
    isNew(browser) && (await plannedLogins?.isSignedOut(sub)) !== true

  return async (request, browser) => {
    if (autoLogin === undefined) return undefined
    const byHint = hinted(request)
    const user = await (byHint ?? users.findByUsername(autoLogin))
    if (user?.enabled !== true) return undefined
    return { user, isHinted: byHint !== undefined, silently: await silently(user, browser) }
  }
}

/** A browser that nobody has been signed in with: it would bring what it was told then. */
const isNew = ({ sessionId, state, keepsCookiesBack }: Browser): boolean =>
  sessionId === undefined && state === undefined && keepsCookiesBack !== true
