import { setImmediate as afterAllThatWaits } from 'node:timers/promises'

/** What ends on a thread of its own, after a time that no clock of a world knows. */
const methods = ['digest', 'exportKey', 'generateKey', 'importKey', 'sign', 'verify'] as const

type Act = (...values: readonly unknown[]) => Promise<unknown>

/** Counts what is under way in Web Crypto, so that a world can wait for it: only what it is made of takes time there. */
export function createCountdown() {
  const { subtle } = globalThis.crypto
  let underWay = 0
  for (const method of methods) {
    // Nothing is done with what it is given but to pass it on.
    const act = subtle[method].bind(subtle) as unknown as Act
    const counted: Act = async (...values) => {
      underWay += 1
      try {
        return await act(...values)
      } finally {
        underWay -= 1
      }
    }
    Object.defineProperty(subtle, method, { value: counted, configurable: true })
  }
  return {
    async isNone(): Promise<void> {
      do await afterAllThatWaits()
      while (underWay > 0)
    },
    stop(): void {
      // What stands below is that of all others.
      for (const method of methods) Reflect.deleteProperty(subtle, method)
    },
  }
}
