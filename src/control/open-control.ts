/**
 * Opens a server to its tests and to its console. Loaded where one of them is switched on, and not
 * otherwise.
 *
 * @module
 */

import { createEntropy } from '../adapters/random/entropy.ts'
import type { Config } from '../config/config.ts'
import type { JournalFeed } from '../ports/journal-feed.ts'
import type { Realms } from '../realms.ts'
import { version } from '../version.ts'
import type { Dispatch } from './calls/dispatch.ts'
import { createControl } from './control.ts'
import type { MeetFaults } from './faults/edge-faults.ts'
import type { Recorder } from './journal/recorder.ts'
import type { RealmChanges } from './realm-changes.ts'

/** What a running server is controlled by. */
export interface OpenedControl {
  readonly call: Dispatch
  readonly recorder: Recorder
  /** Undefined where no test controls the server. */
  readonly api: ControlApi | undefined
  /** Another configuration is in force: realms, users and clients may have gone. */
  follow(): Promise<void>
}

/** The control API over HTTP. */
export interface ControlApi {
  /** What a caller brings as a bearer token. */
  readonly token: string
  readonly meetFaults: MeetFaults
  /** Takes over what replicas have changed of a realm; undefined where there are none. */
  readonly meetReplicas: ((realmId: string) => Promise<void>) | undefined
}

/** @param realms known once the server is bound to its address. */
export async function openControl(
  config: Config,
  realms: () => Realms,
  changes: RealmChanges,
  feedOf: ((realm: string) => JournalFeed) | undefined,
): Promise<OpenedControl> {
  const opened = await openApi(config, realms)
  const control = createControl({
    ...{ realms, changes, version, token: opened?.token },
    hidesTokens: config.mode === 'strict' && opened === undefined,
    hasReplicas: config.store.kind !== 'memory',
    // a console of real users writes one for itself alone
    feedOf: opened && feedOf,
  })
  const api = opened && { ...opened, meetReplicas: control.meetReplicas }
  let dispatch: Promise<Dispatch> | undefined
  // the operations and their schemas take a while to load, and a start need not wait for them
  const load = async (): Promise<Dispatch> =>
    (await import('./calls/dispatch.ts')).createDispatch(control)
  return {
    async call(request) {
      dispatch ??= load()
      return (await dispatch)(request)
    },
    recorder: control.recorder,
    api,
    async follow() {
      const ids = control.realms().map(({ id }) => id)
      control.recorder.keepOnly(ids)
      const { endLeft } = await import('./operations/records/end-left.ts')
      for (const id of ids) await endLeft(control.find(id))
    },
  }
}

async function openApi(
  { control }: Config,
  realms: () => Realms,
): Promise<Omit<ControlApi, 'meetReplicas'> | undefined> {
  if (control.kind === 'off') return undefined
  const { createMeetFaults } = await import('./faults/edge-faults.ts')
  const token = control.token ?? createEntropy().secret()
  return { token, meetFaults: createMeetFaults(realms) }
}
