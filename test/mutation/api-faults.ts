/**
 * Faults of whom a token is for, and of what less may be asked for (RFC 8707).
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

/** Which API a request is for. */
export const apiFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/tokens/api.ts', [
    [
      'the first of two is the API',
      'audience.length === 1 ? apis.get(first) : undefined',
      'apis.get(first)',
    ],
    ['no token is of an API', 'audience.length === 1 ?', 'audience.length === 9 ?'],
    [
      'every API knows every scope',
      'filter(({ scopes }) => scopes.includes(scope))',
      'filter(() => true)',
    ],
    ['no API knows a scope', 'scopes.includes(scope)', 'false'],
    ['a scope that no API knows is for others', 'meant.length > 0 && ', ''],
    ['no scope is for others', 'meant.length > 0 && !meant', 'false && !meant'],
    ['a scope of one more API is for others', 'meant.some(', 'meant.every('],
    ['a scope of any API is ours', 'targets.includes(identifier)', 'true'],
  ]),
  ...inFile('src/protocol/tokens/target.ts', [
    [
      'what scopes are for goes before what is named',
      'named.length > 0 ? named : meantBy',
      'false ? named : meantBy',
    ],
    ['scopes are for no API', 'named.length > 0 ? named : meantBy(scope, client, terms)', 'named'],
    [
      'scopes are for what the client may not have',
      'meant.filter(({ identifier }) => isAllowedTarget(identifier, client, terms))',
      'meant',
    ],
    [
      'an API for each of its scopes',
      '[...new Set(allowed.map(({ identifier }) => identifier))]',
      'allowed.map(({ identifier }) => identifier)',
    ],
    [
      'one token for all APIs',
      'targets.length < 2 || !targets.some((target) => apis.has(target))',
      'true',
    ],
    ['one token for one target alone', ' || !targets.some((target) => apis.has(target))', ''],
    [
      'one token for an API and another target',
      '!targets.some((target) => apis.has(target))',
      '!targets.every((target) => apis.has(target))',
    ],
    [
      'the APIs of a realm are no targets',
      'client.tokenShape.audiences === undefined && terms.apis.has(target)',
      'false',
    ],
    [
      'a list binds no client of a realm with APIs',
      'client.tokenShape.audiences === undefined && ',
      '',
    ],
    ['anything is an API of the realm', ' && terms.apis.has(target)', ''],
    [
      'a realm with APIs has no token for itself',
      'return ofRealm || (audiences.length === 0 && target === terms.issuer)',
      'return ofRealm',
    ],
    [
      'who lists APIs may have the issuer as well',
      'audiences.length === 0 && target === terms.issuer',
      'target === terms.issuer',
    ],
    [
      'local mode goes beyond the APIs of a realm',
      'if (terms.apis.size > 0) {',
      "if (terms.apis.size > 0 && terms.mode === 'strict') {",
    ],
    [
      'scopes choose nothing',
      'meant.length === 0 ? [usualTarget(client, terms)] : meant',
      '[usualTarget(client, terms)]',
    ],
    [
      'who asks for no scope of an API has no target',
      'meant.length === 0 ? [usualTarget(client, terms)] : meant',
      'meant',
    ],
    ['a target twice is two', '[...new Set(named)]', 'named'],
  ]),
]

/** What a token request may narrow. */
export const narrowingFaults: readonly SeededFault[] = inFile('src/protocol/token/narrowing.ts', [
  [
    'what was not granted is for whoever names it',
    'readTargets(form).every((target) => audience.includes(target))',
    'true',
  ],
  [
    'one that was granted is enough',
    'every((target) => audience.includes(target))',
    'some((target) => audience.includes(target))',
  ],
  ['a service may name any API', 'isAllowedTarget(target, client, terms)', 'true'],
  ['a service may name what is no audience', 'isAudience(target) && ', ''],
  ['a service may not name what it has anyway', 'audience.includes(target) ||\n          (', '('],
  [
    'a service has one token for all APIs',
    'isOneToken(targets.length === 0 ? audience : targets, terms)',
    'true',
  ],
  [
    'a service has one token for what it does not name',
    'targets.length === 0 ? audience : targets, terms',
    'targets, terms',
  ],
  [
    'a service may not choose among several',
    'targets.length === 0 ? audience : targets, terms',
    'audience, terms',
  ],
  ['nothing is narrowed', 'asked.length === 0 ? scope : new Set(asked)', 'scope'],
  [
    'who asks for nothing gets nothing',
    'asked.length === 0 ? scope : new Set(asked)',
    'new Set(asked)',
  ],
  [
    'no audience is narrowed',
    'return targets.length === 0 ? audience : targets\n',
    'return audience\n',
  ],
  [
    'who names nobody gets a token for nobody',
    'return targets.length === 0 ? audience : targets\n',
    'return targets\n',
  ],
])

/** What of an API gets into a token. */
export const apiFlowFaults: readonly SeededFault[] = [
  ...inFile('src/flows/tokens/token-endpoint.ts', [
    ['any scope for a service', 'mustHold(scopeRules, wish)', ''],
    ['any API for a service', 'mustHold(ownTargetRules, target)', ''],
    [
      'a service gets all scopes unasked',
      "form.values.has('scope') ? narrowedScope(wish) : new Set<string>()",
      'narrowedScope(wish)',
    ],
    [
      'a service takes scopes of other APIs along',
      '[...asked].filter((word) => !isForOthers(word, audience, terms.apis))',
      'asked',
    ],
    [
      'scopes choose no API for a service',
      'usualTargets([...asked], client, terms)',
      'usualTargets([], client, terms)',
    ],
    [
      'a service is told the lifetime of another API',
      'issueTokens.expiresIn(audience), scope',
      'issueTokens.expiresIn([]), scope',
    ],
    ['a service that is in use is not', 'await clients.noteUse(client)', ''],
    [
      'nobody hears of the tokens of a service',
      "events.emit({\n      kind: 'tokens.granted'",
      "void ({\n      kind: 'tokens.granted'",
    ],
  ]),
  ...inFile('src/flows/tokens/issue-tokens.ts', [
    ['no API has a lifetime of its own', 'apiFor(audience, apis)?.accessTokenLifetime ??', ''],
    ['no API is known', 'apis.size === 0 ? undefined :', 'true ? undefined :'],
    [
      'no API has a format of its own',
      'api?.accessTokenFormat ?? client.accessTokenFormat',
      'client.accessTokenFormat',
    ],
    [
      'the format of the client goes first',
      'api?.accessTokenFormat ?? client.accessTokenFormat',
      'client.accessTokenFormat ?? api?.accessTokenFormat',
    ],
    ['no API has a typ of its own', 'api?.accessTokenTyp ?? shapeOf', 'undefined ?? shapeOf'],
    [
      'the tokens of an API live as long as all others',
      'const lifetime = expiresIn(grant.audience)',
      'const lifetime = lifetimes.usualAccessToken',
    ],
    [
      'those of a service too',
      'const lifetime = expiresIn(audience)',
      'const lifetime = lifetimes.usualAccessToken',
    ],
  ]),
  ...inFile('src/flows/tokens/redeem-code.ts', [
    ['a code is for all its APIs', 'audience: narrowedAudience(wish) }', '}'],
  ]),
  ...inFile('src/flows/tokens/refresh.ts', [
    ['a refresh narrows no scope', 'scope: narrowedScope({ form, scope: grant.scope }),', ''],
    ['a refresh narrows no audience', 'audience: narrowedAudience(wish),', ''],
  ]),
]
