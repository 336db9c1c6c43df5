/**
 * Who is it? The one limiter of all password paths stands before the comparison.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { Authentication, Authenticator } from '../../ports/authenticator.ts'
import type { Account } from './account.ts'
import { busy, type LoginLimits } from './login-limits.ts'
import { networkOf } from './network-of.ts'
import type { PasswordHasher } from './password-hasher.ts'

interface Needs {
  /** The account of a user name, compared letter for letter; asked on every use. */
  readonly accounts: () => ReadonlyMap<string, Account>
  readonly hasher: PasswordHasher
  readonly limits: LoginLimits
  /** Whose accounts these are: those of another realm have failures of their own. */
  readonly realm: string
}

/**
 * Counts by user name and address together, so that a stranger cannot make the user wait who comes
 * from somewhere else; names that differ in letter case only are counted as one.
 */
export function createAuthenticator({ accounts, hasher, limits, realm }: Needs): Authenticator {
  const compare = async (username: string, password: string): Promise<Authentication> => {
    const account = accounts().get(username)
    const usable = account?.user.enabled === true ? account : undefined
    const verdict = await hasher.verify(usable?.password, password)
    if (verdict === 'busy') return busy
    return verdict === 'right' && usable !== undefined
      ? { kind: 'right', user: usable.user }
      : { kind: 'wrong' }
  }

  return {
    authenticate(username, password, address) {
      const key = accountKey(realm, username, address)
      return limits.judge(key, address, () => compare(username, password))
    },
  }
}

/** A digest: a key is of one length, whatever was typed. */
function accountKey(realm: string, username: string, address: string): string {
  const name = username.normalize('NFKC').toLowerCase()
  return createHash('sha256')
    .update(`${realm}\n${networkOf(address)}\n${name}`)
    .digest('base64')
}
