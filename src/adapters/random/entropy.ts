import { randomFillSync } from 'node:crypto'
import type { Entropy } from '../../ports/entropy.ts'

/** Asking the system costs the same for 16 bytes as for thousands, so they are drawn in bulk. */
const poolBytes = 8192

/** Names from the system's secure random source. No byte of the pool is used twice. */
export function createEntropy(): Entropy {
  const pool = Buffer.alloc(poolBytes)
  let used = poolBytes
  const draw = (bytes: number): string => {
    if (used + bytes > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    const text = pool.toString('base64url', used, used + bytes)
    pool.fill(0, used, used + bytes)
    used += bytes
    return text
  }
  return { secret: () => draw(32), id: () => draw(16) }
}
