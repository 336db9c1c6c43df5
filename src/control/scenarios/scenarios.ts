/**
 * Every scenario for client authors.
 *
 * @module
 */

import { answerScenarios, foreignCode, missingIssuer } from './answer-scenarios.ts'
import { fetchedScenarios } from './fetched-scenarios.ts'
import type { Scenario } from './scenario.ts'
import { tokenScenarios } from './token-scenarios.ts'

const keyRotated: Scenario = {
  name: 'key-rotated',
  what: 'Since the app has fetched the JWK Set another key signs.',
  sound: 'It fetches the JWK Set anew when it does not know a key.',
  expected: 'accepted',
  cites: 'OIDC Core §10.1.1',
  faults: [],
  act: 'rotate-keys',
}

export const scenarios: readonly Scenario[] = [
  ...tokenScenarios,
  ...answerScenarios,
  missingIssuer,
  foreignCode,
  ...fetchedScenarios,
  keyRotated,
]
