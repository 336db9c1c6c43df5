/**
 * What pages are told of the server that they belong to.
 *
 * @module
 */

import type { createBinding } from '../binding.ts'
import { needsRestart } from '../config/changes.ts'
import type { Config } from '../config/config.ts'
import { registrationLines } from '../config/registration-lines.ts'
import type { OpenGround } from '../ground.ts'
import type { AboutServer } from '../http/realm.ts'
import type { OwnChanges } from '../own-changes.ts'
import { version } from '../version.ts'
import { createConsoleForms } from './console-forms.ts'
import { createConsoleGate } from './console-gate.ts'

interface Needs {
  readonly bound: ReturnType<typeof createBinding>
  readonly ground: Parameters<typeof createConsoleGate>[1] & Pick<OpenGround, 'store'>
  readonly changes: Pick<OwnChanges, 'isAdded'>
}

export function aboutServer(
  config: Config,
  configFile: string | undefined,
  { bound, ground, changes }: Needs,
) {
  const gate = createConsoleGate(config, ground, () => bound.table().find('default')?.origin ?? '')
  const forms = createConsoleForms(ground.store.secretOf?.('default', 'console-forms'))
  return {
    isControlled: config.control.kind === 'on',
    hasConsole: config.console.kind === 'on',
    consoleGate: gate,
    formSecret: forms.secret,
    meetReplicas:
      ground.store.secretOf &&
      (async (cookies: string | undefined) => {
        await Promise.all([forms.meet(), gate?.login.meet(gate.cookie().read(cookies))])
      }),
    inContainer: config.container,
    version,
    configFile,
    registrationLines,
    isAdded: changes.isAdded,
    realmIds: () => bound.realms().map(({ id }) => id),
  }
}

/** What pages tell of the configuration file, which may be read again. */
export function aboutFile(
  first: Config,
  inForce: { readonly config: Config; readonly isStale: boolean },
): Pick<AboutServer, 'fileState'> {
  return {
    fileState: () => ({
      sets: inForce.config.written.inFile,
      waiting: needsRestart(first, inForce.config),
      isStale: inForce.isStale,
    }),
  }
}
