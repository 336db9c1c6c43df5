/**
 * Faults of the token endpoint's protocol: PKCE, client authentication, codes, families of refresh
 * tokens, and what may be asked for.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const room = 'src/protocol/token'

export const tokenFaults: readonly SeededFault[] = [
  ...inFile(`${room}/pkce.ts`, [
    ['a short verifier', '{43,128}', '{1,128}'],
    ['an endless verifier', '{43,128}', '{43,}'],
    ['any characters in a verifier', '[\\w.~-]{43', '[^]{43'],
    ['a short challenge', '^[\\w-]{43}$', '^[\\w-]{1,43}$'],
    ['plain will do', 'digestOf(verifier)', 'verifier'],
    ['a verifier of any form', 'isCodeVerifier(verifier) && ', ''],
    ['any verifier', 'sameSecret(challengeOf(verifier), challenge)', 'true'],
  ]),
  ...inFile('src/protocol/client/credentials.ts', [
    ['two ways at once', 'if (ways.length > 1)', 'if (ways.length > 9)'],
    [
      'two client ids',
      'basic !== undefined && sent !== undefined && sent !== basic.clientId',
      'false',
    ],
    [
      'the header is not decoded',
      'decodeComponent(colon < 0 ? text : text.slice(0, colon))',
      'text.slice(0, colon)',
    ],
    [
      'the secret is not decoded',
      'decodeComponent(text.slice(colon + 1))',
      'text.slice(colon + 1)',
    ],
    ['an empty secret is one', "secret: secret === '' ? undefined : secret", 'secret'],
    ['no client id will do', "clientId === undefined || clientId === ''", 'clientId === undefined'],
    ['an assertion of any type', ' || type !== assertionType', ''],
    ['the last colon parts', "text.indexOf(':')", "text.lastIndexOf(':')"],
  ]),
  ...inFile(`${room}/code.ts`, [
    ['a code never expires', 'code !== undefined && now < code.expiresAt', 'code !== undefined'],
    ['a code for a moment longer', 'now < code.expiresAt', 'now <= code.expiresAt'],
    ['a code of another client', 'code?.grant.clientId === client.id', 'true'],
    ['any redirect_uri', 'code?.grant.redirectUri === redirectUri', 'true'],
    [
      'a challenge without its verifier',
      'code?.challenge === undefined || verifier !== undefined',
      'true',
    ],
    [
      'a verifier for no challenge',
      'code?.challenge !== undefined || verifier === undefined',
      'true',
    ],
    ['neither challenge nor secret', "code?.challenge !== undefined || method !== 'none'", 'true'],
    ['a code after the logout', 'holds: ({ isSignedOut }) => !isSignedOut', 'holds: () => true'],
    ['a code twice', '(code?.uses ?? 0) === 0', 'true'],
  ]),
  ...inFile(`${room}/request.ts`, [
    ['parameters in the query', 'isEmpty(query)', 'true'],
    ['parameters twice', 'form.repeated.size === 0', 'true'],
    ['no grant type', "form.values.has('grant_type')", 'true'],
    ['a client without a name', 'credentials.clientId !== undefined', 'true'],
    ['a disabled client', 'client?.enabled === true', 'client !== undefined'],
    [
      'any way of authentication',
      'client?.auth.methods.includes(credentials.method) === true',
      'true',
    ],
    [
      'any secret',
      'secretHash !== undefined && sameSecret(hashOf(credentials.secret), secretHash)',
      'true',
    ],
    [
      'the implicit grant',
      'parseTokenGrantType(grantType) !== undefined',
      "grantType !== 'password'",
    ],
    ['a grant type of others', 'client.grantTypes.some((type) => type === grantType)', 'true'],
  ]),
  ...inFile(`${room}/refresh-rules.ts`, [
    ['an ended family', '      !family.ended &&\n', ''],
    ['an endless family', '      now < family.expiresAt &&\n', ''],
    ['an idle family', 'now - family.lastUsedAt <= idle', 'true'],
    ['a family of another client', 'family?.grant.clientId === client.id', 'true'],
    ['a family after the logout', 'family?.endsWithSession !== true || !isSignedOut', 'true'],
    [
      'no family survives a logout',
      'family?.endsWithSession !== true || !isSignedOut',
      '!isSignedOut',
    ],
  ]),
  ...inFile(`${room}/refresh-token.ts`, [
    [
      'a refresh token is written in several ways',
      'writeRefreshToken(parts) === token ? parts : undefined',
      'parts',
    ],
    ['an ended family goes on', 'family.ended || use.turn < 1', 'use.turn < 1'],
    ['turn 0 ends a family', ' || use.turn < 1', ''],
    ['a turn that was not yet ends a family', ' || use.turn > family.turn', ''],
    [
      'any secret will do',
      'return live.hash === hash ? rotate(family, use, live) : family',
      'return rotate(family, use, live)',
    ],
    [
      'a wrong secret ends a family',
      'if (spent !== undefined && spent.hash !== hash) return family',
      '',
    ],
    [
      'the grace lasts a moment longer',
      'use.now - spent.at < use.grace',
      'use.now - spent.at <= use.grace',
    ],
    ['a reuse ends nothing', 'return { ...family, live: [], ended: true }', 'return family'],
    [
      'a reuse leaves the newest',
      '{ ...family, live: [], ended: true }',
      '{ ...family, ended: true }',
      'turnOf looks at ended first',
    ],
    ['the old one works on', 'family.live.filter((mark) => mark !== used)', 'family.live'],
    ['any number works at once', '.slice(-mostLive)', ''],
    ['all used ones are remembered', '.slice(-mostSpent)', ''],
    [
      'an ended family has a turn',
      'family.ended ? undefined : family.live',
      'family.live',
      'an ended family has none that work',
    ],
  ]),
  ...inFile(`${room}/narrowing.ts`, [
    ['any characters in scope', "isScopeSyntax(form.values.get('scope') ?? '')", 'true'],
    ['a wider scope', 'every((word) => scope.has(word))', 'every(() => true)'],
    ['any API', 'audience.includes(target) ||', 'true ||'],
  ]),
]
