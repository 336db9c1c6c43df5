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
    ['the whole address', 'const { origin } =', 'const { href: origin } ='],
    ['a host for an origin', 'const { origin } =', 'const { host: origin } ='],
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
  ...inFile('src/protocol/register/log-out-metadata.ts', [
    ['an app scheme', "if (protocol !== 'https:' && protocol !== 'http:')", 'if (false)'],
    ['a sid of its own', "if (searchParams.has('sid'))", 'if (false)'],
    ['any address', 'redirectUriProblem(uri) ?? addressProblem', 'addressProblem'],
  ]),
  ...inFile('src/protocol/register/judge-client.ts', [
    ['frames of strangers', 'new URL(known).origin === origin', 'true'],
    [
      'frames of another port',
      'new URL(known).origin === origin',
      'new URL(known).hostname === new URL(uri).hostname',
    ],
  ]),
]
