/**
 * Faults of registration: what may be registered, what becomes of it, and what a reload leaves.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const room = 'src/protocol/register'

export const registerFaults: readonly SeededFault[] = [
  ...inFile(`${room}/redirect-uri.ts`, [
    ['any scheme', 'isWeb(url) || reverseDomain.test(url.protocol)', 'true'],
    ['a scheme of one word', '(?:\\.[a-z0-9-]+)+:$/', '(?:\\.[a-z0-9-]+)*:$/'],
    ['a password', "username === '' && password === ''", "username === ''"],
    ['a user name', "username === '' && password === ''", "password === ''"],
    ['http anywhere', "protocol !== 'http:' || isLoopbackHost(hostname)", 'true'],
    ['an empty part of a host', '!isWeb(url) || plainHost.test(url.hostname)', 'true'],
    [
      'a parameter of an answer',
      '!answerParameters.some((name) => searchParams.has(name))',
      'true',
    ],
    ['any length', 'uri.length <= redirectUriLimit', 'true'],
    ['spaces', '/^[\\x21-\\x7e]*$/', '/^[\\x20-\\x7e]*$/'],
    ['a wildcard', "!uri.includes('*')", 'true'],
    ['a fragment', "!uri.includes('#')", 'true'],
    ['any encoding', 'decoded !== undefined && !/\\p{Cc}/u.test(decoded)', 'true'],
    ['an encoded control character', ' && !/\\p{Cc}/u.test(decoded)', ''],
    ['any spelling', 'return isNormal(uri, url) ?', 'return true ?'],
    ['no bare origin', ' || uri === url.origin', ''],
    ['a private-use scheme for all', 'holds: isWeb,', 'holds: () => true,'],
    ['a private-use scheme for none', "applicationType === 'native' || webRule", 'webRule'],
  ]),
  ...inFile(`${room}/judge-client.ts`, [
    ['redirect URIs unjudged', "...judgeUris(client, 'redirect_uris'),", ''],
    ['URIs after logout unjudged', "...judgeUris(client, 'post_logout_redirect_uris'),", ''],
    ['judged by a type that was not read', 'if (applicationType === undefined) return []', ''],
    ['any scope', 'beyond(scope ?? [], realmScopes)', 'beyond([], realmScopes)'],
    ['any default scope', 'beyond(defaultScope, scope ?? realmScopes)', 'beyond([], [])'],
    ['default scopes of the realm', 'scope ?? realmScopes).map', 'realmScopes).map'],
    [
      'another URI is blamed',
      "[] : [{ kind: 'redirect-uri', path: [key, index]",
      "[] : [{ kind: 'redirect-uri', path: [key, 0]",
    ],
    [
      'an address of this server',
      '(client[key] ?? []).flatMap((uri, index) =>\n      uri === undefined || !isOwn(uri)',
      '(client[key] ?? []).flatMap((uri, index) =>\n      true',
    ],
    [
      'our own address is told of logouts',
      'return uri === undefined || !isOwn(uri)',
      'return true',
    ],
  ]),
  ...inFile('src/protocol/client/initiate-login.ts', [
    ['nobody is told who sends the user', "address.searchParams.append('iss', issuer)", ''],
    ['users are sent to a client that is off', ' || !enabled', ''],
    ['its own query is lost', "searchParams.append('iss', issuer)", 'search = "?iss="'],
  ]),
  ...inFile(`${room}/to-client.ts`, [
    ['everybody is the operator’s', '    source,\n', "    source: 'operator',\n"],
    ['a disabled client is enabled', '    enabled,\n', '    enabled: true,\n'],
    ['everybody is first-party', '    firstParty,\n', '    firstParty: true,\n'],
    ['an unlisted openid is meant', "(scopes?.has('openid') ?? true)", 'true'],
    ['openid is not meant', "(scopes?.has('openid') ?? true)", 'false'],
    [
      'the algorithm of the realm counts',
      'metadata.id_token_signed_response_alg ?? signingAlg',
      'signingAlg',
    ],
    [
      'both tokens do not include one',
      "if (types.has('id_token token')) types.add('id_token')",
      '',
    ],
    ['the order of words counts', 'listed.map(parseResponseType)', 'listed as ResponseType[]'],
    ['a native client is web', 'metadata.application_type', "'web'"],
  ]),
  ...inFile(`${room}/response-types.ts`, [
    ['no response type at all', '.min(1, {', '.min(0, {'],
    ['one order of words only', "ordersOf(type.split(' '))", '[type]'],
    ['a secret is shown', 'knownResponseType(written) === written', 'true'],
    ['another type is meant', 'b.shared.length - a.shared.length', '0'],
    ['capitals are other words', 'written.toLowerCase()', 'written'],
  ]),
  ...inFile(`${room}/client-metadata.ts`, [
    [
      'any redirect URI',
      'if (problem !== undefined) context.addIssue',
      'if (false) context.addIssue',
    ],
    ['a link with a password', "username === '' && password === ''", 'true'],
    ['a link with any scheme', '/^https?:\\/\\/[\\x21-\\x7e]+$/', '/^[a-z]+:[\\x21-\\x7e]+$/'],
    ['any scope syntax', 'scopes.every(isScopeToken)', 'true'],
  ]),
  ...inFile(`${room}/token-metadata.ts`, [
    ['nobody as audience', 'all.length > 0 && all.every(isAudience)', 'all.every(isAudience)'],
    ['any audience', 'all.length > 0 && all.every(isAudience)', 'all.length > 0'],
    ['more audiences than a request may name', "all.join('').length <= targetLimit", 'true'],
  ]),
  ...inFile('src/adapters/memory/client-registry.ts', [
    ['a reload drops who has registered', "source !== 'operator'", 'false'],
    ['a reload keeps the operator’s', "source !== 'operator'", 'true'],
    ['a reload yields to who has registered', 'reloaded.get(one.id) ?? one', 'one'],
    ['a reload leaves what was accepted by a name', ' && !reloaded.has(id)', ''],
    [
      'whoever is not welcome stays',
      'accepted.keepOnly((client) => isWelcome(client) && welcome.stays(client))',
      '',
    ],
    [
      'who goes leaves nothing',
      'for (const one of accepted.list()) if (!isWelcome(one)) arrivals.leave(one.id)',
      '',
    ],
    ['who was not welcome keeps what they had', 'loopback.now(welcome.isOpen ? [anyApp] : [])', ''],
    ['any number may register', 'if (registered.length >= capacity)', 'if (false)'],
    ['an id is registered twice', "if (known.has(client.id)) return { kind: 'taken' }", ''],
    ['two apps by one id', '    accepted.drop(client.id)\n', ''],
  ]),
]
