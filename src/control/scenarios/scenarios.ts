/**
 * Every scenario for client authors.
 *
 * @module
 */

import type { Need } from '../faults/need.ts'
import { answerScenarios } from './answer-scenarios.ts'
import { fetchedScenarios } from './fetched-scenarios.ts'
import { type Scenario, type ScenarioFault, tokenPlaces } from './scenario.ts'
import { tokenScenarios } from './token-scenarios.ts'
import { anAnswer, anIdToken } from './what-apps-ask.ts'

/** What is met by whoever is given something, and changes nothing. */
const givenTo = (needs: readonly Need[]): readonly ScenarioFault[] =>
  tokenPlaces.map((endpoint) => ({ match: { endpoint }, fault: { params: {} }, needs }))

/** Without it an app that signs nobody in at all would have refused everything. */
const nothingWrong: Scenario = {
  name: 'nothing-wrong',
  attacks: 'nothing',
  what: 'Everything is as it should be.',
  sound: 'It signs somebody in.',
  expected: 'accepted',
  cites: 'OIDC Core §3',
  faults: givenTo([anAnswer]),
  otherwise: anAnswer.otherwise,
}

const keyRotated: Scenario = {
  name: 'key-rotated',
  attacks: 'metadata',
  what: 'Since the app has fetched the JWK Set another key signs.',
  sound: 'It fetches the JWK Set anew when it does not know a key.',
  expected: 'accepted',
  cites: 'OIDC Core §10.1.1',
  faults: givenTo([anIdToken]),
  otherwise: anIdToken.otherwise,
  act: 'lend-keys',
}

export const scenarios: readonly Scenario[] = [
  nothingWrong,
  ...tokenScenarios,
  ...answerScenarios,
  ...fetchedScenarios,
  keyRotated,
]
