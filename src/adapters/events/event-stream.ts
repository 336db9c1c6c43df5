import type { Clock } from '../../ports/clock.ts'
import type { EventSink, Events } from '../../ports/events.ts'

/** What happens in all realms, for whoever listens: flows know neither realm nor time nor sinks. */
export interface EventStream {
  /** What happens in that realm; undefined for what happens before a realm is found. */
  of(realm: string | undefined): Events
}

interface Needs {
  readonly clock: Clock
  readonly sinks: readonly EventSink[]
}

export function createEventStream({ clock, sinks }: Needs): EventStream {
  return {
    of: (realm) => ({
      emit(event) {
        const recorded = { realm, time: clock.now(), event }
        for (const sink of sinks) sink(recorded)
      },
    }),
  }
}
