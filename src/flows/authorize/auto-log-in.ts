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
import { hintedUser } from './who-is-hinted.ts'

/** The user whom a request signs in without a page; `nobody` where it names one who is not there. */
export type FindAutoUser = (
  request: AuthorizeRequest,
  browser: Browser,
) => Promise<AutoUser | 'nobody' | undefined>

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
  const silently = async ({ sub }: User, browser: Browser): Promise<boolean> =>
    isNew(browser) && (await plannedLogins?.isSignedOut(sub)) !== true

  return async (request, browser) => {
    if (autoLogin === undefined) return undefined
    const hinted = await hintedUser(users, request)
    const user = hinted === undefined ? await users.findByUsername(autoLogin) : hinted.user
    if (user?.enabled !== true) return hinted && 'nobody'
    return { user, isHinted: hinted !== undefined, silently: await silently(user, browser) }
  }
}

/** A browser that nobody has been signed in with: it would bring what it was told then. */
const isNew = ({ sessionId, state, keepsCookiesBack }: Browser): boolean =>
  sessionId === undefined && state === undefined && keepsCookiesBack !== true
