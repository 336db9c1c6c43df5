/**
 * What an operator has registered: it changes seldom and does not expire.
 *
 * @module
 */

import type { Client } from '../protocol/client.ts'
import type { User } from '../protocol/user.ts'

export interface ClientRegistry {
  find(id: string): Promise<Client | undefined>
  /** Adds a client in one step; false when the id is taken or the registry is full. */
  add(client: Client): Promise<boolean>
  list(): Promise<readonly Client[]>
}

export interface UserDirectory {
  find(sub: string): Promise<User | undefined>
  /**
   * The user, if they may sign in and could do so ever since `time` (epoch seconds): whoever was
   * taken out or disabled in between has lost what they had then.
   */
  findSince(sub: string, time: number): Promise<User | undefined>
  findByUsername(username: string): Promise<User | undefined>
  list(): Promise<readonly User[]>
}
