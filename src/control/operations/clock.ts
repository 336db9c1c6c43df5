import { z } from 'zod'
import type { SteeredClock } from '../../adapters/time/steered-clock.ts'
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
  .meta({ minProperties: 1 })

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
    run(control, { path: { r = '' }, body: { now, frozen, skew } }) {
      const { clock: steered } = control.find(r).steering
      if (skew !== undefined) steered.skew(skew)
      if (frozen === false) steered.thaw()
      if (now !== undefined) steered.set(now)
      if (frozen === true) steered.freeze(now)
      return shown(steered)
    },
  }),
  operation({
    name: 'clock.advance',
    method: 'POST',
    path: '/realms/{r}/clock/advance',
    summary: 'Moves the time on.',
    body: z.strictObject({ by: duration }),
    answer: clock,
    run(control, { path: { r = '' }, body: { by } }) {
      const { clock: steered } = control.find(r).steering
      steered.advance(by)
      return shown(steered)
    },
  }),
  operation({
    name: 'clock.reset',
    method: 'DELETE',
    path: '/realms/{r}/clock',
    summary: 'Gives a realm the time of the machine.',
    answer: z.null(),
    status: 204,
    run(control, { path: { r = '' } }) {
      control.find(r).steering.clock.skew(0)
      return null
    },
  }),
]
