// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of what is said of a token, and of who ends it: client assertions, revocation, introspection
 * (RFC 7523, RFC 7009, RFC 7662).
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

/** Of an assertion of a client. */
export const assertionFaults: readonly SeededFault[] = inFile('src/protocol/token/assertion.ts', [
  [
    'an assertion that nobody has signed',
    'holds: ({ claims }) => claims !== undefined',
    'holds: () => true',
  ],
  ['an assertion of any issuer', "textIn(read, 'iss') === read.clientId && ", ''],
  ['an assertion of another client', " && textIn(read, 'sub') === read.clientId", ''],
  ['an assertion for any server', "typeof aud === 'string' && audiences.includes(aud)", 'true'],
  [
    'an assertion for one name of ours alone',
    "[claims?.['aud'] ?? []].flat()",
    "[claims?.['aud'] ?? []]",
  ],
  ['an assertion for others too', 'named.every(', 'named.some('],
  ['an assertion for nobody', 'named.length > 0 && ', ''],
  ['an assertion without an end', 'exp !== undefined && ', 'exp === undefined || '],
  ['an assertion that has expired', 'exp > read.now - skew && ', ''],
  ['a moment too long', 'exp > read.now - skew', 'exp >= read.now - skew'],
  ['an assertion for a year', ' && exp <= read.now + longest + skew', ''],
  ['an assertion at any time', 'isWithinItsTimes(claims ?? {}, now)', 'true'],
  ['an assertion without jti', 'return length > 0 && ', 'return '],
  ['a jti of any length', ' && length <= 256', ''],
  ['an assertion twice', 'uses === 1', 'uses > 0'],
  [
    'a used assertion is forgotten while it works',
    "(timeIn(read, 'exp') ?? 0) + skew",
    "(timeIn(read, 'exp') ?? 0)",
  ],
  ['an assertion names nobody', "typeof sub === 'string' ? sub : undefined", 'undefined'],
  [
    'an assertion names what is no text',
    "typeof sub === 'string' ? sub : undefined",
    'sub as string',
  ],
  [
    'what is no assertion is a fault of ours',
    'return undefined\n  }\n}',
    'throw new Error(assertion)\n  }\n}',
  ],
])

/** Of whoever asks about a token, or ends it. */
export const askingFaults: readonly SeededFault[] = [
  ...inFile('src/flows/tokens/authenticate-client.ts', [
    ['no assertion is judged', 'if (refusal !== undefined) return refusal\n', ''],
    [
      'an assertion is used as often as one likes',
      'return firstBroken(onceRules, { uses })',
      'return undefined',
    ],
    [
      'an assertion of one client uses up that of another',
      "`${client.id}\\n${claims?.['jti']}`",
      "`${claims?.['jti']}`",
    ],
    ['a client uses one assertion alone', "`${client.id}\\n${claims?.['jti']}`", 'client.id'],
    [
      'an assertion is for one endpoint alone',
      '...called.map((path) => address + path)',
      'address + realmPaths.token',
    ],
    [
      'an assertion does not name its client',
      'credentials.clientId ?? subjectOf(credentials.assertion)',
      'credentials.clientId',
    ],
    [
      'an assertion that nobody signed is looked at',
      "if (credentials.method !== 'private_key_jwt') return { client, refusal }",
      "if (credentials.method !== 'none' || true) return { client, refusal }",
    ],
    [
      'a signature is a guess',
      "const isGuess = 'secret' in credentials",
      "const isGuess = 'secret' in credentials || 'assertion' in credentials",
    ],
  ]),
  ...inFile('src/flows/tokens/revoke.ts', [
    ['anybody ends a refresh token', ' || family.grant.clientId !== clientId', ''],
    ['anybody ends an access token', ' || reading.claims.client_id !== clientId', ''],
    [
      'a refresh token lives on',
      "await endGrant({ grant: family.grant, family: id }, 'revoked')",
      '',
    ],
    [
      'an access token lives on',
      "await revokedTokens.put(reading.claims.jti, 'revoked', reading.claims.exp)",
      '',
    ],
    [
      'an access token is soon no longer revoked',
      "'revoked', reading.claims.exp)",
      "'revoked', reading.claims.iat + 1)",
    ],
    ['what has ended is told once more', 'family.ended || ', ''],
    ['no token will do', 'mustHold(revocationRules, request)', ''],
    ['a parameter may come twice', 'mustHold(calledRules, request)', ''],
    [
      'anybody ends tokens',
      'const { client } = await authenticateClient(request, family?.grant.redirectUri)',
      "const client = { id: request.form.values.get('client_id') ?? '' }",
    ],
  ]),
  ...inFile('src/flows/tokens/introspect.ts', [
    ['anybody may ask', 'mustHold(introspectionRules, caller)', ''],
    ['no token will do', 'mustHold(revocationRules, request)', ''],
    ['a parameter may come twice', 'mustHold(calledRules, request)', ''],
    [
      'a used refresh token is active',
      'family === undefined || turnOf(family, hashOf(secret)) === undefined',
      'family === undefined',
    ],
    [
      'a refresh token that was withdrawn is active',
      'if ((await needs.hasEnded({ ...given, sid: undefined })) !== undefined) return inactive',
      '',
    ],
    [
      'a refresh token outlives its session',
      "(await needs.hasEnded(given)) === 'signed-out'",
      'false',
    ],
    [
      'a refresh token outlives its user',
      'if (user === undefined) return inactive\n',
      'if (user === undefined) return { active: true }\n',
    ],
    [
      'a user who came back has their refresh tokens',
      'await users.findSince(family.grant.sub, family.grant.grantedAt)',
      'await users.find(family.grant.sub)',
    ],
    [
      'an idle refresh token is active',
      'const idle = needs.lifetimes.refreshIdle',
      'const idle = Number.POSITIVE_INFINITY',
    ],
    [
      'a dead token is active',
      "if (reading.kind === 'dead') return inactive",
      "if (reading.kind === 'dead') return { active: true }",
    ],
  ]),
  ...inFile('src/protocol/token/introspection.ts', [
    ['a bound token is a bearer’s', "claims.cnf === undefined ? 'Bearer' : 'DPoP'", "'Bearer'"],
    [
      'the key of an access token is not told',
      '...(claims.cnf !== undefined && { cnf: claims.cnf }),',
      '',
    ],
    [
      'what an access token says of its user is told',
      '...{ sub, aud, client_id, scope, iat, exp, jti }',
      '...claims',
    ],
    ['the name of the user is not told', '...(user !== undefined && nameOf(user, sub)),', ''],
    [
      'a refresh token is as good as an access token',
      "token_type: 'refresh_token'",
      "token_type: 'Bearer'",
    ],
    ['the key of a refresh token is not told', '...(jkt !== undefined && { cnf: { jkt } }),', ''],
    [
      'nobody has issued it',
      "token_type: 'refresh_token',\n    iss: issuer,",
      "token_type: 'refresh_token',",
    ],
  ]),
]
