/**
 * Two people who change one thing: whoever comes second is told of the first, and writes over nothing that
 * they have not seen.
 *
 * @module
 */

import { digestOf } from '../../protocol/secrets.ts'

/** What a form carries of that which it was filled in from. */
export const seenOf = (record: object): string => digestOf(JSON.stringify(record))

/** Whether a form was filled in from what is there no more. */
export function isOutdated(sent: ReadonlyMap<string, string>, record: object): boolean {
  const seen = sent.get('seen')
  return seen !== undefined && seen !== seenOf(record)
}

export const changedMeanwhile =
  'Nothing was saved: somebody has changed this since you opened it. Save again to put what you have typed in its place, or open it anew to see what it is now.'
