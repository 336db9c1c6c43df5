import { z } from 'zod'
import { judgeImportedKey } from '../../adapters/jose/keys/imported/imported-key-file.ts'
import type { ImportedKey } from '../../adapters/jose/keys/imported/imported-keys.ts'
import { generatePrivateJwk } from '../../adapters/jose/keys/signing-key.ts'
import { algsOf } from '../../config/realm-config.ts'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import type { PlannedFault } from '../faults/fault-plan.ts'
import type { Need } from '../faults/need.ts'
import { operation } from '../operation.ts'
import { type Scenario, targets } from '../scenarios/scenario.ts'
import { scenarios } from '../scenarios/scenarios.ts'
import type { TokenLedger } from '../tokens/token-ledger.ts'
import { endScenario, planned } from './faults.ts'

const outcome = z.enum(['accepted', 'refused'])

const scenario = z
  .object({
    name: z.string(),
    attacks: z.enum(targets).meta({ description: 'What goes wrong.' }),
    what: z.string().meta({ description: 'What the server does.' }),
    sound: z.string().meta({ description: 'What a sound client does, and why.' }),
    expected: outcome,
    cites: z.string(),
    afterLogin: z.boolean().meta({ description: 'Whether the app signs in once before.' }),
  })
  .meta({ title: 'Scenario' })

const plannedScenario = scenario.extend({ faults: z.array(planned) })

const servedScenario = scenario.extend({
  met: z.number().meta({ description: 'How many requests have met it.' }),
  isMet: z.boolean(),
  allowed: z.array(outcome).meta({
    description:
      'What a sound client does with what it has met: what is expected, and sometimes the other as well.',
  }),
  reason: z.string().nullable().meta({
    description: 'Why nothing has met it, so that it is not applicable to the app.',
  }),
})

type Told = Omit<Scenario, 'faults' | 'otherwise'>

const shown = ({ name, attacks, what, sound, expected, cites, act }: Told) => ({
  ...{ name, attacks, what, sound, expected, cites },
  afterLogin: act !== undefined,
})

async function plan(control: Control, r: string, { name, faults, act }: Scenario) {
  const { realm, steering } = control.find(r)
  const before = act === undefined ? [] : [signedInBefore(steering.tokens)]
  const keys = act === 'lend-keys' ? await keysFor(algsOf(realm.seed)) : []
  endScenario(control, r)
  steering.faults.beginScenario(name)
  control.changes.lendKeys(r, keys)
  return faults.map(({ match, fault, needs = [] }) => {
    const order = { match, fault, needs: [...needs, ...before] }
    const added = steering.faults.add({ ...order, times: 'always', scenario: name })
    if (added === undefined) throw new ControlError(409, 'There is no room for more faults.')
    return added as z.input<typeof planned>
  })
}

/** A realm has its own keys again when the scenario ends. */
const keysFor = (algs: readonly SigningAlg[]): Promise<readonly ImportedKey[]> =>
  Promise.all(
    algs.map(async (alg) => {
      const jwk = JSON.stringify(await generatePrivateJwk(alg))
      const read = judgeImportedKey(jwk, { file: 'of a scenario' })
      if (read.kind === 'refused') throw new Error('A key that was made here cannot be used.')
      return { ...read.key, isLent: true }
    }),
  )

/** What an app that signs in for the first time meets is new to it in any case. */
function signedInBefore({ clients }: TokenLedger): Need {
  const known = new Set(clients())
  return {
    holds: ({ clientId }) => clientId !== undefined && known.has(clientId),
    otherwise: 'The app was not signed in to before.',
  }
}

/** What is told of a scenario that apps are served. */
function served({ faults, otherwise, ...found }: Scenario, planned: readonly PlannedFault[]) {
  const met = planned.reduce((sum, { used }) => sum + used, 0)
  const hasToLook = planned.some(({ used }, at) => used > 0 && !faults[at]?.mayPass)
  const isMet = met > 0
  const missed = planned.findLast((one) => one.missed !== undefined)?.missed
  const either = isMet && !hasToLook
  return {
    ...shown(found),
    ...{ met, isMet, reason: isMet ? null : (missed ?? otherwise) },
    allowed: either ? outcome.options : [found.expected],
  }
}

export const scenarioOperations = [
  operation({
    name: 'scenarios.list',
    method: 'GET',
    path: '/realms/{r}/scenarios',
    summary: 'Lists what may be done to a client, and what a sound one does then.',
    answer: z.array(scenario),
    run(control, { path: { r = '' } }) {
      control.find(r)
      return scenarios.map(shown)
    },
  }),
  operation({
    name: 'scenarios.planned',
    method: 'GET',
    path: '/realms/{r}/scenarios/planned',
    summary: 'The scenario that apps are served now, and whether they have met it.',
    answer: servedScenario.nullable(),
    run(control, { path: { r = '' } }) {
      const { faults } = control.find(r).steering
      const found = scenarios.find(({ name }) => name === faults.scenario())
      if (found === undefined) return null
      return served(
        found,
        faults.list().filter(({ scenario }) => scenario === found.name),
      )
    },
  }),
  operation({
    name: 'scenarios.plan',
    method: 'POST',
    path: '/realms/{r}/scenarios/{name}',
    summary: 'Plans a scenario, in the place of the one before, until another is planned.',
    answer: plannedScenario,
    status: 201,
    async run(control, { path: { r = '', name = '' } }) {
      control.find(r)
      const found = scenarios.find((one) => one.name === name)
      if (found === undefined) throw new ControlError(404, `There is no scenario ${name}.`, 'name')
      return { ...shown(found), faults: await plan(control, r, found) }
    },
  }),
  operation({
    name: 'scenarios.end',
    method: 'DELETE',
    path: '/realms/{r}/scenarios',
    summary: 'Ends the scenario that is planned: nothing of it stays.',
    answer: z.null(),
    status: 204,
    run(control, { path: { r = '' } }) {
      endScenario(control, r)
      return null
    },
  }),
]
