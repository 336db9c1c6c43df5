/**
 * Every operation of the control API.
 *
 * @module
 */

import type { Operation } from './operation.ts'
import { clockOperations } from './operations/clock.ts'
import { faultOperations } from './operations/faults.ts'
import { journalOperations } from './operations/journal.ts'
import { keyOperations } from './operations/keys.ts'
import { loginOperations } from './operations/logins.ts'
import { healthOperations, realmOperations } from './operations/realms.ts'
import { clientOperations } from './operations/records/clients.ts'
import { recordOperations } from './operations/records/records.ts'
import { userOperations } from './operations/records/users.ts'
import { scenarioOperations } from './operations/scenarios.ts'
import { sessionOperations } from './operations/sessions.ts'
import { snapshotOperations } from './operations/snapshots.ts'
import { tokenOperations } from './operations/tokens.ts'

export const operations: readonly Operation[] = [
  ...healthOperations,
  ...realmOperations,
  ...recordOperations,
  ...userOperations,
  ...clientOperations,
  ...loginOperations,
  ...tokenOperations,
  ...faultOperations,
  ...scenarioOperations,
  ...clockOperations,
  ...journalOperations,
  ...sessionOperations,
  ...keyOperations,
  ...snapshotOperations,
]
