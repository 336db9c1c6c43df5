/**
 * What stands before a console that others may reach: a password of its own.
 *
 * @module
 */

import { createAuthenticator } from '../adapters/passwords/authenticator.ts'
import { parsePasswordHash } from '../adapters/passwords/password-hash.ts'
import { createPasswordHasher } from '../adapters/passwords/password-hasher.ts'
import { createEntropy } from '../adapters/random/entropy.ts'
import type { Config } from '../config/config.ts'
import { administrator, createConsoleLogin } from '../flows/console/console-login.ts'
import type { Ground } from '../ground.ts'
import { cookieNames, createCookie } from '../http/edge/cookies.ts'
import type { ConsoleGate } from '../http/realm.ts'
import type { OpenStore } from './store/opened-store.ts'

/** @param origin of the server, known once it is bound to its address. */
export function createConsoleGate(
  { console }: Config,
  {
    hashing: queue,
    loginLimits: limits,
    clock,
    store,
  }: Pick<Ground, 'hashing' | 'loginLimits' | 'clock'> & {
    readonly store: Pick<OpenStore, 'consoleLogins'>
  },
  origin: () => string,
): ConsoleGate | undefined {
  if (console.kind === 'off' || console.password === undefined) return undefined
  const { password } = console
  const user = { sub: administrator, username: administrator, enabled: true, claims: {} }
  const accounts = new Map([[administrator, { user, password }]])
  const costliest = parsePasswordHash(password)
  const hasher = createPasswordHasher({ costliest: () => costliest, queue })
  // no realm has this id, so nobody's failures count for another
  const realm = '/console'
  return {
    login: createConsoleLogin({
      authenticator: createAuthenticator({ accounts: () => accounts, hasher, limits, realm }),
      entropy: createEntropy(),
      clock,
      shared: store.consoleLogins(clock),
    }),
    cookie() {
      const { console: name } = cookieNames(origin(), 'default')
      return createCookie({ name, https: origin().startsWith('https:'), sameSite: 'Strict' })
    },
  }
}
