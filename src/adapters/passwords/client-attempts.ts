import { createHash } from 'node:crypto'
import type { Attempts } from '../../ports/attempts.ts'
import type { SecretLimits } from './login-limits.ts'
import { networkOf } from './network-of.ts'

interface Needs {
  readonly limits: SecretLimits
  /** Those of another realm have failures of their own. */
  readonly realm: string
}

/** Wrong secrets of clients cost what wrong passwords do, and count apart from those. */
export function createClientAttempts({ limits, realm }: Needs): Attempts {
  const keyOf = (name: string, address: string): string =>
    createHash('sha256')
      .update(`client\n${realm}\n${networkOf(address)}\n${name}`)
      .digest('base64')
  const { expect } = limits
  return {
    ...(expect && { expect: (name, address) => expect(keyOf(name, address), address) }),
    waitOf: async (name, address) =>
      Math.ceil((await limits.waitOf(keyOf(name, address), address)) / 1000),
    failed: (name, address) => limits.countFailure(keyOf(name, address), address),
    succeeded: (name, address) => limits.forget(keyOf(name, address), address),
  }
}
