import { tracingChannel } from 'node:diagnostics_channel'

interface Command {
  readonly args: readonly string[]
}

/** Keys are read once a second, whoever asks then. */
const isAboutKeys = ({ args }: Command): boolean => args.some((value) => value.endsWith(':keys}'))

/**
 * Counts how often the servers of this process wait for Redis: commands that are under way together count
 * once. As the client tells it (the tracing channel of ioredis).
 */
export function countTrips(): { readonly trips: number; stop(): void } {
  let [trips, underWay] = [0, 0]
  const subscribers = {
    start(command: unknown) {
      if (isAboutKeys(command as Command)) return
      if (underWay === 0) trips += 1
      underWay += 1
    },
    end() {},
    asyncStart() {},
    asyncEnd(command: unknown) {
      if (!isAboutKeys(command as Command)) underWay -= 1
    },
    error() {},
  }
  const channel = tracingChannel<unknown, object>('ioredis:command')
  channel.subscribe(subscribers)
  return {
    get trips() {
      return trips
    },
    stop: () => channel.unsubscribe(subscribers),
  }
}
