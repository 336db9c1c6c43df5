/**
 * What Redis says to whom it lets in by no means, and what the operator is told then.
 *
 * @module
 */

import type { RedisAddress } from './address.ts'

/** Each completes "The store at …". */
const refusals: readonly (readonly [says: RegExp, sentence: string])[] = [
  [/\bWRONGPASS|invalid password/i, 'refuses the user or the password of the setting store.'],
  [
    /\bNOAUTH|without any password/,
    'asks for a password: put it into the URL of the setting store.',
  ],
  [/\bNOPERM/, 'does not permit its user what Fragrant does: all keys that begin with the prefix.'],
  [/DB index is out of range/, 'has no database of the number that the setting store names.'],
  [/cluster support disabled/i, 'is no cluster: leave ?cluster out of the setting store.'],
  [/No such master/, 'knows no server of the name that the setting store says as sentinel.'],
  [/unknown command '?sentinel/i, 'is no sentinel: leave ?sentinel out of the setting store.'],
]

export const refusalIn = (error: Error | undefined): string | undefined =>
  error && refusals.find(([says]) => says.test(error.message))?.[1]

/** What a server is, by its own word (INFO server), beside what the setting takes it for. */
export function mistakenFor(
  { layout }: Pick<RedisAddress, 'layout'>,
  info: string,
): string | undefined {
  if (layout.kind !== 'server') return undefined
  const mode = /^redis_mode:(\w+)/m.exec(info)?.[1]
  if (mode === 'cluster') return 'is a node of a cluster: write ?cluster into the setting store.'
  return mode === 'sentinel'
    ? 'is a sentinel: write ?sentinel=NAME into the setting store.'
    : undefined
}
