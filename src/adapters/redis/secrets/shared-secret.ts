import type { SharedSecret } from '../../../ports/shared-secret.ts'
import type { RedisConnection } from '../connection/connection.ts'
import { seal, unseal } from './sealed.ts'

interface Needs {
  readonly redis: RedisConnection
  readonly realm: string
  /** Such as `keys`. */
  readonly name: string
  /** The store key; undefined on loopback alone. */
  readonly key: Buffer | undefined
  /** Milliseconds for which it stays when nobody changes it; undefined: for good. */
  readonly lasts?: number | undefined
}

/** A secret in Redis, sealed. */
export function createSharedSecret({ redis, realm, name, key, lasts }: Needs): SharedSecret {
  const place = `${redis.prefix}:{${realm}:${name}}`
  // The same text is sealed to another one each time.
  let last: { readonly text: string; readonly sealed: string } | undefined
  return {
    async read() {
      const sealed = (await redis.get(place)) ?? undefined
      if (sealed !== last?.sealed) {
        last = sealed === undefined ? undefined : { text: unseal(sealed, key, place), sealed }
      }
      return last?.text
    },
    async replace(before, next) {
      if (before !== last?.text) return false
      const sealed = seal(next, key, place)
      const values = [last?.sealed ?? '', sealed, lasts ?? '']
      const isReplaced = await redis.run('replace', [place], values)
      if (isReplaced === 1) last = { text: next, sealed }
      return isReplaced === 1
    },
  }
}
