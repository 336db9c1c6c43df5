import { z } from 'zod'
import { last, type SteeredClock } from '../../adapters/time/steered-clock.ts'
import { firstPossible } from '../../protocol/time.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { operation } from '../operation.ts'
import { duration, instant, milliseconds } from './schemas.ts'

const clock = z
  .object({
    now: milliseconds,
    frozen: z.boolean(),
    ahead: z.number().meta({ description: 'Milliseconds ahead of the machine.' }),
  })
  .meta({ title: 'Clock' })

function shown(steered: SteeredClock): z.input<typeof clock> {
  const { ahead, frozenAt } = steered.setting()
  return { now: steered.milliseconds(), frozen: frozenAt !== undefined, ahead }
}

/** Moves it on every replica. */
function changed(control: Control, r: string, move: (steered: SteeredClock) => void) {
  const { clock: steered, sharing } = control.find(r).steering
  return sharing.change(() => {
    move(steered)
    return shown(steered)
  })
}

const setting = z
  .strictObject({
    now: instant.optional(),
    frozen: z.boolean().optional(),
    skew: duration.optional(),
  })
  .refine(
    ({ now, frozen, skew }) => now !== undefined || frozen !== undefined || skew !== undefined,
    {
      error: 'must say now, frozen or skew',
    },
  )
  .refine(({ now, skew }) => now === undefined || skew === undefined, {
    error: 'must say now or skew, for each sets the time',
  })
  .meta({ minProperties: 1 })

const first = firstPossible * 1000

const range = `${new Date(first).toISOString()} to ${new Date(last).toISOString()}`

/** Before the first no token is issued, for a clock that shows it has never been set. */
function judge(member: string, time: number): void {
  if (time >= first && time <= last) return
  throw new ControlError(400, `${member}: must leave the clock within ${range}`, member)
}

export const clockOperations = [
  operation({
    name: 'clock.get',
    method: 'GET',
    path: '/realms/{r}/clock',
    summary: 'Tells the time of a realm.',
    answer: clock,
    run: (control, { path: { r = '' } }) => shown(control.find(r).steering.clock),
  }),
  operation({
    name: 'clock.set',
    method: 'PUT',
    path: '/realms/{r}/clock',
    summary: 'Sets the time, freezes it, or skews it against that of the machine.',
    body: setting,
    answer: clock,
    run: (control, { path: { r = '' }, body: { now, frozen, skew } }) =>
      changed(control, r, (steered) => {
        if (skew !== undefined) judge('skew', steered.machine() + skew)
        if (now !== undefined) judge('now', now)
        if (skew !== undefined) steered.skew(skew)
        if (frozen === false) steered.thaw()
        if (now !== undefined) steered.set(now)
        if (frozen === true) steered.freeze(now)
      }),
  }),
  operation({
    name: 'clock.advance',
    method: 'POST',
    path: '/realms/{r}/clock/advance',
    summary: 'Moves the time on.',
    body: z.strictObject({ by: duration }),
    answer: clock,
    run: (control, { path: { r = '' }, body: { by } }) =>
      changed(control, r, (steered) => {
        judge('by', steered.milliseconds() + by)
        steered.advance(by)
      }),
  }),
  operation({
    name: 'clock.reset',
    method: 'DELETE',
    path: '/realms/{r}/clock',
    summary: 'Gives a realm the time of the machine.',
    answer: clock,
    run: (control, { path: { r = '' } }) => changed(control, r, (steered) => steered.skew(0)),
  }),
]
