/**
 * Opens a server to its tests. Loaded where that is switched on, and not otherwise.
 *
 * @module
 */

import { createEntropy } from '../adapters/random/entropy.ts'
import type { Config } from '../config/config.ts'
import type { Realms } from '../realms.ts'
import { version } from '../version.ts'
import { createDispatch, type Dispatch } from './calls/dispatch.ts'
import { createControl } from './control.ts'
import { createMeetFaults, type MeetFaults } from './faults/edge-faults.ts'
import type { Recorder } from './journal/recorder.ts'
import type { RealmChanges } from './realm-changes.ts'

/** The control API of a running server. */
export interface OpenedControl {
  /** What a caller over HTTP brings as a bearer token. */
  readonly token: string
  readonly call: Dispatch
  readonly recorder: Recorder
  readonly meetFaults: MeetFaults
  /** Another configuration is in force: realms may have gone. */
  follow(): void
}

/** @param realms known once the server is bound to its address. */
export function openControl(
  config: Config,
  realms: () => Realms,
  changes: RealmChanges,
): OpenedControl {
  const configured = config.control.kind === 'on' ? config.control.token : undefined
  const token = configured ?? createEntropy().secret()
  const control = createControl({ realms, changes, version, token })
  return {
    token,
    call: createDispatch(control),
    recorder: control.recorder,
    follow() {
      control.recorder.keepOnly(control.realms().map(({ id }) => id))
    },
    meetFaults: createMeetFaults(realms),
  }
}
