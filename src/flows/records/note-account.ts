/**
 * Keeps track of where the records of a user lie, so that their account page finds them.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import {
  type Account,
  type Answered,
  knowsAnswer,
  noAccount,
  withAnswer,
  withSession,
} from '../../protocol/account/account.ts'
import { signOutId, withdrawalId } from '../../protocol/account/withdrawal.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import { consentId, grantsOf } from '../../protocol/consent/grants.ts'
import type { Session } from '../../protocol/session/session.ts'
import { isAhead } from '../../protocol/time.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'

export interface NoteAccount {
  /** A session has begun; `before` is the id of the one that it takes the place of. */
  session(session: Session, before: string | undefined): Promise<void>
  /** An app is about to get what it asks for. */
  answer(sub: string, request: AuthorizeRequest): Promise<void>
}

interface Needs {
  readonly accounts: Store<Account>
  readonly withdrawals: Store<number>
  readonly scopes: ScopeCatalogue
  readonly clock: Clock
  /** Seconds. */
  readonly lifetimes: { readonly session: number }
}

/** As long as an approval for good, since it leads to those: there is one a user. */
const forGood = Number.POSITIVE_INFINITY

export function createNoteAccount(needs: Needs): NoteAccount {
  const { accounts, withdrawals, scopes, clock, lifetimes } = needs

  /** A clock that has been put right since a withdrawal must keep out nobody who is let in anew. */
  const putRight = async (id: string, now: number): Promise<void> => {
    const at = await withdrawals.find(id)
    if (at !== undefined && isAhead(at, now)) await withdrawals.update(id, () => now - 1)
  }

  return {
    async session({ id, sub, startedAt: now }, before) {
      const begun = { id, before, now, expiresAt: now + lifetimes.session }
      await Promise.all([
        putRight(signOutId(sub), now),
        accounts.upsert(sub, (account) => withSession(account ?? noAccount, begun), forGood),
      ])
    },

    async answer(sub, request) {
      const { client } = request
      const answered: Answered = {
        clientId: client.id,
        grants: grantsOf(request, scopes),
        consent: consentId(sub, client),
        now: clock.now(),
      }
      await putRight(withdrawalId(sub, client.id), answered.now)
      if (knowsAnswer((await accounts.find(sub)) ?? noAccount, answered)) return
      await accounts.upsert(sub, (account) => withAnswer(account ?? noAccount, answered), forGood)
    },
  }
}
