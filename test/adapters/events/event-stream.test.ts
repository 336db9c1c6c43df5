import { expect, it } from 'vitest'
import { createEventStream } from '../../../src/adapters/events/event-stream.ts'
import type { RecordedEvent } from '../../../src/ports/events.ts'

it('gives every sink each event with its realm and the time of its clock', () => {
  const clock = { time: 7, now: () => clock.time }
  const heard: RecordedEvent[][] = [[], []]
  const stream = createEventStream({
    clock,
    sinks: heard.map((list) => (recorded) => void list.push(recorded)),
  })
  const event = { kind: 'consent.denied', sub: 'alice', clientId: 'spa' } as const
  stream.of('one').emit(event)
  clock.time = 8
  stream.of(undefined).emit(event)
  for (const list of heard) {
    expect(list).toEqual([
      { realm: 'one', time: 7, event },
      { realm: undefined, time: 8, event },
    ])
  }
})
