/**
 * Which faults are seeded where, and which tests must find them.
 *
 * @module
 */

import { accountFaults } from './account-faults.ts'
import { apiFaults, apiFlowFaults, narrowingFaults } from './api-faults.ts'
import { askingFaults, assertionFaults } from './asking-faults.ts'
import { consoleFaults, presetFaults } from './console-faults.ts'
import { contentFaults } from './content-faults.ts'
import { dpopFaults, dpopFlowFaults } from './dpop-faults.ts'
import { flowFaults } from './flow-faults.ts'
import { keyFaults } from './key-faults.ts'
import { backChannelFaults, logoutFaults } from './logout-faults.ts'
import { passwordFaults } from './password-faults.ts'
import { plannedFaults } from './planned-faults.ts'
import { protocolFaults } from './protocol-faults.ts'
import { realmFaults } from './realm-faults.ts'
import { registerFaults } from './register-faults.ts'
import { replicaFaults } from './replica-faults.ts'
import { pushFaults, requestObjectFaults } from './request-object-faults.ts'
import { hashingFaults, roofFaults } from './roof-faults.ts'
import type { SeededFault } from './seeded-fault.ts'
import { tokenFaults } from './token-faults.ts'

export interface Campaign {
  readonly name: string
  /** What is copied, so that a fault never stands in the sources that others work on. */
  readonly parts: readonly string[]
  /** Files of tests, by the beginning of their paths. */
  readonly tests: readonly string[]
  /** Only tests whose titles match. */
  readonly titles: string
  readonly faults: readonly SeededFault[]
}

const all = ['package.json', 'tsconfig.json', 'src', 'views', 'docs', 'test']

export const campaigns: readonly Campaign[] = [
  {
    name: 'protocol',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support', 'test/corpus'],
    tests: ['authorize', 'parameters', 'remembering', 'client/redirect-uri', 'tokens/target'].map(
      (room) => `test/protocol/${room}`,
    ),
    // That every rule has a row, in its order, finds half of all faults without looking at any.
    titles: '^(?!.*has a row above)',
    faults: protocolFaults,
  },
  {
    name: 'token',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support'],
    tests: ['test/protocol/token/', 'test/protocol/client/credentials'],
    titles: '',
    faults: [...tokenFaults, ...assertionFaults],
  },
  {
    name: 'dpop',
    parts: ['package.json', 'src/protocol', 'test/protocol'],
    tests: ['test/protocol/token/dpop'],
    titles: '',
    faults: dpopFaults,
  },
  {
    name: 'request-objects',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support'],
    tests: ['request-object', 'pushed-request'].map((room) => `test/protocol/authorize/${room}`),
    titles: '',
    faults: requestObjectFaults,
  },
  {
    name: 'apis',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support'],
    tests: ['tokens/api', 'tokens/target', 'token/narrowing', 'token/rules'].map(
      (room) => `test/protocol/${room}`,
    ),
    titles: '',
    faults: [...apiFaults, ...narrowingFaults],
  },
  {
    name: 'content',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support'],
    tests: ['tokens', 'userinfo', 'consent', 'time'].map((room) => `test/protocol/${room}`),
    titles: '',
    faults: contentFaults,
  },
  {
    // What clients call: proofs of keys, pushed requests, tokens for APIs.
    name: 'calls',
    parts: all,
    tests: ['test/flows/tokens', 'test/flows/authorize'],
    // What takes long finds nothing here that the others do not.
    titles: '^(?!.*two hundred times)',
    faults: [...dpopFlowFaults, ...pushFaults, ...apiFlowFaults, ...askingFaults],
  },
  {
    name: 'register',
    parts: all,
    tests: [
      'test/protocol/register',
      'test/protocol/client/initiate-login',
      'test/adapters/memory/registry',
    ],
    titles: '',
    faults: registerFaults,
  },
  {
    name: 'keys',
    parts: ['package.json', 'src/protocol', 'test/protocol'],
    tests: ['test/protocol/keys'],
    titles: '',
    faults: keyFaults,
  },
  {
    name: 'logout',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support'],
    tests: ['session', 'log-out', 'register/log-out'].map((room) => `test/protocol/${room}`),
    titles: '',
    faults: logoutFaults,
  },
  {
    name: 'account',
    parts: ['package.json', 'src/protocol', 'test/protocol', 'test/support', 'src/ports'],
    tests: ['test/protocol/account', 'test/protocol/session/browser-name'],
    titles: '',
    faults: accountFaults,
  },
  {
    name: 'back-channel',
    parts: all,
    tests: ['test/adapters/back-channel'],
    titles: '',
    faults: backChannelFaults,
  },
  {
    name: 'flows',
    parts: all,
    tests: ['test/flows', 'test/journeys', 'test/security/at-once', 'test/security/withdrawn'],
    titles: '',
    faults: flowFaults,
  },
  {
    name: 'roof',
    parts: all,
    tests: ['test/journeys', 'test/tls'],
    titles: '',
    faults: roofFaults,
  },
  {
    name: 'passwords',
    parts: all,
    tests: ['authenticator', 'work-queue'].map((unit) => `test/adapters/passwords/${unit}`),
    titles: '',
    faults: passwordFaults,
  },
  {
    name: 'hashing',
    parts: all,
    // By itself, for it counts what it has put in the place of scrypt.
    tests: ['test/security/hashing'],
    titles: '',
    faults: hashingFaults,
  },
  {
    name: 'planned-faults',
    parts: all,
    tests: ['test/testing/faults'],
    titles: 'in process|server stops',
    faults: plannedFaults,
  },
  {
    name: 'realms-of-tests',
    parts: all,
    tests: ['realm.test', 'automatic-login', 'snapshots', 'removed-users', 'lifetime'].map(
      (file) => `test/testing/${file}`,
    ),
    titles: 'in process|as curl asks',
    faults: realmFaults,
  },
  {
    name: 'console',
    parts: all,
    tests: [
      ...['test/security/console-writing', 'test/journeys/console-sign-in', 'test/http/edge/same'],
      ...['test/journeys/kept', 'test/adapters/data-folder/kept-records', 'test/presets/snippets'],
    ],
    titles: '',
    faults: consoleFaults,
  },
  {
    name: 'presets',
    parts: all,
    tests: ['every-preset', 'moserver', 'entra', 'wso2'].map((file) => `test/presets/${file}`),
    titles: '',
    faults: presetFaults,
  },
  {
    name: 'replicas',
    parts: all,
    tests: ['test/simulation'],
    titles: '',
    faults: replicaFaults,
  },
]
