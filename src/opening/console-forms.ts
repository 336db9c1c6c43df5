import { createEntropy } from '../adapters/random/entropy.ts'
import type { SharedSecret } from '../ports/shared-secret.ts'

/** What the forms of the console are known by: of this start, or the same on every replica. */
export interface ConsoleForms {
  secret(): string
  /** Finds out what it is; asked before a page of the console is made or judged. */
  meet(): Promise<void>
}

export function createConsoleForms(shared: SharedSecret | undefined): ConsoleForms {
  let secret = createEntropy().secret()
  let isKnown = shared === undefined
  return {
    secret: () => secret,
    async meet() {
      if (shared === undefined || isKnown) return
      const found = await shared.read()
      // Of many replicas one puts its own there; whoever comes second reads again.
      if (found === undefined && !(await shared.replace(undefined, secret))) return this.meet()
      secret = found ?? secret
      isKnown = true
    },
  }
}
