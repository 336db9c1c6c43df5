/**
 * A Redis of a world, and the lines of replicas to it, on which messages take their time or are lost.
 *
 * @module
 */

import type { RedisConnection } from '../../src/adapters/redis/connection/connection.ts'
import { StoreUnavailableError } from '../../src/protocol/unavailable/store-unavailable.ts'
import type { World } from './world.ts'

export interface LossyRedis {
  /** What is told of each text that is written. */
  onWrite(told: (key: string, text: string) => void): void
  line(): LossyLine
}

export interface LossyLine {
  readonly redis: RedisConnection
  /** Nothing gets through, for so many milliseconds. */
  cutOff(milliseconds: number): void
  /** Whether it was never cut since then. */
  isWholeSince(time: number): boolean
}

/** Milliseconds that a command has. */
const deadline = 1_000

/** Milliseconds that a message takes. */
const mostUnderWay = 30

/** One message in so many is lost; never more than two of a line one after the other, but where it is cut. */
const lostOneIn = 10
const mostLost = 2

export function createLossyRedis(world: World): LossyRedis {
  const server = createServer(world)
  return {
    onWrite: server.onWrite,
    line: () => createLine(world, server),
  }
}

type Values = readonly (string | number)[]

type Server = ReturnType<typeof createServer>

function createServer(world: World) {
  const texts = new Map<string, { readonly text: string; readonly goneAt: number }>()
  let told: (key: string, text: string) => void = () => {}
  const get = (key: string): string | null => {
    const found = texts.get(key)
    return found !== undefined && found.goneAt > world.now() ? found.text : null
  }
  const set = (key: string, text: string, goneAt: number): void => {
    texts.set(key, { text, goneAt })
    told(key, text)
  }
  const replace = (key: string, [before, next]: Values): 0 | 1 => {
    if ((get(key) ?? '') !== before) return 0
    set(key, String(next), Number.POSITIVE_INFINITY)
    return 1
  }
  const take = (key: string): string | null => {
    const found = get(key)
    texts.delete(key)
    return found
  }
  const put = (key: string, [, text, ttl, , , , , condition, wanted]: Values) => {
    const now = get(key)
    const isAsWanted = condition === 'same' ? now === wanted : now === null
    if (condition !== 'anything' && !isAsWanted) return now === null ? ['other'] : ['other', now]
    const goneAt = ttl === 'keep' ? (texts.get(key)?.goneAt ?? 0) : world.now() + Number(ttl)
    set(key, String(text), goneAt)
    return ['kept']
  }
  return {
    get,
    onWrite(tell: typeof told) {
      told = tell
    },
    /** As scripts.ts says; all that is asked for here. */
    run(script: string, [key = '']: readonly string[], values: readonly (string | number)[]) {
      if (script === 'replace') return replace(key, values)
      if (script === 'put') return put(key, values)
      if (script === 'take') return take(key)
      throw new Error(`There is no ${script} in this world.`)
    },
  }
}

function createLine(world: World, server: Server): LossyLine {
  let [cutUntil, lost] = [0, 0]
  const last = { out: 0, back: 0 }
  /** Milliseconds until a message is there: none overtakes another. */
  const inTurn = (way: 'out' | 'back'): number => {
    last[way] = Math.max(last[way], world.now() + world.between(0, mostUnderWay))
    return last[way] - world.now()
  }
  const isCut = (): boolean => world.now() < cutUntil
  const isLost = (): boolean => {
    lost = world.between(1, lostOneIn) === 1 && lost < mostLost ? lost + 1 : 0
    return isCut() || lost > 0
  }
  /** A request that is lost has done nothing; one whose answer is lost has. */
  const sent = async <Reply>(act: () => Reply): Promise<Reply> => {
    const began = world.now()
    const isWhole = !isLost()
    const isAnswered = isWhole || (!isCut() && world.between(0, 1) === 1)
    await world.sleep(inTurn('out'))
    const reply = isAnswered ? act() : undefined
    if (isWhole && !isCut()) {
      await world.sleep(inTurn('back'))
      return reply as Reply
    }
    await world.sleep(began + deadline - world.now())
    throw new StoreUnavailableError('Command timed out')
  }
  const unused = () => Promise.reject(new Error('Nobody asks for it in this world.'))
  const redis: RedisConnection = {
    prefix: 'fragrant',
    roundTrips: 0,
    get: (key) => sent(() => server.get(key)),
    run: (script, keys, values) => sent<unknown>(() => server.run(script, keys, values)),
    ping: () => sent(() => {}),
    ...{ mget: unused, membersOf: unused, remove: unused, info: unused },
    close() {},
  }
  return {
    redis,
    cutOff(milliseconds) {
      cutUntil = Math.max(cutUntil, world.now() + milliseconds)
    },
    isWholeSince: (time) => time >= cutUntil,
  }
}
