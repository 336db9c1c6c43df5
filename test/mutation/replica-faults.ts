/**
 * Faults that somebody could make in what replicas share, which the simulation of a hundred of them must
 * find: a token that nobody can verify, or one that works though it was ended.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const keys = [
  ...inFile('src/adapters/jose/keys/kept-in-store.ts', [
    ['keys are seldom read anew', 'const fresh = 1_000', 'const fresh = 20_000'],
    ['keys sign that nobody has read for long', 'const current = 10_000', 'const current = 1e9'],
  ]),
  ...inFile('src/adapters/jose/keys/own-keys.ts', [
    [
      'a new key does not wait',
      'export const leastSharedLead = 80',
      'export const leastSharedLead = 20',
    ],
    ['keys of a store have no lead of their own', 'isShared ? {', 'false ? {'],
  ]),
  ...inFile('src/protocol/keys/key-life.ts', [
    [
      'a key is dropped with its last signature',
      'signsUntil + tokenLifetime + clockSkew',
      'signsUntil',
    ],
  ]),
]

const records = [
  ...inFile('src/adapters/redis/records/texts.ts', [
    ['what was expected is given for long', 'const moment = 5', 'const moment = 20_000'],
  ]),
  ...inFile('src/flows/tokens/end-grant.ts', [
    [
      'the end of a grant is forgotten at once',
      'now + lifetimes.accessToken + clockSkew',
      'now + 1',
    ],
  ]),
  ...inFile('src/flows/records/has-ended.ts', [
    ['a session that has ended goes on', '!== undefined ||', '=== undefined &&'],
  ]),
]

export const replicaFaults: readonly SeededFault[] = [...keys, ...records]
