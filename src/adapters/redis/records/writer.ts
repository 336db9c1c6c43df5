/**
 * Writes records of one kind, within the room that there is.
 *
 * @module
 */

import type { Clock } from '../../../ports/clock.ts'
import { NoRoomError } from '../../../protocol/unavailable/no-room.ts'
import type { RedisConnection } from '../connection/connection.ts'
import { listed } from './listed.ts'
import type { Place } from './place.ts'
import { type RedisRecord, readRecord, writeRecord } from './record.ts'

export interface WriterNeeds<Value> {
  readonly redis: RedisConnection
  readonly clock: Clock
  /** The most records: what would end first makes room, unless `mayGo` says otherwise. */
  readonly capacity: number
  /** Which records may go before they end: none, or those that it holds for. Without it each may. */
  readonly mayGo?: 'none' | ((value: Value) => boolean) | undefined
  /** The most records of one group; beyond it the oldest of the group makes room. */
  readonly perGroup?: number
  /** Seconds for which Redis keeps a record beyond its end, for clocks differ. */
  readonly grace?: number
}

/** As far apart as the clocks of replicas may be. */
const usualGrace = 60

/** What must be there for a record to be written; a text: that of the record as it was read. */
export type Condition = 'anything' | 'nothing' | { readonly text: string }

/** What became of a record; the text that is there now. `other`: the condition did not hold. */
export interface Put {
  readonly is: 'kept' | 'other'
  readonly text: string | undefined
}

export interface Writer<Value> {
  /**
   * Throws {@link NoRoomError} where there is no room, and nothing that may make some. `keepsEnd`: the
   * record is there, and ends and belongs where it did.
   */
  put(
    id: string,
    record: RedisRecord<Value>,
    condition: Condition,
    keepsEnd?: boolean,
  ): Promise<Put>
}

export function createWriter<Value>(needs: WriterNeeds<Value>, place: Place): Writer<Value> {
  const { redis, mayGo } = needs
  const tryPut = createTryPut(needs, place)

  /** Lets one go that may; false when none does. */
  const makeRoom = async (): Promise<boolean> => {
    if (typeof mayGo !== 'function') return false
    const withText = (text: string) => ({ ...readRecord<Value>(text), text })
    const all = await listed(redis, place, withText)
    for (const { id, text } of all.filter((one) => mayGo(one.value))) {
      const keys = [place.base + id, place.order]
      if ((await redis.run('removeSame', keys, [id, text])) === 1) return true
    }
    return false
  }

  return {
    async put(id, record, condition, keepsEnd = false) {
      const put = await tryPut(id, record, condition, keepsEnd)
      if (put !== 'full') return put
      const again = (await makeRoom()) ? await tryPut(id, record, condition, keepsEnd) : put
      if (again === 'full') throw new NoRoomError()
      return again
    },
  }
}

function createTryPut<Value>(needs: WriterNeeds<Value>, place: Place) {
  const { redis, clock, capacity, mayGo, grace = usualGrace, perGroup = 0 } = needs
  const { order, arrivals, base, groupKey } = place
  const isLasting = mayGo === undefined ? '0' : '1'

  const endOf = ({ expiresAt }: RedisRecord<Value>, now: number) => {
    if (!Number.isFinite(expiresAt)) return { ttl: '', end: '' }
    return { ttl: Math.max(1, Math.ceil((expiresAt - now + grace) * 1000)), end: expiresAt }
  }
  const groupOf = ({ group }: RedisRecord<Value>) =>
    group === undefined ? [] : [groupKey(group), JSON.stringify(group), perGroup]

  return async (
    id: string,
    record: RedisRecord<Value>,
    condition: Condition,
    keepsEnd: boolean,
  ): Promise<Put | 'full'> => {
    const now = clock.now()
    const text = writeRecord(record)
    const { ttl, end } = endOf(record, now)
    const [is, other] = (await redis.run(
      'put',
      [base + id, order, arrivals],
      [
        ...[id, text, keepsEnd ? 'keep' : ttl, end, now, capacity, isLasting],
        ...(typeof condition === 'string' ? [condition, ''] : ['same', condition.text]),
        ...[base, ...(keepsEnd ? [] : groupOf(record))],
      ],
      // as the script says
    )) as readonly ['kept' | 'other' | 'full', string | undefined]
    return is === 'full' ? is : { is, text: is === 'kept' ? text : other }
  }
}
