import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { accountLogInCsrfOf } from '../../../protocol/account/account-forms.ts'
import { realmPaths } from '../../../protocol/paths.ts'
import { browserOf, setSession } from '../../authorize/outcome.ts'
import { sendRedirect } from '../../edge/headers.ts'
import type { Realm } from '../../realm.ts'
import { personPath, type WrittenUser } from './written-user.ts'

/**
 * Makes this browser the user's, as the picker of the account page does: its session before is over.
 * Where there is no picker nobody is signed in.
 */
export async function signInAs(
  reply: FastifyReply,
  realm: Realm,
  { sub, username }: WrittenUser,
): Promise<FastifyReply> {
  const came = browserOf(reply.request, realm)
  // the form that brought us here is ours, so the one of the picker need not be asked for first
  const binding = came.binding ?? randomBytes(32).toString('base64url')
  const browser = { ...came, binding }
  const form = { ...emptyForm, csrf: accountLogInCsrfOf(binding), pick: username }
  const outcome = await realm.flows.accountLogIn.submit(form, browser)
  if (outcome.kind !== 'signed-in') return sendRedirect(reply, personPath(realm, sub))
  setSession(reply, realm, browser, outcome.session)
  return sendRedirect(reply, `${realm.basePath}${realmPaths.account}?done=signed-in`)
}

const emptyForm = {
  ...{ username: undefined, password: undefined, newcomer: undefined, decision: undefined },
  address: '',
}
