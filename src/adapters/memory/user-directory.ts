import type { Clock } from '../../ports/clock.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { User } from '../../protocol/user.ts'
import { type ArrivalsState, createArrivals } from './arrivals.ts'

/** A directory that can be exchanged while it is in use. */
export interface ReloadableUserDirectory extends UserDirectory {
  /** Exchanges all users in one step. */
  replace(users: readonly User[]): void
  /** Since when (epoch seconds) what a user has counts. */
  since(sub: string): number
  /** They have been there since `time`, as another process has seen. */
  cameAt(sub: string, time: number): void
  /** Those who were taken out or disabled since this was asked last, by `sub`. */
  takeLeft(): readonly string[]
  /** Since when its users are there, for whoever wants that back. */
  state(): ArrivalsState
  restore(state: ArrivalsState): void
}

interface Needs {
  readonly clock: Clock
  /** Whether what a user has is ended one by one when they have left. */
  readonly endsAll?: boolean
}

/** Users by `sub` and by user name, both compared as they are, letter for letter. */
export function createMemoryUserDirectory(
  users: readonly User[],
  needs: Needs,
): ReloadableUserDirectory {
  let known = index(users)
  const arrivals = createArrivals(enabledSubs(users), needs)

  return {
    find: async (sub) => known.bySub.get(sub),
    findByUsername: async (username) => known.byUsername.get(username),
    findSince: async (sub, time) => {
      const user = known.bySub.get(sub)
      return user?.enabled === true && arrivals.stillCounts(sub, time) ? user : undefined
    },
    list: async () => known.all,
    replace(next) {
      known = index(next)
      arrivals.now(enabledSubs(next))
    },
    since: arrivals.since,
    cameAt: arrivals.cameAt,
    takeLeft: arrivals.takeLeft,
    state: arrivals.state,
    restore: arrivals.restore,
  }
}

const enabledSubs = (users: readonly User[]): readonly string[] =>
  users.filter(({ enabled }) => enabled).map(({ sub }) => sub)

function index(users: readonly User[]) {
  const bySub = new Map(users.map((user) => [user.sub, user]))
  const byUsername = new Map(users.map((user) => [user.username, user]))
  if (bySub.size < users.length) throw new Error('Two users have the same sub.')
  if (byUsername.size < users.length) throw new Error('Two users have the same username.')
  return { bySub, byUsername, all: [...users] }
}
