/**
 * Faults in the wiring: a setting that reaches nobody, a realm that is forgotten.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

export const roofFaults: readonly SeededFault[] = [
  ...inFile('src/flows.ts', [
    [
      'a session is idle as long as it lasts',
      'createReadCurrentSession({ ...common, idle: lifetimes.idle })',
      'createReadCurrentSession({ ...common, idle: lifetimes.session })',
    ],
    [
      'a session lasts as long as it may be idle',
      'lifetime: lifetimes.session',
      'lifetime: lifetimes.idle',
    ],
    [
      'a step lasts as long as a session',
      'lifetime: lifetimes.interaction',
      'lifetime: lifetimes.session',
    ],
  ]),
  ...inFile('src/realms.ts', [
    [
      'only the default realm reloads',
      'else realms.replace(seed)',
      "else if (seed.id === 'default') realms.replace(seed)",
    ],
    [
      'no realm comes by a reload',
      'if (realms.find(seed.id) === undefined) realms.add(seed)\n    else',
      'if (realms.find(seed.id) !== undefined)',
    ],
    [
      'no realm goes by a reload',
      'for (const { id } of before) if (!kept.has(id)) realms.remove(id)',
      '',
    ],
    [
      'a reload takes effect on the next one',
      'realms.set(seed.id, realm)\n      return realm\n    },\n    remove',
      'return realm\n    },\n    remove',
    ],
  ]),
  ...inFile('src/wire.ts', [
    [
      'the hint of the login page is not renewed',
      '...describeRealm(current, names, ground)',
      '...describeRealm(seed, names, ground)',
    ],
    ['the flows go on by the old settings', 'wireFlows(current,', 'wireFlows(seed,'],
    ['the users of a file are not taken over', 'users.replace(usersOf(next))', ''],
    ['a reload leaves the keys as they were', 'keys.follow(keySettingsOf(next))', ''],
    ['all realms sign with one key', 'ground.keys.of(seed.id,', "ground.keys.of('default',"],
    [
      'nobody is spared the consent page',
      "autoConsent: seed.consent === 'auto'",
      'autoConsent: false',
    ],
    [
      'everybody is spared the consent page',
      "autoConsent: seed.consent === 'auto'",
      'autoConsent: true',
    ],
    [
      'unknown apps are accepted in strict mode',
      'loopbackClients: seed.loopbackClients',
      'loopbackClients: true',
    ],
    [
      'our own address is an app’s',
      'isOwnAddress: needs.isOwnAddress',
      'isOwnAddress: () => false',
    ],
    [
      'access tokens live as long as ID Tokens',
      'usualAccessToken: seed.accessTokenLifetime',
      'usualAccessToken: seed.idTokenLifetime',
    ],
    [
      'ID Tokens live as long as access tokens',
      'idToken: seed.idTokenLifetime',
      'idToken: seed.accessTokenLifetime',
    ],
    [
      'sessions last as long as they may be idle',
      'session: seed.sessionLifetime',
      'session: seed.sessionIdle',
    ],
    [
      'sessions may be idle as long as they last',
      'idle: seed.sessionIdle',
      'idle: seed.sessionLifetime',
    ],
    [
      'steps last as long as a session',
      'interaction: seed.interactionLifetime',
      'interaction: seed.sessionLifetime',
    ],
    [
      'the settings of acr are not known',
      'acrValues: seed.acrValues',
      "acrValues: ['urn:fragrant:acr:password']",
    ],
    ['the cookies of browser and session are one', 'name: names.browser,', 'name: names.session,'],
    [
      'SameSite is not as configured',
      "seed.sessionCookieSameSite === 'none' ? 'None' : 'Lax'",
      "'Lax'",
    ],
    [
      'automatic login is nobody’s',
      "seed.login.kind === 'auto' ? seed.login.username : undefined",
      'undefined',
    ],
    [
      'a further address is not known',
      'createAskedAt(config.alsoAt, basePath)',
      'createAskedAt([], basePath)',
    ],
    [
      'a realm is not asked at a further address',
      'createAskedAt(config.alsoAt, basePath)',
      "createAskedAt(config.alsoAt, '')",
    ],
  ]),
  ...inFile('src/binding.ts', [
    [
      'a further address is not answered for',
      'issuer: origin, extra, alsoAt, ports: [port] })',
      'issuer: origin, extra, ports: [port] })',
    ],
    [
      'allowed hosts are not answered for',
      'issuer: origin, extra, alsoAt, ports: [port] })',
      'issuer: origin, alsoAt, ports: [port] })',
    ],
    ['no address is our own', 'isAnsweredBy(hosts, url)', 'false'],
    [
      'a container names its own interface',
      "container && !isLoopback(host) ? 'localhost' : hostInUrl(host)",
      'hostInUrl(host)',
    ],
  ]),
  ...inFile('src/server.ts', [
    ['the certificate is handed to nobody', 'certificate: tls?.cert', 'certificate: undefined'],
    ['exposed keys are told to nobody', 'await warnOfExposures(config, logger)', ''],
  ]),
  ...inFile('src/opening/tls.ts', [
    [
      'a certificate is not kept',
      ': await keepLocalCertificate(dataDir, hosts)',
      ': await createLocalCertificate(hosts)',
    ],
    ['a certificate leaves further addresses out', '...alsoAt].map', '].map'],
    [
      'a certificate leaves allowed hosts out',
      '...allowedHosts.map(',
      '...allowedHosts.slice(99).map(',
    ],
  ]),
]

export const hashingFaults: readonly SeededFault[] = [
  ...inFile('src/wire.ts', [
    [
      'the cost of the costliest hash is not known',
      'lazily(() => costliestHashOf(seed))',
      'lazily(() => undefined)',
    ],
    ['the cost of the costliest hash is not renewed', 'wireFlows(current,', 'wireFlows(seed,'],
    ['each realm hashes as much as it can', 'queue })', '})'],
  ]),
]
