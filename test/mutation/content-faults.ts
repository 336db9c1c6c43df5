// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of what tokens say, who may read it, and what a user is asked for.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const tokens: readonly SeededFault[] = [
  ...inFile('src/protocol/tokens/access-token.ts', [
    ['an expired token works', "if (exp <= now) return 'expired'", ''],
    ['a token works a second too long', 'exp <= now', 'exp < now'],
    ['a token of the future works', 'isAhead(iat, now) || ', ''],
    [
      'what the user has not is remembered',
      '[...grant.claims.userinfo].filter((name) => Object.hasOwn(user.claims, name))',
      '[...grant.claims.userinfo]',
    ],
    ['a token that outlives its session names it', 'if (!offline) own.sid', 'own.sid'],
    ['no token names its session', 'if (!offline) own.sid = login.sid\n', ''],
    ['the login has no time', '    auth_time: login.authTime,\n', ''],
    ['the token of a user is bound to no key', 'if (jkt !== undefined) own.cnf = { jkt }\n', ''],
    [
      'the token of a service is bound to no key',
      'jti,\n    ...(jkt !== undefined && { cnf: { jkt } }),\n  }',
      'jti,\n  }',
    ],
    ['one API is a list', "audience.length === 1 ? (audience[0] ?? '') : audience", 'audience'],
    [
      'the first of several APIs is all',
      "audience.length === 1 ? (audience[0] ?? '') : audience",
      "audience[0] ?? ''",
    ],
    ['any signed claims are an access token', 'tellingClaims.accessToken.every(has) && ', ''],
    ['one of its claims makes an access token', 'accessToken.every(has)', 'accessToken.some(has)'],
    ['an ID Token is an access token', ' && !tellingClaims.idToken.some(has)', ''],
    ['an access token is an ID Token', ' && !tellingClaims.accessToken.some(has)\n}\n', '\n}\n'],
    ['what userinfo answers is an ID Token', "has('iat') && ", ''],
  ]),
  ...inFile('src/protocol/tokens/id-token.ts', [
    ['the nonce is not repeated', 'if (nonce !== undefined) own.nonce = nonce\n', ''],
    [
      'no access token beside it',
      'if (accessToken !== undefined) own.at_hash = tokenHash(accessToken, idTokenAlg)\n',
      '',
    ],
    ['no code beside it', 'if (code !== undefined) own.c_hash = tokenHash(code, idTokenAlg)\n', ''],
    [
      'the hash of another algorithm',
      'own.at_hash = tokenHash(accessToken, idTokenAlg)',
      "own.at_hash = tokenHash(accessToken, 'RS256')",
    ],
    ['no session', '    sid: user.sid,\n', ''],
    ['no acr', 'if (acr !== undefined) own.acr = acr\n', ''],
  ]),
  ...inFile('src/protocol/tokens/user-claims.ts', [
    ['a claim of the user is the subject', '{ ...claims, ...own }', '{ ...own, ...claims }'],
    ['nothing is said of the user', '{ ...claims, ...own }', 'own'],
  ]),
  ...inFile('src/protocol/tokens/token-hash.ts', [
    [
      'the right half',
      'digest.subarray(0, digest.length / 2)',
      'digest.subarray(digest.length / 2)',
    ],
    ['the whole hash', 'digest.subarray(0, digest.length / 2)', 'digest'],
    ['the hash of Ed25519 is short', "Ed25519: 'sha512'", "Ed25519: 'sha256'"],
  ]),
  ...inFile('src/protocol/tokens/acr.ts', [
    [
      'an acr that nobody asked for',
      "if (acrValues.length === 0 && !claims.idToken.has('acr')) return undefined",
      '',
    ],
    ['claims do not ask for one', " && !claims.idToken.has('acr')", ''],
    [
      'whatever is asked for is stated',
      'acrValues.find((value) => supported.includes(value))',
      'acrValues[0]',
    ],
    ['the usual one is none', ' ?? supported[0]', ''],
  ]),
  ...inFile('src/protocol/tokens/bearer-token.ts', [
    ['a token in the query', 'if (!mayBeInQuery && isNamed(query)) {', 'if (false) {'],
    ['a token twice in the form', "form.repeated.has('access_token') || ", ''],
    ['a token in two places', ' || (authorization !== undefined && isNamed(form))', ''],
    [
      'a token twice in the query',
      "values.has('access_token') || repeated.has('access_token')",
      "values.has('access_token')",
    ],
    [
      'whatever is sent is a token',
      'if (!/^(?:Bearer|DPoP)\\b/i.test(authorization)) return undefined',
      '',
    ],
    ['a header without a token is none', 'if (token === undefined) {', 'if (false) {'],
    ['a proof is not needed', "scheme: dpop === undefined ? 'Bearer' : 'DPoP'", "scheme: 'Bearer'"],
    ['any characters in a token', '([A-Za-z0-9\\-._~+/]+=*)$/i', '(\\S+)$/i'],
    ['a scheme in one case', '=*)$/i', '=*)$/'],
  ]),
  ...inFile('src/protocol/tokens/grant.ts', [
    ['a kept grant forgets who asked by name', 'idToken: [...claims.idToken]', 'idToken: []'],
    [
      'a kept grant forgets what userinfo is to tell',
      'userinfo: [...claims.userinfo]',
      'userinfo: []',
    ],
    [
      'a kept grant forgets what access tokens carry',
      'accessToken: [...claims.accessToken]',
      'accessToken: []',
    ],
    ['a kept grant is for no session', '    sid: login.sid,\n', ''],
    ['a kept grant was given at the login', 'grantedAt: now', 'grantedAt: login.authTime'],
    [
      'a grant that was kept has no nonce',
      '    nonce,\n    acrValues,\n  }\n}\n',
      '    nonce: undefined,\n    acrValues,\n  }\n}\n',
    ],
    [
      'a grant that was kept opens what userinfo tells no more',
      'userinfo: new Set(claims.userinfo)',
      'userinfo: new Set()',
    ],
  ]),
]

const claims: readonly SeededFault[] = [
  ...inFile('src/protocol/userinfo/claims.ts', [
    ['a claim of the user is one of the server', 'reservedClaims.has(name) || ', ''],
    ['a claim of every object is one of the user', ' || !Object.hasOwn(user.claims, name)', ''],
    [
      'an ID Token beside an access token has all claims',
      'const isAlone = !leadsToAccessToken(responseType)',
      'const isAlone = true',
    ],
    [
      'an ID Token alone has none',
      'const isAlone = !leadsToAccessToken(responseType)',
      'const isAlone = false',
    ],
    ['a claim by name is not in the ID Token', '[...ofScopes, ...claims.idToken]', 'ofScopes'],
    [
      'an access token has the claims of all scopes',
      "claimNamesFor('access_token', scope, catalogue, false)",
      "claimNamesFor('access_token', scope, catalogue, true)",
    ],
    [
      'an access token has no claims of its client',
      '[...ofScopes, ...claims.accessToken]',
      'ofScopes',
    ],
    [
      'userinfo tells no claims of scopes',
      'catalogue, true), ...single]',
      'catalogue, false), ...single]',
    ],
    ['userinfo tells no claims by name', 'catalogue, true), ...single]', 'catalogue, true)]'],
    [
      'a scope does not say where its claims go',
      'catalogue.get(scope)?.claimsIn?.includes(target) ?? usually',
      'usually',
    ],
  ]),
  ...inFile('src/protocol/userinfo/claims-request.ts', [
    [
      'claims of any length',
      'text.length > claimsLimit ? undefined : parseObject(text)',
      'parseObject(text)',
    ],
    ['claims of any depth', ' && isShallow(value, maxDepth)', ''],
    ['any number of claims', 'if (idToken.size + userinfo.size > maxClaims) return undefined', ''],
    [
      'claims that are no object',
      'if (!isObject(value)) return undefined',
      'if (!isObject(value)) return new Map()',
    ],
    ['a claim may be anything', 'member === null || isObject(member)', 'true'],
    ['a prototype is a claim', "if (key === '__proto__') throw", 'if (false) throw'],
    ['any name of a claim', '.filter(([name]) => isClaimName(name))', ''],
    ['a name of any length', '{1,256}$/', '{1,}$/'],
    [
      'a single value is none',
      'Array.isArray(values) ? values : [value]',
      'Array.isArray(values) ? values : []',
    ],
    ['any number of values', '.slice(0, maxValues)', ''],
    ['a value may be anything', ".filter((one) => typeof one === 'string')", ''],
    ['claims name no user', "sub: valuesOf(idToken.get('sub'))[0]", 'sub: undefined'],
  ]),
]

const asked: readonly SeededFault[] = [
  ...inFile('src/protocol/consent/grants.ts', [
    ['an approval for one user is for all', '`user\\n${sub}\\n', '`user\\n\\n'],
    ['an approval for one session is for all', '`session\\n${sid}\\n', '`session\\n\\n'],
    ['an approval for a session is for good', '`session\\n', '`user\\n'],
    [
      'an approval for one client is for all',
      '`${client.id}\\n${placeOf(client)}`',
      'placeOf(client)',
    ],
    [
      'an app on loopback has the approvals of others of its id',
      "if (client.source === 'loopback') return client.loopbackOrigin",
      '',
    ],
    [
      'an app that has registered itself keeps its approvals wherever it goes',
      "client.source === 'registered' ? uriHash(client) : ''",
      "''",
    ],
    [
      'claims that scopes open are asked for twice',
      '...claimNamesOf(request.scope, catalogue)',
      '',
    ],
    [
      'what access tokens carry is not asked for',
      '[...idToken, ...userinfo, ...accessToken]',
      '[...idToken, ...userinfo]',
    ],
    [
      'a claim is as good as a scope of its name',
      'map((claim) => `claim:${claim}`)',
      'map((claim) => claim)',
    ],
    ['a private-use scheme is remembered', "redirectUri.startsWith('https:') && ", ''],
    ['loopback is remembered', ' && loopbackOriginOf(redirectUri) === undefined', ''],
    ['local mode remembers nothing', "mode === 'local' || ", ''],
  ]),
  ...inFile('src/protocol/time.ts', [
    ['a clock that was never set', 'now >= firstPossible', 'true'],
    ['no clock may be put back', 'time > now + clockSkew', 'time > now'],
    ['nothing comes from the future', 'time > now + clockSkew', 'false'],
  ]),
]

export const contentFaults: readonly SeededFault[] = [...tokens, ...claims, ...asked]
