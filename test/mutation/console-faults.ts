/**
 * Faults of what guards the console, of what is kept of what it adds, and of where a preset stands.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

export const consoleFaults: readonly SeededFault[] = [
  ...inFile('src/http/console/page.ts', [
    [
      'whoever has any cookie has signed in',
      'return gate.login.isSignedIn(gate.cookie().read(headers.cookie))',
      'return true',
    ],
    ['a proxy on this machine speaks for everybody', 'ip].every((one)', 'ip].some((one)'],
    [
      'a page stays open that was closed',
      'gate === undefined || gate.login.goesOn(gate.cookie().read(headers.cookie))',
      'gate === undefined || true',
    ],
    ['a form of any page is ours', '|| !isOfOwnPage(request, origin)', ''],
    [
      'a form needs no token',
      "sameSecret(form.values.get('csrf') ?? '', consoleCsrfOf(request, about)) ? form : undefined",
      'form',
    ],
  ]),
  ...inFile('src/http/console/console.ts', [
    ['whoever comes is let in', 'if (isForConsole(request, about)) return', 'return'],
  ]),
  ...inFile('src/http/console/activity/activity.ts', [
    [
      'what happens is told to pages of others',
      'if (!isOfOwnPage(request, realm.origin)) return reply.callNotFound()',
      '',
    ],
  ]),
  ...inFile('src/http/edge/same-origin.ts', [
    [
      'a form of another origin is ours',
      "sent === undefined || sent === 'null' || sent === origin",
      'true',
    ],
    [
      'a form of another site is ours',
      "if (site !== undefined && site !== 'same-origin' && site !== 'none') return false",
      '',
    ],
  ]),
  ...inFile('src/flows/console/console-login.ts', [
    ['any password opens it', "if (found.kind !== 'right') return found", ''],
    ['a login that ended goes on', 'if (id === undefined) return\n      forget(id)', ''],
    ['a login never ends', '(logins.get(id) ?? 0) > clock.now()', 'logins.has(id)'],
  ]),
  ...inFile('src/control/keeping.ts', [
    [
      'passwords are kept as they were typed',
      'isMeantAsHash(password) ? password : await hashPassword(password)',
      'password',
    ],
    [
      'secrets are kept as they were given',
      'client_secret_sha256: hashOf(secret)',
      'client_secret: secret',
    ],
    ['what tests make is kept', 'if (after.own !== undefined) return Promise.resolve()', ''],
    ['what was changed of the configured is kept', 'isConfigured(to) ||', ''],
  ]),
  ...inFile('src/control/changed.ts', [
    ['what is kept wins over the file', "if (isFirst) return from === 'configuration'", ''],
    [
      'demo users are there beside configured ones',
      "if (over === 'demo') return from !== 'demo' || !isFirst",
      "if (over === 'demo') return false",
    ],
    [
      'a changed user is another',
      'to !== undefined && before !== undefined &&',
      'to !== undefined ||',
    ],
  ]),
  ...inFile('src/control/change-table.ts', [
    [
      'what cannot be kept counts all the same',
      'if (changedOf(id) === after) apply(id, before)',
      '',
    ],
  ]),
  ...inFile('src/adapters/data-folder/kept-records.ts', [
    [
      'what could not be written is written later',
      'await writeRecords(file, next)\n    kept = next',
      'kept = next\n    await writeRecords(file, next)',
    ],
    ['any number is kept', 'records.size > mostRecords ||', ''],
  ]),
  ...inFile('src/http/console/snippets/of-realm.ts', [
    [
      'a snippet names the address in the place of the issuer',
      'clientId === undefined ? iss :',
      'clientId === undefined ? address :',
    ],
    ['a snippet knows of no preset', 'preset: provider.name', ''],
  ]),
]

export const presetFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/provider/provider.ts', [
    ['no path of a provider is known', 'exact.get(path) ??', ''],
    ['the issuer of a provider ends as ours', 'issuerEnd: preset.issuer(place)', "issuerEnd: ''"],
    ['paths stand below no base', "const base = preset.base?.(place) ?? ''", "const base = ''"],
    ['paths name no tenant', ".replaceAll('{tenant}', place.tenant)", ''],
    ['our path is advertised', 'provider?.theirs(path)[0] ?? path', 'path'],
  ]),
  ...inFile('src/protocol/provider/presets.ts', [
    [
      'the tenant that is configured is not taken',
      "terms.tenant ?? preset.tenant ?? ''",
      "preset.tenant ?? ''",
    ],
  ]),
]
