/**
 * Faults of what apps are told of the end of a login.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

export const logoutFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/session/session-state.ts', [
    ['one state for all sessions', 'browser state of ${session.id}', 'browser state'],
    [
      'a state that is the hash of the secret alone',
      'browser state of ${session.id}',
      '${session.id}',
    ],
    ['any client', '`${clientId} ${origin}', '`${origin}'],
    ['any origin', '${clientId} ${origin} ', '${clientId} '],
    ['the whole address', 'const { origin } =', 'const { href: origin } ='],
    ['a host for an origin', 'const { origin } =', 'const { host: origin } ='],
    ['whatever the browser has', '${origin} ${browserState} ', '${origin} '],
    ['no salt in the hash', ' ${salt}`)}.', '`)}.'],
  ]),
]
