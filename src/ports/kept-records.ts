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
  /**
   * Of one whom the configuration names: the digest of what it said of them, for this counts as long as it
   * says so. Only where processes share what is kept.
   */
  readonly overConfigured?: string
  /** Since when (epoch seconds) what they have counts; undefined: since ever. */
  readonly since?: number
}

/** What another process has changed; undefined: it has taken out what was kept. */
export interface HeardRecord extends Pick<KeptRecord, 'kind' | 'key'> {
  readonly realmId: string
  readonly record: KeptRecord | undefined
}

/** What processes tell one another that keep theirs in one place. */
export interface SharedRecords {
  /** From now on `heard` is told what others change, within a second or two; after that it counts. */
  follow(heard: (changes: readonly HeardRecord[]) => Promise<void>): void
  /** One is being changed here: what others say of it is heard when the function that comes back is called, not before. */
  hold(realmId: string, kind: KeptRecord['kind'], key: string): () => void
  /** Reads at once what others have changed, and resolves once it counts. */
  refresh(): Promise<void>
  close(): void
}

export interface KeptRecords {
  /**
   * Those of each realm by its id, in the order in which they came. Rejects with a sentence for the
   * operator where something is there that cannot be used.
   */
  load(): Promise<ReadonlyMap<string, readonly KeptRecord[]>>
  /**
   * Puts one in the place of what its key had. Resolves once it outlives the process, and rejects with
   * a sentence where it cannot: then nothing has changed. False where another process has changed it since
   * it was read here: nothing has changed then either.
   */
  put(realmId: string, record: KeptRecord): Promise<boolean>
  remove(realmId: string, kind: KeptRecord['kind'], key: string): Promise<boolean>
  /** Where those of a realm are, for a sentence: `the file data/users-and-clients.json`. */
  placeOf(realmId: string): string
  /** The setting that has them kept. */
  readonly setting: 'data_dir' | 'store'
  /** Undefined where no other process keeps anything there. */
  readonly shared: SharedRecords | undefined
}
