/**
 * Faults in the use cases: who is signed in, who was asked, what is kept, what is told.
 *
 * @module
 */

import { inFile, type SeededFault } from './seeded-fault.ts'

const authorize: readonly SeededFault[] = [
  ...inFile('src/flows/authorize/authorize.ts', [
    [
      'a refused request goes on',
      "if (verdict.kind === 'refused') return endings.refuse(at, verdict.refusal)",
      "if (verdict.kind === 'refused') endings.refuse(at, verdict.refusal)\n    if (verdict.kind === 'refused') throw new Error('refused')",
    ],
    [
      'a client that has to push does not have to',
      'if (refusal !== undefined) return endings.refuse(at, refusal)',
      '',
    ],
    ['scopes are left out in silence', 'if (scopes.length > 0) {', 'if (scopes.length > 99) {'],
    [
      'a page that refuses is not logged',
      "events.emit(refused(refusal, client?.id ?? namedBy(sent), 'page'))",
      '',
    ],
    [
      'the log does not say which app it was that nobody knows',
      'client?.id ?? namedBy(sent)',
      'client?.id',
    ],
    [
      'a fault of ours ends on an error page',
      'endings.answering(at, () => judge(',
      '(async (_: unknown, run: () => Promise<RequestOutcome>) => run())(at, () => judge(',
    ],
  ]),
  ...inFile('src/flows/authorize/find-request.ts', [
    [
      'a pushed request is there for every client',
      'if ((await pushedRequests.find(key))?.clientId !== clientId) return asReceived(received)',
      '',
    ],
    [
      'a pushed request may come twice',
      'await pushedRequests.take(key)',
      'await pushedRequests.find(key)',
    ],
  ]),
  ...inFile('src/flows/authorize/read-request.ts', [
    [
      'no object needs a signature',
      '(await signatures.read(object.jwt, auth.keys)) !== undefined',
      'true',
    ],
    [
      'an object that is refused goes on',
      'if (refusal !== undefined) return { sent: outline, refusal }',
      '',
    ],
    [
      'an object that is right is left out',
      'return { sent: completedBy(object, sent), refusal: undefined }',
      'return { sent, refusal: undefined }',
    ],
    [
      'an object that is refused chooses the address',
      'return { sent: outline, refusal }',
      'return { sent: completedBy(object, sent), refusal }',
    ],
  ]),
  ...inFile('src/flows/authorize/push-request.ts', [
    ['a pushed request may name another', 'if (refusal !== undefined) throw refused(refusal)', ''],
    [
      'what is wrong is told to the browser only',
      "if (verdict.kind === 'refused') throw refused(verdict.refusal)",
      '',
    ],
    [
      'a wrong address is told to the browser only',
      "if (addressee.kind === 'unanswerable') throw unanswerable(addressee.refusal)",
      '',
    ],
    ['an unknown app on loopback cannot push', 'if (clientId !== undefined) {', 'if (false) {'],
    ['a pushed request is kept for good', 'needs.clock.now() + pushedLifetime', '9e9'],
  ]),
  ...inFile('src/flows/authorize/find-client.ts', [
    ['strict mode accepts on loopback', 'if (!needs.loopbackClients) return unknownClient', ''],
    ['a full table accepts nobody by the wrong rule', 'return tooManyApps', 'return unknownClient'],
    ['nobody hears of an accepted app', 'await tellOf(client, redirectUri, asked)', ''],
    [
      'the client is found without its address',
      'await clients.find(id, redirectUri)\n    if',
      'await clients.find(id, undefined)\n    if',
    ],
  ]),
  ...inFile('src/flows/authorize/is-granted.ts', [
    ['prompt=consent is overheard', "request.prompt.has('consent') ||", ''],
    ['another site may choose the address', '(fromAnotherSite && !to.approved)', 'false'],
    ['no other site may begin', '(fromAnotherSite && !to.approved)', 'fromAnotherSite'],
    ['auto consent for nobody', 'if (autoConsent) return true', ''],
    ['auto consent for everybody', 'if (autoConsent) return true', 'return true'],
    [
      'strict mode remembers anybody on loopback',
      'if (!mayBeRemembered(to.redirectUri, mode)) return false',
      '',
    ],
    ['a first-party client is asked', 'if (request.client.firstParty) return true', ''],
    ['one grant of many is enough', 'every((grant) =>', 'some((grant) =>'],
    [
      'an approval does not last for the session',
      '(await covers(approvalId(current.session.sid, client), request, current)) ||\n      ',
      '',
    ],
    [
      'an approval for good is forgotten',
      '||\n      covers(consentId(current.user.sub, client), request, current)',
      '',
    ],
  ]),
  ...inFile('src/flows/authorize/resume.ts', [
    ['what was just approved is asked again', 'allowedOnce || (await', '(await'],
    ['everybody has approved', 'const granted = allowedOnce ||', 'const granted = true ||'],
    [
      'each step is bound to another browser',
      'browser.binding ?? needs.entropy.secret()',
      'needs.entropy.secret()',
    ],
  ]),
  ...inFile('src/flows/authorize/endings.ts', [
    ['a refusal is not logged', "events.emit(refused(refusal, client.id, 'client'))", ''],
    ['a used app makes room for new ones', 'await clients.noteUse(request.client)', ''],
    [
      'a fault of ours is not logged',
      "events.emit({ kind: 'fault.unexpected', where: 'authorize', error })",
      'void error',
    ],
    ['an answer as a JWT is plain', 'plain.to.asJwt\n', 'false\n'],
    ['the algorithm of answers is not used', 'client.answerAlg', 'client.idTokenAlg'],
    ['what cannot be signed is signed again', 'asJwt: false', 'asJwt: true'],
  ]),
  ...inFile('src/flows/authorize/auto-log-in.ts', [
    ['a disabled user is signed in', 'user?.enabled !== true', 'user === undefined'],
    ['a session that has ended is none', 'sessionId === undefined && state', 'state'],
    ['a logout is forgotten', ' && state === undefined', ''],
    ['cookies that are kept back are none', ' && keepsCookiesBack !== true', ''],
    [
      'a misspelt user is the usual one',
      'hinted === undefined ? await users',
      'hinted?.user === undefined ? await users',
    ],
  ]),
  ...inFile('src/flows/authorize/who-is-hinted.ts', [
    ['an e-mail is no hint', "claims['email'] === loginHint", 'false'],
    ['an id_token_hint chooses nobody', "hint?.kind === 'verified'", 'false'],
    ['strict mode says who is there', "mode === 'local' ? ", ''],
  ]),
  ...inFile('src/flows/authorize/judge-again.ts', [
    [
      'an open request outlives its rights',
      "if (verdict.kind === 'refused') return 'withdrawn'",
      "if (verdict.kind === 'refused') throw new Error('refused')",
    ],
    [
      'what the user has done is forgotten',
      'return { request, to, done, sent,',
      'return { request, to, done: { authenticated: undefined, account: undefined }, sent,',
    ],
  ]),
  ...inFile('src/flows/authorize/interactions.ts', [
    [
      'a step answers at the address of another',
      'found.form.step === step ? found',
      'true ? found',
    ],
    ['a step that is gone offers no way on', '{ ...found, again: id }', 'found'],
    ['what is started again is done already', 'done: nothingDone }', '}'],
    [
      'a withdrawn request goes on',
      "if (typeof pending === 'string') return gone(pending, found.form.uiLocales)",
      "if (typeof pending === 'string') return { kind: 'found', interaction: found.form as never }",
    ],
  ]),
]

const forms = inFile('src/flows/forms/awaited-forms.ts', [
  [
    'another browser may answer',
    'browser !== undefined && sameSecret(browser, form.browser)',
    'true',
  ],
  ['a used form may be used again', "if (form.spent) return gone('used', form.uiLocales)", ''],
  ['a form never expires', 'const isOver = form.expiresAt <= now ||', 'const isOver ='],
  ['a form from the future never expires', ' || isAhead(form.expiresAt - lifetime, now)', ''],
  [
    'a form may come from anywhere',
    'csrf !== undefined && sameSecret(csrf, found.form.csrf)',
    'true',
  ],
  ['a form is used up in two steps', 'await store.take(id)', 'await store.find(id)'],
  ['used forms push out open ones', ' spent`, id, spent,', '`, id, spent,'],
  ['a form that is gone is not remembered', 'form, expiresAt + remembered)', 'form, expiresAt)'],
])

const session: readonly SeededFault[] = [
  ...inFile('src/flows/session/current-session.ts', [
    [
      'whoever was taken out stays signed in',
      'if (user === undefined || hasEnded) {',
      'if (user === undefined) throw new Error("gone")\n    if (hasEnded) {',
    ],
    [
      'a session that is listed nowhere outlives a sign-out everywhere',
      ' || isSignedOutSince(session.startedAt, signedOutAt)',
      '',
    ],
    ['an idle session goes on', 'now - lastSeenAt > idle ||', ''],
    ['a session from the future goes on', '|| isAhead(lastSeenAt, now)', ''],
    [
      'use does not keep a session',
      'await sessions.update(sessionId, (kept) => ({ ...kept, lastSeenAt: now }))',
      '',
    ],
    ['a session that is over is kept', 'await sessions.remove(sessionId)', ''],
    ['a visit is noted too seldom', 'Math.min(60, Math.floor(idle / 4))', 'Math.max(60, idle)'],
  ]),
  ...inFile('src/flows/session/start-session.ts', [
    ['the session before lives on', 'await sessions.take(before)', 'await sessions.find(before)'],
    [
      'another user keeps the sid',
      'const goesOn = old?.sub === user.sub',
      'const goesOn = old !== undefined',
    ],
    ['the same user gets another sid', 'goesOn ? old.sid', 'old?.sub === "" ? old.sid'],
    [
      'the secret of a session is its name',
      'id: entropy.secret(),',
      'id: old?.id ?? entropy.secret(),',
    ],
    ['a session never ends', 'session, now + lifetime)', 'session, Number.POSITIVE_INFINITY)'],
    [
      'a login is not logged',
      "events.emit({ kind: 'user.signed-in'",
      "void ({ kind: 'user.signed-in'",
    ],
  ]),
  ...inFile('src/flows/session/end-session.ts', [
    ['logout leaves the session', 'await sessions.take(', 'await sessions.find('],
    ['logout tells nobody', '    tellClients(session)\n', ''],
    [
      'tokens outlive logout',
      'await endedSessions.put(sid, true, clock.now() + remembered + clockSkew)',
      '',
    ],
    [
      'tokens outlive logout after a second',
      'clock.now() + remembered + clockSkew',
      'clock.now() + 1',
    ],
    ['logout is not logged', "events.emit({ kind: 'user.signed-out', sub, sid })", ''],
    [
      'an ended session is forgotten after a second',
      'Math.max(lifetimes.accessToken, lifetimes.refreshToken)',
      '1',
    ],
  ]),
  ...inFile('src/flows/records/has-ended.ts', [
    ['a session outlives its end', '(await endedSessions.find(sid)) !== undefined ||', ''],
    [
      'a withdrawal ends nothing',
      "isWithdrawn(given, withdrawnAt) ? 'withdrawn' : undefined",
      'undefined',
    ],
  ]),
  ...inFile('src/flows/records/note-account.ts', [
    ['a clock that was ahead keeps users out', '        putRight(signOutId(sub), now),\n', ''],
    [
      'a clock that was ahead keeps apps out',
      '      await putRight(withdrawalId(sub, client.id), answered.now)\n',
      '',
    ],
  ]),
  ...inFile('src/flows/account/account.ts', [
    [
      'a form of one user acts for another',
      'sameSecret(csrf, accountCsrfOf(current.session))',
      'true',
    ],
    ['one withdrawal is of all apps', 'all || clientId === which', 'true'],
    ['one end is of the first session', 'sessionHandleOf(one) === which', 'true'],
  ]),
  ...inFile('src/flows/account/withdraw.ts', [
    ['an approval for good outlives its withdrawal', 'await consents.remove(id)', ''],
    ['a withdrawal is forgotten at once', 'now + longestOf(lifetimes))', 'now + 1)'],
    ['an app that was withdrawn is still listed', 'withoutApp(account, clientId)', 'account'],
    ['a withdrawal is not logged', "events.emit({ kind: 'consent.withdrawn', sub, clientId })", ''],
  ]),
  ...inFile('src/flows/account/sign-out-everywhere.ts', [
    ['known sessions outlive a sign-out everywhere', 'await endSession(session)', ''],
  ]),
  ...inFile('src/flows/account/list-account.ts', [
    ['a session of another user is listed', 'one?.session.sub === sub ?', 'one !== undefined ?'],
    [
      'an app that was taken out is listed',
      '(await clients.stillCounts(clientId, lastAt))',
      'true',
    ],
    [
      'what a user had before is listed',
      '(await users.findSince(sub, lastAt)) === undefined',
      'false',
    ],
    [
      'an app is listed though nothing of it works',
      'lastAt + longestOf(lifetimes) + slack > clock.now()',
      'true',
    ],
    [
      'an app is listed only while it is approved for good',
      'if (lastAt + longestOf(lifetimes) + slack > clock.now()) return true',
      '',
    ],
    ['what is approved for good is not listed', 'consent !== undefined)', 'false)'],
    ['the app used last comes last', 'listed.flat().toReversed()', 'listed.flat()'],
    ['the own session is one of the others', '.filter(({ id }) => id !== session.id)', ''],
    [
      'the session used last comes last',
      'other.lastSeenAt - one.lastSeenAt',
      'one.lastSeenAt - other.lastSeenAt',
    ],
    ['the page opens the session', 'handle: sessionHandleOf(session)', 'handle: session.id'],
  ]),
  ...inFile('src/flows/session/tell-clients.ts', [
    [
      'an app is told with the key of another',
      'signer.signLogoutToken(claims, idTokenAlg)',
      "signer.signLogoutToken(claims, 'RS256')",
    ],
    ['an app that could not be told was', "delivery.kind === 'told'", 'true'],
    [
      'a fault of ours is not logged',
      "events.emit({ kind: 'fault.unexpected', where: 'back-channel logout', error })",
      '',
    ],
  ]),
  ...inFile('src/flows/session/visits.ts', [
    ['no visit is noted', 'withVisit(kept.visited, id)', 'kept.visited'],
    ['each visit costs a write', 'visited.includes(client.id) ? undefined : ', ''],
    ['an app that is disabled is told', 'client?.enabled === true', 'client !== undefined'],
  ]),
  ...inFile('src/flows/session/front-channel-frames.ts', [
    ['an app that wants no frame gets one', 'uri === undefined ? [] :', 'uri === null ? [] :'],
    ['the frame tells the secret of the session', 'session.sid)', 'session.id)'],
  ]),
  ...inFile('src/flows/account/account-login.ts', [
    ['any page may post the login of the account page', '!sameSecret(form.csrf, csrf)', 'false'],
  ]),
  ...inFile('src/flows/session/log-out.ts', [
    [
      'whatever is pressed signs out',
      "if (form.decision !== 'sign-out') return { kind: 'stayed', uiLocales: found.form.uiLocales }",
      '',
    ],
    [
      'a page that was answered signs out whoever is there by now',
      "if (decision !== 'sign-out' || (await currentSession(sessionId)) !== undefined) return undefined",
      '',
    ],
    ['a disabled app gets the browser back', 'client?.enabled !== true', 'client === undefined'],
    [
      'any address gets the browser back',
      'matchPostLogoutUri(client, address.redirectUri) && address',
      'address',
    ],
    [
      'the hint wins over client_id',
      "values.get('client_id') ?? (hint?.kind === 'verified' ? hint.aud : undefined)",
      "(hint?.kind === 'verified' ? hint.aud : undefined) ?? values.get('client_id')",
    ],
  ]),
]

const steps: readonly SeededFault[] = [
  ...inFile('src/flows/steps/log-in.ts', [
    [
      'a disabled user is picked',
      'return user?.enabled === true ? user : undefined',
      'return user',
    ],
    [
      'the picker works where it is off',
      'needs.picker ? await users.findByUsername(username) : undefined',
      'await users.findByUsername(username)',
    ],
    [
      'a failure is not logged',
      "if (found.kind !== 'right') events.emit(",
      'if (false) events.emit(',
    ],
    [
      'a login is done twice',
      "if (spent.kind === 'gone') return spent\n    const session",
      'const session',
    ],
    [
      'cancel signs in',
      "if (form.decision === 'cancel') return cancel(needs, found.interaction)",
      '',
    ],
    [
      'the session before is not ended',
      'await startSession(user, by, browser)',
      'await startSession(user, by, { ...browser, sessionId: undefined })',
    ],
    [
      'the login is forgotten',
      '{ ...interaction.done, authenticated: session.sid }',
      '{ ...interaction.done }',
    ],
  ]),
  ...inFile('src/flows/steps/consent.ts', [
    ['deny approves', "if (decision === 'deny') return deny(needs, interaction, current.user)", ''],
    ['every approval is for good', "decision === 'remember', browser)", 'true, browser)'],
    ['no approval is for good', "decision === 'remember', browser)", 'false, browser)'],
    [
      'strict mode remembers an app on loopback',
      'const lasts = rememberable(interaction)\n    const remembered',
      'const lasts = true\n    const remembered',
    ],
    [
      'an approval is not kept',
      'if (lasts) await remember(current, { client, grants, forGood })',
      '',
    ],
    [
      'an approval is not logged',
      "events.emit({ kind: 'consent.granted'",
      "void ({ kind: 'consent.granted'",
    ],
    [
      'anything is a decision',
      'if (decision === undefined || !decisions.has(decision)) {',
      'if (decision === undefined) {',
    ],
    [
      'one page is answered twice',
      "const spent = await interactions.spend(found.interaction)\n      if (spent.kind === 'gone') return spent",
      'const spent = { interaction: found.interaction }',
    ],
    ['the same user is asked after a switch', "account: 'another' },", 'account: undefined },'],
  ]),
  ...inFile('src/flows/steps/remember-consent.ts', [
    ['an approval takes away the one before', '...(before?.grants ?? []), ...grants', '...grants'],
    ['an approval is for good', 'if (forGood) adding', 'adding'],
    ['an approval for good ends', 'Number.POSITIVE_INFINITY', 'now'],
    ['what was lost comes back', 'await forgetLost(id, client, user.sub)', ''],
  ]),
  ...inFile('src/flows/steps/who-was-asked.ts', [
    [
      'another user answers',
      'return current?.session.sid === sid ? current : undefined',
      'return current',
    ],
  ]),
  ...inFile('src/flows/authorize/still-counts.ts', [
    [
      'what was granted to an app before it was taken out counts',
      '(await clients.stillCounts(client.id, time)) &&',
      '',
    ],
    [
      'what a user granted who was taken out counts',
      '(await users.findSince(sub, time)) !== undefined &&',
      '',
    ],
    [
      'what a user has withdrawn counts',
      '(await hasEnded({ sub, clientId: client.id, sid: undefined, at: time })) === undefined',
      'true',
    ],
  ]),
  ...inFile('src/flows/steps/choose-account.ts', [
    ['another account is this one', "if (choice !== 'continue') return 'another'", ''],
    [
      'this account is another one',
      "if (choice !== 'continue') return 'another'",
      "if (choice !== '') return 'another'",
    ],
    [
      'whoever is signed in goes on',
      "=== undefined ? undefined : 'this'",
      "=== undefined ? 'this' : 'this'",
    ],
    [
      'a picked user is not signed in',
      "if (picked !== undefined) return logIn.enter(found.interaction, picked, 'picker', browser)",
      '',
    ],
  ]),
]

const tokens: readonly SeededFault[] = [
  ...inFile('src/flows/tokens/issue-tokens.ts', [
    [
      'an opaque token never ends',
      'await opaqueTokens.put(token, claims, claims.exp)',
      'await opaqueTokens.put(token, claims, Number.POSITIVE_INFINITY)',
      'its own exp is looked at on every use',
    ],
    [
      'an opaque token is a JWT',
      "(api?.accessTokenFormat ?? client.accessTokenFormat) === 'jwt'",
      'true',
    ],
    [
      'an ID Token lives as long as an access token',
      'const lifetime = lifetimes.idToken\n',
      'const lifetime = lifetimes.usualAccessToken\n',
    ],
    [
      'an access token lives as long as an ID Token',
      '?? lifetimes.usualAccessToken',
      '?? lifetimes.idToken',
    ],
    ['the client’s algorithm is not used', 'about), client.idTokenAlg', "about), 'RS256'"],
  ]),
  ...inFile('src/flows/session/tell-state.ts', [
    ['any app is told the last state', 'before?.clientId === client.id && before.', 'before?.'],
    ['any address is told it', ' && before.redirectUri === redirectUri', ''],
    [
      'nothing is told twice',
      'last.set(session, { clientId: client.id, redirectUri, state })\n',
      '',
    ],
  ]),
  ...inFile('src/flows/tokens/issue-answer.ts', [
    [
      'an access token nobody asked for',
      'returnsAccessToken(responseType)\n      ?',
      'true\n      ?',
    ],
    [
      'the token beside a code lives on',
      'issueTokens.accessToken(request, subject, { family })',
      'issueTokens.accessToken(request, subject)',
    ],
    ['an ID Token nobody asked for', 'returnsIdToken(responseType)\n      ?', 'true\n      ?'],
    ['a code nobody asked for', 'returnsCode(responseType) ? entropy.id()', 'true ? entropy.id()'],
    ['a code outlives its minute', 'expiresAt: now + codeLifetime', 'expiresAt: now + 600'],
    ['the challenge is forgotten', 'challenge: request.codeChallenge', 'challenge: undefined'],
    ['an ID Token is bound to no code', '{ accessToken, code })', '{ accessToken })'],
    ['a used code is soon forgotten', 'kept.expiresAt + lifetime', 'kept.expiresAt'],
    ['a code is kept as it is', 'codes.put(hashOf(code), kept', 'codes.put(code, kept'],
  ]),
  ...inFile('src/flows/tokens/redeem-code.ts', [
    ['two may redeem a code at once', 'used.uses > 1', 'used.uses > 99'],
    [
      'a second use ends nothing',
      'code !== undefined && code.uses > 0 && code.grant.clientId === client.id',
      'false',
    ],
    ['anybody may end what a code gave', ' && code.grant.clientId === client.id', ''],
    [
      'a code outlives its session',
      "(await hasEnded({ ...code.grant, at: code.grant.grantedAt })) === 'signed-out'",
      'false',
    ],
    ['any API will do for a code', 'mustHold(grantedTargetRules, wish)', ''],
  ]),
  ...inFile('src/flows/tokens/give-tokens.ts', [
    [
      'a client gets what it never registered',
      "if (!client.grantTypes.includes('refresh_token')) return undefined",
      '',
    ],
    [
      'refresh tokens for everybody',
      'if (!isOffline && !client.refresh.always) return undefined',
      '',
    ],
    [
      'no refresh token ends with its session',
      '!isOffline || client.refresh.endsWithSession',
      'false',
    ],
    [
      'the token of a code lives on',
      '{ family: code.family, jkt: keys.accessToken }',
      '{ jkt: keys.accessToken }',
    ],
    [
      'the tokens of a refresh live on',
      '{ family, offline: !endsWithSession, jkt }',
      '{ offline: !endsWithSession, jkt }',
    ],
    ['an ID Token without openid', "grant.scope.has('openid')", 'true'],
    [
      'a user who was taken out has it renewed',
      'await users.findSince(kept.sub, kept.grantedAt)',
      'await users.find(kept.sub)',
    ],
    [
      'an app that was taken out has it renewed',
      'if (!(await clients.stillCounts(kept.clientId, kept.grantedAt))) {',
      'if (false) {',
    ],
    ['what ended begins again', 'before ?? newFamily(begun)', 'newFamily(begun)'],
  ]),
  ...inFile('src/flows/tokens/refresh.ts', [
    ['a reuse ends no access token', 'if (reused !== undefined) {', 'if (false) {'],
    [
      'whoever comes second gets tokens',
      'mustHold(rotationRules, { works: token !== undefined })',
      '',
    ],
    ['a wider scope is given', 'mustHold(scopeRules, { form, scope: grant.scope })', ''],
    ['any API will do for a refresh', 'mustHold(grantedTargetRules, wish)', ''],
    ['the grace of a client is none', 'const { grace } = by.client.refresh', 'const grace = 0'],
    ['idle ones go on', 'idle: lifetimes.refreshIdle', 'idle: Number.POSITIVE_INFINITY'],
  ]),
  ...inFile('src/flows/tokens/end-grant.ts', [
    [
      'access tokens live on',
      "await revokedTokens.put(markOf(family), 'revoked', now + lifetimes.accessToken + clockSkew)",
      '',
    ],
    [
      'nobody hears that a grant has ended',
      "events.emit({ kind: 'grant.ended'",
      "if (false) events.emit({ kind: 'grant.ended'",
    ],
  ]),
  ...inFile('src/flows/tokens/authenticate-client.ts', [
    ['guessing costs nothing', 'if (client !== undefined) await limited.failed()', ''],
    [
      'an unknown client counts',
      'if (client !== undefined) await limited.failed()',
      'await limited.failed()',
    ],
    ['nobody waits', 'await limited.mustNotWait()', ''],
    [
      'a wrong secret lets in',
      'client !== undefined && refusal === undefined',
      'client !== undefined',
    ],
    [
      'a header is answered without its challenge',
      "authorization === undefined ? undefined : 'Basic'",
      'undefined',
    ],
  ]),
  ...inFile('src/flows/tokens/token-endpoint.ts', [
    [
      'a grant type of another client',
      'mustHold(grantTypeRules,',
      'void ((_: unknown, _s: object) => undefined)(grantTypeRules,',
    ],
    ['a service has the scopes of users', '!usersOwn.has(scope)', 'true'],
    ['a parameter may come twice', 'mustHold(calledRules, request)', ''],
  ]),
  ...inFile('src/flows/tokens/read-access-token.ts', [
    ['an expired token opens', 'if (early !== undefined) return dead(early)', ''],
    [
      'a token outlives its session',
      'return hasEnded({ sub, clientId, sid, at })',
      'return undefined',
    ],
    ['a revoked token opens', 'if (early !== undefined) return early', ''],
    [
      'a token of a grant that has ended opens',
      'mark === undefined ? undefined : await revokedTokens.find(mark)',
      'undefined',
    ],
    [
      'tokens of an app that was taken out open what they did',
      "if (!(await clients.stillCounts(claims.client_id, claims.iat))) return dead('client-gone')",
      '',
    ],
    [
      'a token outlives its user',
      'await users.findSince(sub, claims.iat)',
      'await users.find(sub)',
    ],
  ]),
  ...inFile('src/flows/tokens/subjects.ts', [
    ['the local sub names a user', 'byTold.get(told) ?? nobody', 'byTold.get(told) ?? told'],
    ['who has joined is nobody', 'before?.of !== all', 'before === undefined'],
    [
      'a sector knows users as another does',
      'pairwiseSub(key, sector, sub)',
      "pairwiseSub(key, '', sub)",
    ],
    [
      'a sub in claims is looked for as it is',
      'const meant = subjects.meantBy(client, claims.sub)',
      'const meant = Promise.resolve(claims.sub)',
    ],
  ]),
  ...inFile('src/flows/tokens/read-hint.ts', [
    ['a hint is believed as it is', 'await subjects.meantBy(client, reading.sub)', 'reading.sub'],
  ]),
  ...inFile('src/flows/tokens/introspect.ts', [
    [
      'a refresh token is told of its user',
      'await needs.subjects.toldTo(client, user.sub)',
      'user.sub',
    ],
  ]),
  ...inFile('src/protocol/token/introspection.ts', [
    [
      'who is known by a pairwise sub is named beside it',
      'user.sub === sub ? { username: user.username } : {}',
      '{ username: user.username }',
    ],
  ]),
  ...inFile('src/flows/session/tell-clients.ts', [
    ['a logout token tells the real sub', 'await subjects.toldTo(client, sub)', 'sub'],
  ]),
  ...inFile('src/flows/userinfo.ts', [
    [
      'userinfo tells the real sub',
      'sub: claims.sub, ...userinfoClaims',
      'sub: user.sub, ...userinfoClaims',
    ],
    ['strict mode says why', 'sentenceFor(reading.why, mode)', "sentenceFor(reading.why, 'local')"],
    ['a token without openid opens', " || (needsOpenid && !granted.includes('openid'))", ''],
    ['all claims are told', 'userinfoClaims(user, granted, single, scopes)', 'user.claims'],
    ['each token opens the same', 'claims.scope, ...single]', ']'],
    ['a name opens nothing', 'claims.scope, ...single]', 'claims.scope]'],
    ['what is to be signed is not', 'client?.userinfoAlg === undefined', 'true'],
    ['it is signed for anybody', 'aud: client.id }', "aud: '' }"],
    ['it is signed as ID Tokens are', ', client.userinfoAlg)', ', client.idTokenAlg)'],
  ]),
]

export const flowFaults: readonly SeededFault[] = [
  ...authorize,
  ...forms,
  ...session,
  ...steps,
  ...tokens,
]
