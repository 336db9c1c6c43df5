import type { User } from '../../src/protocol/user.ts'

export const aUser = (username: string, changes: Partial<User> = {}): User => ({
  sub: username,
  username,
  enabled: true,
  claims: { name: username, email: `${username}@example.com` },
  ...changes,
})
