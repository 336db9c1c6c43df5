import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { createMemoryUserDirectory } from '../../src/adapters/memory/user-directory.ts'
import { createReadCurrentSession } from '../../src/flows/session/current-session.ts'
import type { Session } from '../../src/protocol/session/session.ts'
import { aUser } from '../support/users.ts'

const begin = 1_800_000_000

describe('a session', () => {
  it.each([2, 30, 60, 90, 28_800])(
    'with an idle time of %i seconds goes on while it is used, and ends when it is not (ASVS 7.3.1)',
    async (idle) => {
      const clock = { time: begin, now: () => clock.time }
      const sessions = createMemoryStore<Session>({ clock, capacity: 10 })
      const withdrawals = createMemoryStore<number>({ clock, capacity: 10 })
      const users = createMemoryUserDirectory([aUser('alice')], { clock })
      const currentSession = createReadCurrentSession({
        ...{
          sessions,
          withdrawals,
          users,
          clock,
          idle,
          claimsOfLogin: undefined,
          foresee: () => {},
        },
      })
      const at = { authTime: begin, startedAt: begin, lastSeenAt: begin, visited: [] }
      const session: Session = { id: 'a', sid: 's', sub: 'alice', ...at }
      await sessions.put('a', session, begin + 1_000_000)
      for (let visit = 0; visit < 10; visit += 1) {
        clock.time += Math.ceil(idle / 2)
        expect(await currentSession('a')).toBeDefined()
      }
      clock.time += idle + 1
      expect(await currentSession('a')).toBeUndefined()
    },
  )
})
