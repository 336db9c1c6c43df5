import { inFile, type SeededFault } from './seeded-fault.ts'

/** Seeded faults of the faults that tests plan. */
export const plannedFaults: readonly SeededFault[] = [
  ...inFile('src/control/match.ts', [
    [
      'a fault is met at every endpoint',
      '(endpoint === undefined || endpoint === request.endpoint)',
      'true',
    ],
    [
      'a fault is met by every client',
      '(clientId === undefined || clientId === request.clientId)',
      'true',
    ],
    [
      'a fault is met by every user',
      '(user === undefined || request.users?.includes(user) === true)',
      'true',
    ],
    [
      'a fault is met whatever prompt is',
      '(prompt === undefined || request.prompt.includes(prompt))',
      'true',
    ],
    [
      'a fault is met by every grant',
      '(grantType === undefined || grantType === request.grantType)',
      'true',
    ],
  ]),
  ...inFile('src/control/faults/fault-plan.ts', [
    ['a fault that is used up is met again', 'isLeft(one) && one.seen', 'one.seen'],
    ['nth is not looked at', '(one.match.nth ?? 1)', '1'],
    [
      'the fault that was planned last is met',
      'const met = fitting.find(',
      'const met = fitting.findLast(',
    ],
    ['a use is not counted', '  met.used += 1\n', ''],
    [
      'an always is never unused',
      "(times === 'always' ? 1 : times)",
      "(times === 'always' ? 0 : times)",
    ],
    ['a removed fault stays', 'kept = kept.filter((one) => one.id !== id)', 'kept = [...kept]'],
    ['a fault is met where it has no effect', 'return one.missed === undefined', 'return true'],
  ]),
  ...inFile('src/control/faults/arrival.ts', [
    ['a caller by Basic has no name', 'return clientId ?? textIn', 'return undefined ?? textIn'],
    ['a code tells of nobody', 'code && (await codes.find(hashOf(code)))', 'undefined'],
    [
      'a session tells of nobody',
      'sessionId === undefined ? undefined :',
      'sessionId !== undefined ? undefined :',
    ],
  ]),
  ...inFile('src/control/faults/edge-faults.ts', [
    [
      'CORS is left out for programs too',
      "take(['cors'], isPreflight || isByScript)",
      "take(['cors'], true)",
    ],
    ['windows cannot be shown', 'mayBeFramed && !isPreflight', '!isPreflight'],
    ['the cookies of windows are blocked', 'isThirdParty && !isPreflight', '!isPreflight'],
    ['an error has the status of a bad request', 'statuses[error] ?? 400', '400'],
    [
      'userinfo has no challenge',
      "refusal(oauthError, fault, endpoint === 'userinfo')",
      'refusal(oauthError, fault, false)',
    ],
  ]),
  ...inFile('src/control/faults/answer-faults.ts', [
    [
      'an answer is changed after it was signed',
      'endings.issue({ ...pending, to: plain(pending.to) }, current)',
      'endings.issue(pending, current)',
    ],
    [
      'an error keeps its parameters',
      'return finished(await changed(needs, outcome, { ...asked, asJwt: at.to.asJwt }), at)',
      'return finished(outcome, at)',
    ],
  ]),
  ...inFile('src/control/faults/changed-params.ts', [
    [
      'dropped parameters come',
      'answer.parameters.filter(([name]) => !drop.includes(name))',
      'answer.parameters',
    ],
    [
      'dropped members come',
      'entries(members).filter(([name]) => !drop.includes(name))',
      'entries(members)',
    ],
    [
      'a change of nothing counts',
      'return isSame && !isEmpty(change) ? nothingOfIt : undefined',
      'return undefined',
    ],
    ['the mode stays', '...(mode !== undefined && { mode })', ''],
  ]),
  ...inFile('src/control/faults/spoilt-tokens.ts', [
    ['both tokens are spoilt', "of !== 'id_token' && ", ''],
    [
      'the ID Token hashes the token that was',
      'at_hash: tokenHash(accessToken, known)',
      "at_hash: claims['at_hash']",
    ],
    ['an opaque token stays good', "return 'a-token-that-nobody-has-issued'", 'return token'],
  ]),
  ...inFile('src/control/logins/planned-logins.ts', [
    [
      'a request is counted at each of its pages',
      'awaiting.isFirst ? await needs.faults',
      'true ? await needs.faults',
    ],
  ]),
  ...inFile('src/control/snapshots.ts', [
    ['faults are not restored', '  steering.faults.restore(faults)\n', ''],
  ]),
  ...inFile('src/http/control/faults.ts', [
    [
      'nothing is delayed',
      'if (faults.delay !== undefined) await',
      'if (faults.delay === undefined) await',
    ],
    ['cookies are read', '  delete headers.cookie\n', ''],
    [
      'a browser does not say that it blocks cookies',
      "  headers['sec-fetch-storage-access'] = 'none'\n",
      '',
    ],
    [
      'what is cached is not changed',
      "if (faults.changeJson !== undefined) delete request.raw.headers['if-none-match']",
      '',
    ],
  ]),
  ...inFile('src/http/control/spoilt-payload.ts', [
    ['cookies are set', "if (faults.blocksCookies) reply.removeHeader('set-cookie')", ''],
    ['a redirect in a frame goes on', '!isRedirect || !isFramed(request.headers)', 'true'],
    ['the answer is whole', "throw new Error('cut short')", 'yield whole'],
  ]),
  ...inFile('src/http/control/pauses.ts', [
    ['the end of the server waits for what is delayed', '    closing.abort()\n', ''],
  ]),
]
