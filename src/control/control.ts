/**
 * What tests may do with a running server: the operations stand on this.
 *
 * @module
 */

import { millisecondsOf } from '../adapters/time/clock.ts'
import type { JournalFeed } from '../ports/journal-feed.ts'
import type { Realms } from '../realms.ts'
import type { LiveRealm } from '../wire.ts'
import { ControlError } from './control-error.ts'
import { createRecorder, type Recorder } from './journal/recorder.ts'
import type { RealmChanges } from './realm-changes.ts'
import type { Steering } from './steering.ts'

/** A realm that a test controls. */
export interface ControlledRealm {
  readonly realm: LiveRealm
  /** Throws {@link ControlError} (409) where no test controls the server. */
  readonly steering: Steering
}

export interface Control {
  readonly version: string
  readonly changes: RealmChanges
  /** Writes the journals. */
  readonly recorder: Recorder
  realms(): readonly LiveRealm[]
  /** Takes over what replicas have changed of a realm; undefined where there are none. */
  readonly meetReplicas: ((id: string) => Promise<void>) | undefined
  /** Throws {@link ControlError} (404) where there is none of that id. */
  find(id: string): ControlledRealm
}

interface Needs {
  /** Known once the server is bound to its address. */
  readonly realms: () => Realms
  readonly changes: RealmChanges
  readonly version: string
  readonly hasReplicas: boolean
  /** Where replicas write one journal of a realm together; undefined where there are none. */
  readonly feedOf: ((realm: string) => JournalFeed) | undefined
  /** What every call over HTTP brings: no journal holds it. */
  readonly token: string | undefined
  /** Whether codes and tokens are those of real users, whom nobody may pass for. */
  readonly hidesTokens: boolean
}

export function createControl(needs: Needs): Control {
  const { realms, changes, version, token, hidesTokens } = needs
  return {
    version,
    changes,
    meetReplicas: needs.hasReplicas
      ? async (id) => {
          const sharing = realms().find(id)?.inside.steering?.sharing
          await Promise.all([sharing?.meet(), changes.hearOthers()])
        }
      : undefined,
    recorder: createRecorder({
      // tests ask for what happened before they looked
      isAwake: token !== undefined,
      secrets: token === undefined ? [] : [token],
      hidesTokens,
      feedOf: needs.feedOf,
      timeIn(id) {
        const realm = realms().find(id)
        return realm && millisecondsOf(realm.inside.clock)
      },
    }),
    realms: () => realms().list(),
    find(id) {
      const realm = realms().find(id)
      if (realm === undefined) throw new ControlError(404, `There is no realm ${id}.`)
      return {
        realm,
        get steering() {
          return steeringOf(realm)
        },
      }
    },
  }
}

function steeringOf({ inside: { steering } }: LiveRealm): Steering {
  if (steering !== undefined) return steering
  throw new ControlError(
    409,
    'Clock, faults, planned logins, minted tokens and snapshots are for servers that were started with --control.',
  )
}
