import type { Clock } from '../../ports/clock.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import { isAhead } from '../../protocol/time.ts'
import type { User } from '../../protocol/user.ts'

/** A directory that can be exchanged while it is in use. */
export interface ReloadableUserDirectory extends UserDirectory {
  /** Exchanges all users in one step. */
  replace(users: readonly User[]): void
}

interface Needs {
  readonly clock: Clock
}

/** Users by `sub` and by user name, both compared as they are, letter for letter. */
export function createMemoryUserDirectory(
  users: readonly User[],
  { clock }: Needs,
): ReloadableUserDirectory {
  let known = index(users)
  /** When those came back, or came at all, who were not there at the start. */
  let since = new Map<string, number>()

  const wasHere = (sub: string, time: number): boolean => {
    const came = since.get(sub) ?? 0
    // A clock that has been put right since then must keep nobody out.
    return time >= came || isAhead(came, clock.now())
  }
  return {
    find: async (sub) => known.bySub.get(sub),
    findByUsername: async (username) => known.byUsername.get(username),
    findSince: async (sub, time) => {
      const user = known.bySub.get(sub)
      return user?.enabled === true && wasHere(sub, time) ? user : undefined
    },
    list: async () => [...known.bySub.values()],
    replace(next) {
      const reloaded = index(next)
      const now = clock.now()
      const usable = next.filter(({ enabled }) => enabled)
      since = new Map(
        usable.map(({ sub }) => {
          const stayed = known.bySub.get(sub)?.enabled === true
          return [sub, stayed ? (since.get(sub) ?? 0) : now]
        }),
      )
      known = reloaded
    },
  }
}

function index(users: readonly User[]) {
  const bySub = new Map(users.map((user) => [user.sub, user]))
  const byUsername = new Map(users.map((user) => [user.username, user]))
  if (bySub.size < users.length) throw new Error('Two users have the same sub.')
  if (byUsername.size < users.length) throw new Error('Two users have the same username.')
  return { bySub, byUsername }
}
