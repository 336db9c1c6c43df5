/**
 * What whoever runs the server should know of its data folder.
 *
 * @module
 */

import type { Logger } from 'pino'
import { exposuresOf } from '../adapters/data-folder/private-file.ts'
import type { Config } from '../config/config.ts'
import type { OwnChanges } from '../own-changes.ts'

export async function warnOfExposures({ dataDir }: Config, logger: Logger): Promise<void> {
  if (dataDir === undefined) return
  for (const exposure of await exposuresOf(dataDir)) {
    logger.warn({ event: 'data-folder.exposed' }, exposure)
  }
}

/** What was kept before the configuration said otherwise. */
export function warnOfSetAside(changes: OwnChanges, logger: Logger): void {
  for (const { place, ...aside } of changes.setAside()) {
    logger.warn(
      { event: 'data-folder.set-aside', ...aside },
      `what ${place} keeps of these does not count: the configuration says what they are, or who there is`,
    )
  }
}
