import { tracingChannel } from 'node:diagnostics_channel'

interface Command {
  readonly args: readonly string[]
}

/** Keys are read once a second, whoever asks then, and so is what other replicas have changed. */
const isReadAnyway = ({ args }: Command): boolean =>
  args.some((value) => /:keys\}$|\{users-and-clients\}$/.test(value))

/**
 * Counts how often the servers of this process wait for Redis: commands that are under way together count
 * once. As the client tells it (the tracing channel of ioredis).
 */
export function countTrips(): { readonly trips: number; stop(): void } {
  let [trips, underWay] = [0, 0]
  const subscribers = {
    start(command: unknown) {
      if (isReadAnyway(command as Command)) return
      if (underWay === 0) trips += 1
      underWay += 1
    },
    end() {},
    asyncStart() {},
    asyncEnd(command: unknown) {
      if (!isReadAnyway(command as Command)) underWay -= 1
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
