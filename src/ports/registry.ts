/**
 * Who may ask and who may sign in: what an operator has written, and what has joined since. It
 * changes seldom and does not expire.
 *
 * @module
 */

import type { Client, LoopbackClient } from '../protocol/client/client.ts'
import type { User } from '../protocol/user.ts'

/** What became of a client that was to be added. */
export type Added =
  /** It is in; `replaced` had to make room for it. */
  | { readonly kind: 'added'; readonly replaced: LoopbackClient | undefined }
  /** There is one by that id, or by that id and origin. */
  | { readonly kind: 'taken' }
  /** There is no room, for every one that might make room is in use. */
  | { readonly kind: 'full' }

export interface ClientRegistry {
  /**
   * The client of that id. One that is registered is found whatever `address` (a redirect URI) is; of
   * those accepted on loopback, which share an id, the one whose origin `address` lies in, or without
   * an address the one that was used last.
   */
  find(id: string, address: string | undefined): Promise<Client | undefined>
  /** Those of that id that were accepted on loopback and whose redirect URIs a user has approved. */
  findApproved(id: string): Promise<readonly Client[]>
  /**
   * Adds a client in one step. Of those accepted on loopback the oldest that is not in use makes
   * room, first of all one that no user has had an answer through.
   */
  add(client: Client): Promise<Added>
  /**
   * A user has had an answer through a client; at `approved` by a page that they have answered. It
   * changes nothing of clients that were not accepted on loopback: then there is nothing to wait for.
   */
  noteUse(client: Client, approved?: string): Promise<void> | undefined
  /**
   * Whether what the client of that id was given at `time` (epoch seconds) still counts: a client
   * that its operator has taken out or disabled since has lost it, also when it comes back.
   */
  stillCounts(id: string, time: number): Promise<boolean>
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
  /** All of them; the same list as long as nothing has changed. */
  list(): Promise<readonly User[]>
}
