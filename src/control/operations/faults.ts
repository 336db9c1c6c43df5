import { z } from 'zod'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import { type FaultPlan, isUnused } from '../faults/fault-plan.ts'
import { operation } from '../operation.ts'
import { order, times } from './fault-order.ts'
import { match, oneOf } from './schemas.ts'

export const planned = z
  .object({
    id: z.string(),
    match,
    fault: z.record(z.string(), z.unknown()),
    times,
    used: z.number().meta({ description: 'How many requests have met it.' }),
    missed: z.string().optional().meta({
      description: 'Why the last request that fitted did not meet it.',
    }),
    scenario: z.string().optional().meta({ description: 'The scenario that it belongs to.' }),
  })
  .meta({ title: 'PlannedFault' })

type Shown = z.input<typeof planned>

/** What a scenario has brought goes with it. */
export function endScenario(control: Control, r: string): void {
  planOf(control, r).beginScenario(undefined)
  control.changes.lendKeys(r, [])
}

const planOf = (control: Control, r: string) => control.find(r).steering.faults

/** Changes it on every replica. */
const changed = <Result>(control: Control, r: string, change: (plan: FaultPlan) => Result) =>
  control.find(r).steering.sharing.change(() => change(planOf(control, r)))

export const faultOperations = [
  operation({
    name: 'faults.list',
    method: 'GET',
    path: '/realms/{r}/faults',
    summary: 'Lists the faults that are planned, used up or not.',
    query: z.strictObject({
      unused: oneOf(['true', 'false']).optional().meta({
        description: 'Only those that have not been met as often as they were planned.',
      }),
    }),
    answer: z.array(planned),
    run: (control, { path: { r = '' }, query: { unused } }) =>
      planOf(control, r)
        .list()
        .filter((one) => unused !== 'true' || isUnused(one)) as Shown[],
  }),
  operation({
    name: 'faults.add',
    method: 'POST',
    path: '/realms/{r}/faults',
    summary: 'Plans a fault for the requests that fit: once, so many times, or always.',
    body: order,
    answer: planned,
    status: 201,
    async run(control, { path: { r = '' }, body }) {
      const added = await changed(control, r, (plan) => plan.add(body))
      if (added === undefined) throw new ControlError(409, 'There is no room for more faults.')
      return added as Shown
    },
  }),
  operation({
    name: 'faults.clear',
    method: 'DELETE',
    path: '/realms/{r}/faults',
    summary: 'Forgets every fault, and ends the scenario that is planned.',
    answer: z.null(),
    status: 204,
    async run(control, { path: { r = '' } }) {
      endScenario(control, r)
      await changed(control, r, (plan) => plan.clear())
      return null
    },
  }),
  operation({
    name: 'faults.remove',
    method: 'DELETE',
    path: '/realms/{r}/faults/{id}',
    summary: 'Forgets a fault.',
    answer: z.null(),
    status: 204,
    async run(control, { path: { r = '', id = '' } }) {
      if (await changed(control, r, (plan) => plan.remove(id))) return null
      throw new ControlError(404, `There is no fault ${id}.`, 'id')
    },
  }),
]
