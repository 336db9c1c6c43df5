import type { SigningAlg } from '../../../protocol/keys/signing-alg.ts'
import { generatePrivateJwk, type PrivateJwk } from './signing-key.ts'

/** Makes a key that nobody else has. */
export type MakeJwk = (alg: SigningAlg) => Promise<PrivateJwk>

export interface SpareKeys {
  readonly take: MakeJwk
  /** Makes none any more before somebody asks. */
  close(): void
}

/** Keys of one algorithm that wait for a realm. */
export const mostSpares = 2

/** Node has four threads for keys and signatures: one is left for signatures. */
const atOnce = 3

interface Line {
  readonly spares: PrivateJwk[]
  readonly waiting: Waiting[]
  making: number
  taken: number
}

interface Waiting {
  resolve(jwk: PrivateJwk): void
  reject(error: unknown): void
}

/**
 * Keys that are made before a realm asks: an RSA key takes some 150 ms of a processor, longer than most
 * tests, and each test has a realm. It begins with the second key of an algorithm, for most servers have
 * one realm. Each key is given once. Keys on curves are made at once: that takes less than a millisecond.
 */
export function createSpareKeys(make: MakeJwk = generatePrivateJwk): SpareKeys {
  const lines = new Map<SigningAlg, Line>()
  let isOpen = true

  const begin = (alg: SigningAlg, line: Line): void => {
    line.making += 1
    const done = (give: (waiting: Waiting | undefined) => void): void => {
      line.making -= 1
      give(line.waiting.shift())
    }
    make(alg).then(
      (jwk) => {
        done((waiting) => (waiting ? waiting.resolve(jwk) : line.spares.push(jwk)))
        goOn(alg, line)
      },
      // whoever asks next tries again
      (error: unknown) => {
        done((waiting) => waiting?.reject(error))
        if (line.waiting.length > 0) goOn(alg, line)
      },
    )
  }
  const goOn = (alg: SigningAlg, line: Line): void => {
    const { spares, waiting, taken } = line
    const ahead = isOpen && taken > 1 && spares.length < mostSpares ? 1 : 0
    const wanted = waiting.length > 0 ? Math.min(waiting.length, atOnce) : ahead
    while (line.making < wanted) begin(alg, line)
  }

  return {
    take(alg) {
      if (!/^[RP]S/.test(alg)) return make(alg)
      const line = lines.get(alg) ?? { spares: [], waiting: [], making: 0, taken: 0 }
      lines.set(alg, line)
      line.taken += 1
      const spare = line.spares.shift()
      const taking =
        spare ??
        new Promise<PrivateJwk>((resolve, reject) => line.waiting.push({ resolve, reject }))
      goOn(alg, line)
      return Promise.resolve(taking)
    },
    close() {
      isOpen = false
    },
  }
}
