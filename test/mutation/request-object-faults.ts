// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of requests that do not come as they are: by a request object, or pushed beforehand (RFC 9101,
 * RFC 9126).
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

/** What an object says, and what it is judged by. */
export const requestObjectFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/authorize/request-object.ts', [
    ['an object beside a request_uri', " || values.has('request_uri')", ''],
    ['an object of any length', 'jwt.length > requestObjectLimit || ', ''],
    ['an encrypted object', '[\\w-]*$/', '[\\w.-]*$/'],
    ['an object whose header demands more than we know', " || 'crit' in header", ''],
    ['a list of claims', ' && !Array.isArray(value)', ''],
    ['nothing at all as claims', ' && value !== null', ''],
    [
      'an object that is no text',
      "utf8.decode(Buffer.from(part, 'base64url'))",
      "Buffer.from(part, 'base64url').toString()",
    ],
    ['an object within an object', "name !== 'request' && name !== 'request_uri'", 'true'],
    ['every claim is a parameter', 'if (!readable.has(name)) continue', ''],
    [
      'a parameter that is no text is left out',
      'if (text === undefined) return undefined',
      'if (text === undefined) continue',
    ],
    ['a parameter without a value is one', "if (text !== '') values.set", 'values.set'],
    ['a resource may be anything', 'if (!resources.every(isText)) return undefined', ''],
    [
      'a single resource is none',
      "[claims['resource'] ?? []].flat()",
      "(Array.isArray(claims['resource']) ? claims['resource'] : [])",
    ],
    ['half a character is text', ' && !/\\p{Surrogate}/u.test(value)', ''],
    ['every number is text', "name === 'max_age' && typeof value", 'typeof value'],
    [
      'no number is text',
      "if (name === 'max_age' && typeof value === 'number') return String(value)",
      '',
    ],
    [
      'every object is text',
      "name === 'claims' && typeof value === 'object'",
      "typeof value === 'object'",
    ],
    [
      'what stands beside the object counts',
      'new Map([...values, ...(inside?.values ?? [])])',
      'new Map([...(inside?.values ?? []), ...values])',
    ],
    ['the object is judged as a parameter', "  all.delete('request')\n", ''],
    [
      'what stands beside twice is refused though the object says it',
      'inside?.values.has(name) !== true',
      'true',
    ],
    [
      'what stands beside twice is overlooked',
      'new Set([...sent.repeated].filter((name) => inside?.values.has(name) !== true))',
      'new Set()',
    ],
    ['the resources of the object are none', '...(inside?.several ?? [])', ''],
    [
      'an object of anybody chooses the address',
      "['client_id', 'redirect_uri'].flatMap",
      "['client_id'].flatMap",
    ],
    [
      'an object of anybody chooses the client',
      "['client_id', 'redirect_uri'].flatMap",
      "['redirect_uri'].flatMap",
    ],
  ]),
  ...inFile('src/protocol/authorize/request-object-rules.ts', [
    [
      'an object that cannot be read',
      "holds: ({ object }) => object.kind === 'read',",
      'holds: () => true,',
    ],
    [
      'nobody need sign',
      "!isUnsigned(judged) || judged.client.requestObjectAlg === 'none'",
      'true',
    ],
    ['nobody may leave a signature out', " || judged.client.requestObjectAlg === 'none'", ''],
    [
      'an object without an alg is signed',
      "object.alg === undefined || object.alg === 'none'",
      "object.alg === 'none'",
    ],
    ['a signature need not be right', 'return isVerified && (', 'return ('],
    [
      'any algorithm',
      '(requestObjectAlg === undefined || requestObjectAlg === object.alg)',
      'true',
    ],
    ['only who has registered an algorithm may sign', 'requestObjectAlg === undefined || ', ''],
    ['none and signed', ' && !object.hasSignature', ''],
    ['signed where none was registered', "return object.alg === 'none' && ", 'return '],
    ['a client assertion is an object', "claimOf(judged, 'sub') !== judged.client.id", 'true'],
    ['an object of another client', 'iss === undefined || iss === client.id', 'true'],
    ['an object for another server', 'aud === undefined || [aud].flat().includes(issuer)', 'true'],
    ['an object must say for whom', 'aud === undefined || [aud]', '[aud]'],
    ['an object for us among others', '[aud].flat().includes(issuer)', 'aud === issuer'],
    ['an object out of its times', 'isWithinItsTimes(object.claims, now)', 'true'],
    ['an object with an object', "claimOf(judged, 'request') === undefined && ", ''],
    [
      'an object with an address of another',
      " && claimOf(judged, 'request_uri') === undefined",
      '',
    ],
    ['parameters that nobody can read', ' && object.parameters !== undefined', ''],
    [
      'another client_id inside',
      "agrees(judged, 'client_id', (inside, outside) => inside === outside)",
      'true',
    ],
    ['another response_type inside', " &&\n      agrees(judged, 'response_type', sameType)", ''],
    [
      'the order of words is another type',
      'one === other || (parseResponseType(one) ?? one) === (parseResponseType(other) ?? other)',
      'one === other',
    ],
    [
      'all unknown types are one',
      '(parseResponseType(one) ?? one) === (parseResponseType(other) ?? other)',
      'parseResponseType(one) === parseResponseType(other)',
    ],
  ]),
  ...inFile('src/protocol/time.ts', [
    ['a slow clock is not allowed for', 'exp > now - clockSkew', 'exp > now'],
    ['a moment too long', ' exp > now - clockSkew', ' exp >= now - clockSkew'],
    ['a JWT of the future', '!isAhead(nbf, now)', 'true'],
    ['a JWT that was made tomorrow', '!isAhead(iat, now)', 'true'],
    ['a time that is text', "typeof value === 'number' && value >= 0", 'Number(value) >= 0'],
    ['a time before all times', 'value >= 0 && ', ''],
    ['a time that never comes', ' && value <= lastTime', ''],
  ]),
  ...inFile('src/protocol/authorize/pushed-request.ts', [
    [
      'how the client authenticated is kept',
      "sentPairs(sent, [...knownParameters, 'resource'])",
      "sentPairs(sent, [...sent.values.keys(), 'resource'])",
    ],
    ['the resources are lost', "[...knownParameters, 'resource']", 'knownParameters'],
    ['a client pushes for another', ".set('client_id', clientId)", ''],
    ['a pushed request is pushed again', "!values.has('request_uri')", 'true'],
    ['a proof of another key', 'named === undefined || jkt === undefined || named === jkt', 'true'],
    ['whoever names a key must prove it here', 'jkt === undefined || named', 'named'],
    ['whoever proves a key must name it', 'named === undefined || jkt', 'jkt'],
    ['a proof binds nothing', 'jkt === undefined ? sent : {', 'true ? sent : {'],
    ['nobody has to push', 'isPushed || !client.requirePushedRequests', 'true'],
    ['everybody has to push', ' || !client.requirePushedRequests', ''],
    ['who has to push is refused all the same', 'isPushed || !client', '!client'],
  ]),
]

/** Who pushes what. */
export const pushFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/authorize/pushed-request.ts', [
    ['a pushed request waits for half an hour', 'pushedLifetime = 90', 'pushedLifetime = 1800'],
  ]),
  ...inFile('src/flows/authorize/push-request.ts', [
    ['a query counts', 'mustHold(calledRules, request)', ''],
    ['a client that is not found is the reason', " && found.error !== 'unknown_client'", ''],
    [
      'an app on loopback is known by its object alone',
      'readRequest(asRequestOf(clientId, request.form)).sent',
      'asRequestOf(clientId, request.form)',
    ],
    [
      'an app on loopback is found without its address',
      "authenticateClient(request, values.get('redirect_uri'))",
      'authenticateClient(request)',
    ],
    [
      'an object that is refused is kept',
      'if (request.refusal !== undefined) throw refused(request.refusal)',
      '',
    ],
    ['an object is kept unread', 'return request.sent\n', 'return sent\n'],
    [
      'a client pushes for another',
      'opened(asRequestOf(client.id, request.form), client)',
      'opened(request.form, client)',
    ],
    [
      'a proof for the token endpoint',
      'const path = realmPaths.pushedRequests',
      'const path = realmPaths.token',
    ],
    [
      'a proof of another key than the one that is named',
      'mustHold(provedPushRules, { sent, jkt })',
      '',
    ],
    ['a proof binds nothing', 'return boundTo(jkt, sent)', 'return sent'],
    ['a hint is not read', 'await readHint(sent, needs)', 'undefined'],
    ['nothing is judged', 'await mustBeAllowed(sent, client)', ''],
    [
      'every request has the same address',
      'pushedUriPrefix + needs.entropy.secret()',
      '`${pushedUriPrefix}a`',
    ],
    ['a request is kept under its address itself', 'hashOf(uri), kept', 'uri, kept'],
    [
      'nobody hears of it',
      "needs.events.emit({ kind: 'request.pushed', clientId: client.id })",
      '',
    ],
  ]),
]
