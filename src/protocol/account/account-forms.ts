/**
 * What the forms of the account page carry. Nothing is kept for them: each value is made from a secret
 * that a cookie carries, and leads back to none.
 *
 * @module
 */

import { digestOf } from '../secrets.ts'
import type { Session } from '../session/session.ts'

/** Of every form of the page: it is worth something for this session alone. */
export const accountCsrfOf = ({ id }: Pick<Session, 'id'>): string =>
  digestOf(`account page of ${id}`)

/** Of its login form: it is worth something in this browser alone. */
export const accountLogInCsrfOf = (binding: string): string =>
  digestOf(`account login of ${binding}`)

/** How the page names a session. */
export const sessionHandleOf = ({ id }: Pick<Session, 'id'>): string =>
  digestOf(`handle of ${id}`).slice(0, 22)
