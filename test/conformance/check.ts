import type { Party } from './party.ts'

/** What a module of the suite asks of a provider. */
export interface Check {
  /** Completes "the provider …", in our words. */
  readonly proves: string
  /** For which response types there is anything to ask; for all, when it is left out. */
  readonly concerns?: (party: Party) => boolean
  readonly check: (party: Party) => Promise<void>
}
