// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of proofs of keys: a proof that anybody could have made, or used, or used again (RFC 9449).
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

/** What a proof is, and what it is judged by. */
export const dpopFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/token/dpop.ts', [
    ['a proof of any length', 'proof.length > proofLimit || ', ''],
    [
      'a proof without a signature',
      '[\\w-]+\\.[\\w-]+\\.[\\w-]+$/',
      '[\\w-]+\\.[\\w-]+\\.[\\w-]*$/',
    ],
    [
      'a list is a header',
      ' && !Array.isArray(value)\n    return isObject',
      '\n    return isObject',
    ],
    ['a key is not looked at', 'isPublicJwk(jwk as Members) ?', 'true ?'],
    ['a thumbprint of another order', "['e', 'kty', 'n']", "['kty', 'e', 'n']"],
    ['the curve tells no key', "EC: ['crv', 'kty', 'x', 'y']", "EC: ['kty', 'x', 'y']"],
    ['half a point tells a key', "['crv', 'kty', 'x', 'y']", "['crv', 'kty', 'x']"],
    ['a thumbprint of any length', '/^[\\w-]{43}$/', '/^[\\w-]+$/'],
    ['a path is not decoded', 'uri.replace(unreservedTriplet, unreserved)', 'uri'],
    ['an encoded slash is a slash', '/%(?:2D|2E|', '/%(?:2D|2F|2E|'],
    ['the query of an address counts', "url.search = ''\n", ''],
    ['the fragment of an address counts', "url.hash = ''\n", ''],
    ['an address without its slashes', '!/^https?:\\/\\//i.test(uri) || ', ''],
    ['a proof of any typ', "header?.typ === 'dpop+jwt'", 'header !== undefined'],
    ['a proof of any alg', 'dpopSigningAlgs.some((alg) => alg === header?.alg)', 'true'],
    ['a proof without a key', 'proofKeyOf(header) !== undefined', 'true'],
    [
      'a proof that its key has not signed',
      'holds: ({ claims }) => claims !== undefined',
      'holds: () => true',
    ],
    ['a proof for any method', "textIn(proof, 'htm') === proof.method", 'true'],
    [
      'a method in any case',
      "textIn(proof, 'htm') === proof.method",
      "textIn(proof, 'htm')?.toUpperCase() === proof.method",
    ],
    [
      'a proof for any address',
      'target !== undefined && proof.addresses',
      'true || proof.addresses',
    ],
    ['a further address is none', 'proof.addresses.some(', 'proof.addresses.slice(0, 1).some('],
    ['an old proof', 'iat >= proof.now - longest && ', ''],
    ['a proof of the future', ' && iat <= proof.now + skew', ''],
    ['no clock may be ahead', 'iat <= proof.now + skew', 'iat <= proof.now'],
    ['a time that is text', "typeof value === 'number' ? value : Number.NaN", 'Number(value)'],
    ['a proof without jti', 'length > 0 && length', 'length'],
    ['a jti of any length', 'length > 0 && length <= 256', 'length > 0'],
    [
      'a proof beside any token',
      "proof.accessToken === undefined || textIn(proof, 'ath')",
      "true || textIn(proof, 'ath')",
    ],
    [
      'a token needs no hash',
      "textIn(proof, 'ath') === athOf(proof.accessToken)",
      "[undefined, athOf(proof.accessToken)].includes(textIn(proof, 'ath'))",
    ],
    ['a nonce for everybody', 'proof.nonces.length === 0 || ', ''],
    ['no nonce for anybody', "proof.nonces.includes(textIn(proof, 'nonce') ?? '')", 'true'],
    ['a nonce is refused as a proof is', "error: 'use_dpop_nonce'", "error: 'invalid_dpop_proof'"],
    ['a proof twice', 'uses === 1', 'uses > 0'],
    [
      'a client does not keep to what it registered',
      '!client.requireDpop || jkt !== undefined',
      'true',
    ],
    ['everybody must prove a key', '!client.requireDpop || jkt', 'jkt'],
    [
      'a client with a secret is bound to its key',
      "method === 'none' || client.source === 'loopback' ? jkt : undefined",
      'jkt',
    ],
    [
      'a client without a secret is bound to nothing',
      "method === 'none' || client.source",
      'client.source',
    ],
    ['an app on loopback is bound to a secret of its own', " || client.source === 'loopback'", ''],
    [
      'a proof is forgotten while it works',
      "Math.ceil(timeIn(proof, 'iat')) + longest + 1",
      "Math.ceil(timeIn(proof, 'iat')) + longest",
    ],
    ['the nonce before works no more', '[at, at - 1].map', '[at].map'],
    ['the older nonce comes first', '[at, at - 1].map', '[at - 1, at].map'],
    [
      'a nonce that anybody can tell',
      "createHmac('sha256', secret)",
      "createHmac('sha256', 'nonce')",
    ],
    ['one nonce for good', 'Math.floor(now / nonceLifetime)', 'Math.floor(now / 1e12)'],
  ]),
]

/** When a proof is asked for, and what it proves. */
export const dpopFlowFaults: readonly SeededFault[] = [
  ...inFile('src/flows/tokens/read-proof.ts', [
    [
      'the first proof of two counts',
      'second === undefined ? readProofHeader(proof) : undefined',
      'readProofHeader(proof)',
    ],
    ['nobody proves anything', 'if (proofs.length === 0) return undefined', 'return undefined'],
    [
      'no proof is signed',
      'key && (await signatures.read(proof, [key]))',
      "JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString())",
    ],
    [
      'a further address of the realm is none',
      'addresses.flatMap((address)',
      'addresses.slice(0, 1).flatMap((address)',
    ],
    [
      'a proof for one endpoint is for all',
      'pathsFor(provider, path).map((own) => address + own)',
      "['/token', '/par', '/userinfo'].map((one) => address + one)",
    ],
    [
      'no proof is for its token',
      '        accessToken,\n        nonces',
      '        accessToken: undefined,\n        nonces',
    ],
    ['nobody is asked for a nonce', 'dpopNonce ? noncesAt', 'false ? noncesAt'],
    [
      'everybody is asked for a nonce',
      'dpopNonce ? noncesAt(secret, clock.now()) : []',
      'noncesAt(secret, clock.now())',
    ],
    ['the nonce to come is the old one', 'nonces()[0]', 'nonces()[1]'],
    [
      'a proof works as often as one likes',
      'mustBeProved(firstBroken(proofOnceRules, { uses }), accessToken)',
      'void uses',
    ],
    [
      'two may use a proof at once',
      'mustBeFirst(await usedProofs.upsert(once, (before = 0) => before + 1, until))',
      'await usedProofs.upsert(once, (before = 0) => before + 1, until)',
    ],
    ['a used proof of one key is used for all', '`${jkt}\\n${', '`${'],
    ['a key uses one proof alone', "`${jkt}\\n${read.claims?.['jti']}`", 'jkt'],
    [
      'a proof that is not right counts as used',
      '      mustBeProved(firstBroken(proofRules, read), accessToken)\n',
      '',
    ],
    [
      'a used proof is forgotten at once',
      'const until = proofRememberedUntil(read)',
      'const until = clock.now() + 1',
    ],
    [
      'a token is refused without its challenge',
      "accessToken === undefined ? undefined : 'DPoP'",
      'undefined',
    ],
    [
      'the token endpoint asks for a header',
      "accessToken === undefined ? undefined : 'DPoP'",
      "'DPoP'",
    ],
  ]),
  ...inFile('src/flows/tokens/token-endpoint.ts', [
    [
      'a client need not prove the key that it registered',
      'mustHold(boundClientRules, { ...by, jkt: caller.proof?.jkt })',
      '',
    ],
    [
      'a proof for another method',
      "method: 'POST', path: realmPaths.token",
      "method: 'GET', path: realmPaths.token",
    ],
    [
      'a service is bound to no key',
      'issueTokens.clientToken(client, scope, audience, jkt)',
      'issueTokens.clientToken(client, scope, audience, undefined)',
    ],
  ]),
  ...inFile('src/flows/tokens/redeem-code.ts', [
    [
      'a code is redeemed with any key',
      '...{ code, client, method, jkt }',
      '...{ code: code && { ...code, jkt: undefined }, client, method, jkt }',
    ],
    ['the tokens of a code are bound to no key', 'accessToken: jkt,', 'accessToken: undefined,'],
    [
      'the refresh token of a code is bound to no key',
      'refreshToken: familyKeyOf({ client, method, jkt })',
      'refreshToken: undefined',
    ],
  ]),
  ...inFile('src/flows/tokens/refresh.ts', [
    [
      'any key refreshes',
      '{ family, client, jkt, isSignedOut',
      '{ family: family && { ...family, jkt: undefined }, client, jkt, isSignedOut',
    ],
    [
      'a refresh binds nothing',
      'const jkt = familyKeyOf({ ...by, jkt: by.proof?.jkt })',
      'const jkt = undefined',
    ],
    [
      'a refreshed token is bound to no key',
      'endsWithSession, jkt },',
      'endsWithSession, jkt: undefined },',
    ],
  ]),
]
