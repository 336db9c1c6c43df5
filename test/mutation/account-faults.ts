// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of what an account page lists, and of when something was withdrawn.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

export const accountFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/account/account.ts', [
    ['the session before is still listed', 'one.id !== before && ', ''],
    ['sessions that have expired are still listed', ' && one.expiresAt > now', ''],
    ['any number of sessions', '{ id, expiresAt }].slice(-mostListed)', '{ id, expiresAt }]'],
    ['any number of apps', '[...others, app].slice(-mostListed)', '[...others, app]'],
    ['any number of approvals', '.slice(-mostConsents)', ''],
    ['what was given before is forgotten', 'union(before?.grants, grants)', 'grants'],
    ['approvals before are forgotten', 'union(before?.consents, [consent])', '[consent]'],
    ['an app is new each time', 'since: before?.since ?? now', 'since: now'],
    ['an app is listed twice', 'account.apps.filter((one) => one !== before)', 'account.apps'],
    ['one withdrawal forgets the others', 'app.clientId !== clientId', 'false'],
    [
      'what an app newly gets is not noted',
      'grants.every((grant) => app.grants.includes(grant))',
      'true',
    ],
    ['a further approval is not noted', 'app.consents.includes(consent) &&', ''],
    ['an app is as if it were never used again', 'now - app.lastAt < noteEvery &&', ''],
  ]),
  ...inFile('src/protocol/account/withdrawal.ts', [
    ['what was given in that second is left', 'at <= withdrawnAt', 'at < withdrawnAt'],
    ['a user may not sign in again in that second', 'at < signedOutAt', 'at <= signedOutAt'],
    ['nothing was withdrawn', 'withdrawnAt !== undefined && at <= withdrawnAt', 'false'],
  ]),
  ...inFile('src/protocol/account/account-forms.ts', [
    [
      'one token for all sessions',
      'digestOf(`account page of ${id}`)',
      "digestOf('account page of')",
    ],
    [
      'one token for all browsers',
      'digestOf(`account login of ${binding}`)',
      "digestOf('account login of')",
    ],
    ['the secret itself is the token', 'digestOf(`account page of ${id}`)', 'id'],
    ['one handle for all sessions', 'digestOf(`handle of ${id}`)', "digestOf('handle of')"],
    [
      'the handle opens the forms',
      'digestOf(`handle of ${id}`).slice(0, 22)',
      'digestOf(`account page of ${id}`)',
    ],
  ]),
  ...inFile('src/protocol/session/browser-name.ts', [
    ['a user agent of any length is searched', '.slice(0, mostRead)', ''],
    ['nothing is said of the system', 'named(browsers), named(systems)', 'named(browsers)'],
  ]),
]
