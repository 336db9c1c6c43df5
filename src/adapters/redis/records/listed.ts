import type { Kept } from '../../../ports/store.ts'
import type { RedisConnection } from '../connection/connection.ts'
import type { Place } from './place.ts'
import type { RedisRecord } from './record.ts'

/** Records that are read in one step. */
const chunk = 500

/**
 * What is kept, as `read` has it, in the order in which it ends; what never does in the order in which it
 * came. It takes a round trip for every 500 records.
 */
export async function listed<Value, Read extends RedisRecord<Value>>(
  redis: RedisConnection,
  { order, base }: Place,
  read: (text: string) => Read | undefined,
): Promise<readonly (Kept<Value> & Read)[]> {
  const ids = await redis.membersOf(order)
  const all: (Kept<Value> & Read)[] = []
  for (let from = 0; from < ids.length; from += chunk) {
    const some = ids.slice(from, from + chunk)
    const texts = await redis.mget(some.map((id) => base + id))
    for (const [at, id] of some.entries()) {
      const text = texts[at]
      const record = typeof text === 'string' ? read(text) : undefined
      if (record !== undefined) all.push({ id, ...record })
    }
  }
  return all
}
