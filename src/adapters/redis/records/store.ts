/**
 * Stores on Redis or Valkey. The realm's clock decides what has ended, for the end stands in the
 * record; Redis only sweeps, a while later.
 *
 * @module
 */

import type { GroupedStore, Store } from '../../../ports/store.ts'
import { createChanger } from './changer.ts'
import { createLine } from './line.ts'
import { listed } from './listed.ts'
import { placeOf } from './place.ts'
import { createTexts, type TextsNeeds } from './texts.ts'
import { createWriter, type WriterNeeds } from './writer.ts'

export interface RedisStoreNeeds<Value> extends Omit<WriterNeeds<Value>, 'perGroup'>, TextsNeeds {
  /** Lower-case letters, digits and hyphens. */
  readonly realm: string
  /** Letters. */
  readonly kind: string
}

export const createRedisStore = <Value>(needs: RedisStoreNeeds<Value>): Store<Value> =>
  createStore(needs)

export const createRedisGroupedStore = <Value>(
  needs: Omit<RedisStoreNeeds<Value>, 'mayGo'> & { readonly perGroup: number },
): GroupedStore<Value> => createStore(needs)

/** Removes all records of a kind; what is asked for afterwards on the same connection comes after it. */
export async function clearRedisStore({
  redis,
  realm,
  kind,
}: Pick<RedisStoreNeeds<never>, 'redis' | 'realm' | 'kind'>): Promise<void> {
  const { order, arrivals, base } = placeOf(redis.prefix, realm, kind)
  await redis.run('clear', [order, arrivals], [base])
}

function createStore<Value>(
  needs: RedisStoreNeeds<Value> & Pick<WriterNeeds<Value>, 'perGroup'>,
): GroupedStore<Value> {
  const { redis, realm, kind } = needs
  const place = placeOf(redis.prefix, realm, kind)
  const texts = createTexts<Value>(needs, place)
  const writer = createWriter(needs, place)
  const changer = createChanger(texts, writer)
  const inLine = createLine()

  const put = async (id: string, value: Value, expiresAt: number, group?: string) => {
    texts.note(id, undefined)
    const { text } = await writer.put(id, { value, expiresAt, group }, 'anything')
    texts.note(id, text)
  }
  return {
    find: async (id) => texts.live(await texts.read(id))?.value,
    expect: texts.expect,
    put: (id, value, expiresAt) => put(id, value, expiresAt),
    putIn: (group, id, value, expiresAt) => put(id, value, expiresAt, group),
    take: async (id) => texts.live(await texts.take(id))?.value,
    remove: async (id) => void (await texts.take(id)),
    update: (id, change) =>
      inLine(id, () =>
        changer.change(id, (before) =>
          before === undefined ? undefined : { value: change(before) },
        ),
      ),
    upsert: (id, change, expiresAt) =>
      inLine(id, async () => {
        const made = await changer.make(id, (before) => ({ value: change(before) }), expiresAt)
        // It makes something of nothing too.
        return made as Value
      }),
    list: () => listed(redis, place, texts.live),
  }
}
