// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the source
/**
 * Faults of what apps are told of the end of a login.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

export const logoutFaults: readonly SeededFault[] = [
  ...inFile('src/protocol/session/session-state.ts', [
    ['one state for all sessions', 'browser state of ${session.id}', 'browser state'],
    [
      'a state that is the hash of the secret alone',
      'browser state of ${session.id}',
      '${session.id}',
    ],
    ['any client', '`${clientId} ${origin}', '`${origin}'],
    ['any origin', '${clientId} ${origin} ', '${clientId} '],
    ['the whole address', 'new URL(redirectUri).origin', 'redirectUri'],
    ['a host for an origin', 'new URL(redirectUri).origin', 'new URL(redirectUri).host'],
    ['whatever the browser has', '${origin} ${browserState} ', '${origin} '],
    ['no salt in the hash', ' ${salt}`)}.', '`)}.'],
  ]),
  ...inFile('src/protocol/session/visits.ts', [
    ['each visit anew', 'visited.includes(client) ? visited : ', ''],
    ['endless visits', '.slice(-visitsLimit)', ''],
    ['the newest is forgotten', '.slice(-visitsLimit)', '.slice(0, visitsLimit)'],
  ]),
  ...inFile('src/protocol/log-out/front-channel.ts', [
    ['a second question mark', "uri.includes('?') ? '&' : '?'", "'?'"],
    ['an issuer as it is', 'encodeURIComponent(issuer)', 'issuer'],
    ['a sid as it is', 'encodeURIComponent(sid)', 'sid'],
  ]),
  ...inFile('src/protocol/log-out/logout-token.ts', [
    ['no event', '{ [backChannelLogout]: {} }', '{} as never'],
    ['for anybody', 'aud: clientId', "aud: 'anybody'"],
    ['a day', 'const lifetime = 120', 'const lifetime = 86_400'],
    ['no session', 'sid: session.sid', "sid: ''"],
    ['one id for all', '  jti,', "  jti: 'jti',"],
  ]),
  ...inFile('src/protocol/log-out/request.ts', [
    ['a parameter twice', '!knownParameters.some((name) => sent.repeated.has(name))', 'true'],
    ['one parameter alone may come once', '.some((name) => sent', '.slice(1).some((name) => sent'],
    ['a client that nobody knows', "!sent.values.has('client_id') || client !== undefined", 'true'],
    ['the hint of another client', '?? hint.aud) === hint.aud', '?? hint.aud) !== undefined'],
    [
      'any address after a logout',
      'uri === undefined || client === undefined || matchPostLogoutUri(client, uri) !== undefined',
      'true',
    ],
    ['whoever has a hint signs anybody out', ' || speaksFor(hint, user)', ' || true'],
    ['whoever has a hint must ask', ' || speaksFor(hint, user)', ''],
    ['a hint that nobody signed vouches', "hint?.kind === 'verified'\n", 'hint !== undefined\n'],
    [
      'a hint speaks for all sessions of its user',
      'hint.sid === undefined ? hint.sub === user.sub : hint.sid === user.sid',
      'hint.sub === user.sub',
    ],
    ['a hint without a session speaks for nobody', 'hint.sub === user.sub :', 'false :'],
    [
      'nobody is asked who is not there',
      "if (user === undefined) return { kind: 'signed-out', address }",
      '',
    ],
    ['an app that has no address is vouched for', 'asksToReturn && address === undefined', 'false'],
    ['who asks for no address is not vouched for', 'asksToReturn && address', 'address'],
    ['a disabled app gets the browser', ' || !client.enabled', ''],
    ['a bad hint gets the browser', "if (hint?.kind === 'invalid') return undefined", ''],
    ['a long state goes back', ' && state.length <= stateLimit', ''],
    [
      'a state of the greatest length does not',
      'state.length <= stateLimit',
      'state.length < stateLimit',
    ],
    ['a state where there is none', 'if (state === undefined) return redirectUri', ''],
    ['a second question mark after a logout', "redirectUri.includes('?') ? '&' : '?'", "'?'"],
    ['a state as it is', 'encodeURIComponent(state)', 'state'],
  ]),
  ...inFile('src/protocol/register/app-address.ts', [
    ['an app scheme', "if (protocol !== 'https:' && protocol !== 'http:')", 'if (false)'],
    ['a sid of its own', 'added.find((name) => searchParams.has(name))', 'undefined as never'],
    ['any address', 'redirectUriProblem(uri) ?? addressProblem', 'addressProblem'],
  ]),
  ...inFile('src/protocol/register/judge-client.ts', [
    ['frames of strangers', 'new URL(known).origin === origin', 'true'],
    [
      'frames of another port',
      'new URL(known).origin === origin',
      'new URL(known).hostname === new URL(uri).hostname',
    ],
    [
      'strict mode keeps what it calls nobody at',
      "mode === 'strict' ? judgeBackChannel(client) : []",
      '[]',
    ],
    ['strict mode calls this machine', ' || !isLoopbackHost(new URL(uri).hostname)', ' || true'],
  ]),
]

const room = 'src/adapters/back-channel'

/** Faults of the one request that the server makes. */
export const backChannelFaults: readonly SeededFault[] = [
  ...inFile(`${room}/public-address.ts`, [
    ['a private network', "  ['10.0.0.0', 8],\n", ''],
    ['the metadata of a cloud', "  ['169.254.0.0', 16],\n", ''],
    ['loopback', "  ['127.0.0.0', 8],\n", ''],
    ['half of a network', "['172.16.0.0', 12]", "['172.16.0.0', 16]"],
    ['any IPv6 address', "global.check(address, 'ipv6') && ", ''],
    ['IPv4 within IPv6', " && !special.check(address, 'ipv6')", ''],
  ]),
  ...inFile(`${room}/destination.ts`, [
    ['http everywhere', "protocol !== 'https:' && !(mode", "protocol === 'ftp:' && !(mode"],
    ['http on loopback in strict mode', "mode === 'local' && onLoopback", 'onLoopback'],
    ['one good address is enough', 'addresses.every(', 'addresses.some('],
    ['private addresses in strict mode', "if (mode === 'strict') return isPublicAddress", ''],
    [
      'http to a name that only says it is local',
      "protocol === 'https:' ? () => true : isLoopbackAddress",
      '() => true',
    ],
  ]),
  ...inFile(`${room}/post-once.ts`, [
    ['a name that is looked up again', 'lookup: pinnedTo(addresses)', 'lookup: undefined as never'],
    ['an answer that is read', '      request.destroy()\n', ''],
    ['a redirect is success', 'status === 200 || status === 204', 'status < 400'],
    ['a refusal is success', 'status === 200 || status === 204', 'status < 500'],
    ['a call that goes on after its time', '      abort.abort()\n', ''],
    ['no deadline', "settle(failed('too-slow'))", ''],
  ]),
  ...inFile(`${room}/back-channel.ts`, [
    ['everything again', 'passing.includes(tried.why)', 'true'],
    ['nothing again', 'passing.includes(tried.why)', 'false'],
    ['all at once', 'createSlots(atOnce)', 'createSlots(1_000)'],
    ['all wait', 'waiting.size >= capacity', 'false'],
    ['calls after the end', 'stop.signal.aborted\n', 'false\n'],
    ['pauses after the end', "signal.addEventListener('abort', done)", ''],
  ]),
]
