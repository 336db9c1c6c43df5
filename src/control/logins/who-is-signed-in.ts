/**
 * Whom a realm signs in automatically, once its users are its own.
 *
 * @module
 */

/** Settings as they are written in `fragrant.yaml`. */
type Written = Readonly<Record<string, unknown>>

/**
 * A realm that brings its own users and inherits an automatic login means one of its own: the user that
 * the other realm signs in, if there is such a one, else the first. A user that it names itself must be there.
 *
 * @param top the settings at the top level, as they are written
 * @param inherited the users of a realm that names none of its own
 */
export const withOwnLogin = (top: Written, own: Written, inherited: readonly Written[]): Written =>
  settingsOf(own['login'])['user'] === undefined ? withWhoIsThere(top, own, inherited) : own

/**
 * The same of a realm whose users have changed since: whoever was signed in may be gone. Where nobody is
 * left, there is the page again.
 */
export function withWhoIsThere(top: Written, own: Written, inherited: readonly Written[]): Written {
  const { users = inherited } = own
  const login = { ...settingsOf(top['login']), ...settingsOf(own['login']) }
  if (!Array.isArray(users) || login['mode'] !== 'auto') return own
  const enabled = users.map(settingsOf).filter((user) => user['enabled'] !== false)
  const names = enabled.map((user) => user['username'])
  if (names.includes(login['user'])) return own
  const [first] = names
  return { ...own, login: first === undefined ? { mode: 'picker' } : { ...login, user: first } }
}

const settingsOf = (value: unknown): Written =>
  typeof value === 'object' && value !== null ? (value as Written) : {}
