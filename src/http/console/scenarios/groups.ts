import type { ScenarioGroup, ScenarioModel } from '../../pages/models/console.ts'

export interface GroupedScenario extends ScenarioModel {
  readonly attacks: string
}

/** What scenarios attack, in the order of the page. */
const titles: readonly (readonly [attacks: string, title: string])[] = [
  ['nothing', 'To begin with'],
  ['id-token', 'ID Token'],
  ['access-token', 'Access token and userinfo'],
  ['answer', 'Answer'],
  ['metadata', 'Metadata and keys'],
  ['transport', 'Transport'],
]

/** Scenarios by what they attack. */
export const groupsOf = (scenarios: readonly GroupedScenario[]): readonly ScenarioGroup[] =>
  titles.map(([id, title]) => ({
    ...{ id, title },
    scenarios: scenarios
      .filter(({ attacks }) => attacks === id)
      .map(({ attacks: _, ...one }) => one),
  }))
