/**
 * Where the records of one kind lie: every key has one hash tag, so that what changes together lies in
 * one slot of a cluster, and the kinds of a realm in different ones.
 */
export interface Place {
  /** The ids of all records, by the times at which they end. */
  readonly order: string
  /** Counts records as they come. */
  readonly arrivals: string
  /** What the key of a record begins with, before its id. */
  readonly base: string
  groupKey(group: string): string
}

/** `realm`: lower-case letters, digits and hyphens; `kind`: letters. */
export function placeOf(prefix: string, realm: string, kind: string): Place {
  const tag = `${prefix}:{${realm}:${kind}}`
  return {
    order: `${tag}#order`,
    arrivals: `${tag}#arrivals`,
    base: `${tag}:`,
    groupKey: (group) => `${tag}#group:${group}`,
  }
}
