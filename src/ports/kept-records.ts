/**
 * Users and clients that came while the server ran, and outlive it: one keeper for all realms.
 *
 * @module
 */

export interface KeptRecord {
  readonly kind: 'users' | 'clients'
  /** The `sub` of a user, the id of a client: unique among those of its kind and realm. */
  readonly key: string
  /** In the words of `fragrant.yaml`, with hashes in the place of secrets; null: taken out. */
  readonly written: Readonly<Record<string, unknown>> | null
  /** Whether it stands in the place of one who is there only where nothing is configured. */
  readonly overDemo: boolean
  /** Whether it is another of the same key, rather than that one changed. */
  readonly isAnew: boolean
  /** Whether a login page has made it. */
  readonly isNewcomer: boolean
}

export interface KeptRecords {
  /**
   * Those of each realm by its id, in the order in which they came. Rejects with a sentence for the
   * operator where something is there that cannot be used.
   */
  load(): Promise<ReadonlyMap<string, readonly KeptRecord[]>>
  /**
   * Puts one in the place of what its key had. Resolves once it outlives the process, and rejects with
   * a sentence where it cannot: then nothing has changed.
   */
  put(realmId: string, record: KeptRecord): Promise<void>
  remove(realmId: string, kind: KeptRecord['kind'], key: string): Promise<void>
  /** Where those of a realm are, for a sentence: `the file data/users-and-clients.json`. */
  placeOf(realmId: string): string
}
