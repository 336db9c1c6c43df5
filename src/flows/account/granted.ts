/**
 * Who has let an app in, for whoever looks after the realm: the account page of every user shows the
 * same of itself.
 *
 * @module
 */

import type { Store } from '../../ports/store.ts'
import type { Account, LetIn } from '../../protocol/account/account.ts'
import type { ListAccount, ListedApp } from './list-account.ts'
import type { Withdraw } from './withdraw.ts'

export interface Granted extends Pick<LetIn, 'grants' | 'since' | 'lastAt'> {
  readonly sub: string
}

export interface Grants {
  /** Those of whose grants something may still work; whoever let it in last is the first. */
  of(clientId: string): Promise<readonly Granted[]>
  /** Takes back what the app was given by a user, or by all. Answers by how many. */
  withdraw(clientId: string, sub: string | undefined): Promise<number>
  /** Those of a user, the latest first. */
  ofUser(sub: string): Promise<readonly ListedApp[]>
  /** Takes back what a user has let an app have, or all apps. Answers how many. */
  withdrawOfUser(sub: string, clientId: string | undefined): Promise<number>
}

interface Needs {
  readonly accounts: Store<Account>
  readonly list: Pick<ListAccount, 'lasts' | 'apps' | 'account'>
  readonly withdraw: Withdraw
}

export function createGrants({ accounts, list, withdraw }: Needs): Grants {
  const lettingIn = async (clientId: string) => {
    const all = (await accounts.list()).flatMap(({ id: sub, value: { apps } }) => {
      const app = apps.find((one) => one.clientId === clientId)
      return app === undefined ? [] : [{ sub, app }]
    })
    const lasting = await Promise.all(all.map(({ sub, app }) => list.lasts(sub, app)))
    return all.filter((_, at) => lasting[at])
  }

  return {
    async of(clientId) {
      const granted = (await lettingIn(clientId)).map(
        ({ sub, app: { grants, since, lastAt } }) => ({
          ...{ sub, grants, since, lastAt },
        }),
      )
      return granted.toSorted((one, other) => other.lastAt - one.lastAt)
    },

    async withdraw(clientId, meant) {
      const granted = await lettingIn(clientId)
      const these = granted.filter(({ sub }) => meant === undefined || sub === meant)
      for (const { sub, app } of these) await withdraw(sub, app)
      return these.length
    },

    ofUser: list.apps,

    async withdrawOfUser(sub, meant) {
      const { apps } = await list.account(sub)
      const these = apps.filter(({ clientId }) => meant === undefined || clientId === meant)
      for (const app of these) await withdraw(sub, app)
      return these.length
    },
  }
}
